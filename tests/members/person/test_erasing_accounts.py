"""A person with an account who is erased, and what goes with the account."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.lifecycle import WrongState
from alliance.shared.pictures import Picture
from members import emails
from members.models import (
    Decision,
    Invitation,
    Logo,
    Organisation,
    PaperScan,
    Person,
    Signatory,
    SignatureRequest,
    SignOn,
)
from members.models.paper_scan import Scan
from principles.models import Translator
from tests.members.traces import NAMES, begins_a_word, stands


def test_nothing_is_left_of_an_erased_account(
    submitted: SignOn, scatter: Callable[..., None], applicant: User, signed_in: Callable[[User], Client]
) -> None:
    applicant.vouch_for_address()
    scatter("Amina Applicant", "amina@example.org")
    elsewhere = signed_in(applicant)

    Person.of(applicant).erase(by=applicant)

    assert not stands("Amina Applicant")
    assert not begins_a_word("amina")
    row = User.objects.get(pk=applicant.pk)
    assert (row.is_active, row.has_usable_password(), str(row)) == (False, False, "name erased")
    assert elsewhere.get("/accounts/").status_code == 302
    assert SignOn.objects.get().state == "retracted"
    assert str(Decision.objects.get(verb="erase").by) == "name erased"


def test_last_representative_is_not_erased(member: Organisation, applicant: User, officer: User) -> None:
    for person in (applicant, officer):
        with pytest.raises(WrongState, match="Nobody else acts for Men for Care"):
            Person.of(applicant).erase(by=person)

    assert User.objects.get(pk=applicant.pk).name == "Amina Applicant"
    assert member.representatives.acting().count() == 1


def test_representative_beside_others_is_erased_and_acts_no_more(
    member: Organisation, applicant: User, outsider: User
) -> None:
    member.representatives.create(person=outsider)

    Person.of(applicant).erase(by=applicant)

    assert [it.person for it in member.representatives.acting()] == [outsider]
    assert Organisation.objects.listed().get() == member
    assert not stands("Amina Applicant")


def test_representative_of_an_organisation_that_left_is_erased(member: Organisation, applicant: User) -> None:
    member.leave(by=applicant)

    Person.of(applicant).erase(by=applicant)

    assert not stands("Amina Applicant")


@pytest.mark.parametrize("by", ["officer", "editor"])
def test_staff_are_not_erased_by_themselves_or_by_officers(
    by: str, request: pytest.FixtureRequest, officer: User
) -> None:
    with pytest.raises(WrongState, match="administrator"):
        Person.of(officer).erase(by=request.getfixturevalue(by))


def test_administrator_erases_staff(officer: User, administrator: User, submitted: SignOn) -> None:
    submitted.decline(by=officer, reason="No. Omar Officer")

    Person.of(officer).erase(by=administrator)

    assert not stands("Omar Officer")
    assert not stands("officer@")
    assert str(Decision.objects.get(verb="decline").by) == "name erased"


def test_erased_person_translates_no_more(officer: User, administrator: User) -> None:
    Translator.objects.create(person=officer, language="es")

    Person.of(officer).erase(by=administrator)

    assert not Translator.objects.exists()


def test_erased_applicant_gets_no_mail(member: Organisation, applicant: User, outsider: User, officer: User) -> None:
    member.representatives.create(person=outsider)
    Person.of(applicant).erase(by=applicant)

    emails.about_decision(member.suspend(by=officer, reason="Asked."))

    assert [mail.to for mail in Mail.objects.all()] == [["outsider@example.org"]]


# What waits for somebody


def test_invitation_to_who_is_erased_is_gone(member: Organisation, applicant: User, outsider: User) -> None:
    Invitation.objects.invite(outsider.email, organisation=member, by=applicant, language="en")

    Person.of(outsider).erase(by=outsider)

    assert not Invitation.objects.exists()


def test_who_was_named_to_reaffirm_and_is_erased_is_asked_no_more(
    member: Organisation, applicant: User, officer: User
) -> None:
    named = {"name": "Zebedee Quux", "job_title": "Chair", "email": "zebedee@example.org"}
    asked = SignatureRequest.objects.ask(organisation=member, by=applicant, language="en", **named)
    person = Person.behind(asked.signatory)
    assert list(person.organisations) == [member]

    person.erase(by=officer)

    assert not SignatureRequest.objects.exists()
    assert not Signatory.objects.filter(email="zebedee@example.org").exists()


def test_mails_to_whom_the_erased_had_asked_name_the_erased_no_more(
    member: Organisation, applicant: User, second: Any
) -> None:
    invitation = Invitation.objects.invite("new@example.org", organisation=member, by=applicant, language="en")
    emails.invite(invitation)
    named = {"name": "Zebedee Quux", "job_title": "Chair", "email": "zebedee@example.org"}
    emails.ask_for_signature(SignatureRequest.objects.ask(organisation=member, by=applicant, language="en", **named))
    assert Mail.objects.filter(message__contains=applicant.name).count() == 2

    Person.of(applicant).erase(by=applicant)

    assert not Mail.objects.filter(message__contains="Amina Applicant").exists()


def test_name_beside_the_own_logo_is_written_over(
    member: Organisation, applicant: User, second: Any, make_organisation: Callable[..., Organisation]
) -> None:
    picture = Picture(webp=b"RIFF", width=1, height=1)
    for organisation in (member, make_organisation("Not ours")):
        Logo.objects.put(organisation=organisation, by=applicant, alt="Amina Applicant waves.", picture=picture)

    Person.of(applicant).erase(by=applicant)

    assert [it.alt for it in Logo.objects.order_by("organisation")] == [
        "[name erased] waves.",
        "Amina Applicant waves.",
    ]


def test_paper_that_was_signed_by_who_is_erased_is_gone(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    signatory = signed(NAMES[0])
    scan = Scan(PaperScan.Kind.PDF, b"%PDF-1.7 signed by hand")
    PaperScan.objects.keep(scan, endorsement=signatory.endorsements.get(), by=officer)

    Person.behind(signatory).erase(by=officer)

    assert not PaperScan.objects.exists()
