"""A new edition: who is asked, what each of the three answers does, and that silence is none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Decision, Endorsement, Organisation, Signatory, SignatureRequest, SignedAlready, TextMovedOn
from principles.models import Clause, Edition

Publish = Callable[..., Edition]
SignIn = Callable[..., Client]


def reaffirmed(organisation: Organisation, person: User) -> Endorsement:
    signatory = Signatory.objects.create(name=person.name, job_title="Director", email=person.email, person=person)
    number = Edition.objects.current().number
    return organisation.reaffirm(signatory=signatory, number=number, language="en", privacy_notice="0" * 64)


def needing() -> list[Organisation]:
    return list(Organisation.objects.needing_reaffirmation())


def address(organisation: Organisation, verb: str = "") -> str:
    return f"/organisation/{organisation.slug}/edition/" + (f"{verb}/" if verb else "")


def signature(number: str, **typed: Any) -> dict[str, Any]:
    consents = {"endorse": "on", "may_sign": "on", "privacy": "on"}
    return {"edition": number, "who": "me", "name": "Amina Applicant", "job_title": "Director", **consents, **typed}


# Who is asked


def test_substantive_edition_asks_every_member(member: Organisation, change: Publish) -> None:
    assert needing() == []

    change("Everybody decides.")

    assert needing() == [member]


def test_editorial_edition_asks_nobody_and_carries_over(member: Organisation, change: Publish) -> None:
    edition = change("Everybody takes part.", "editorial")

    assert needing() == []
    assert list(Organisation.objects.carried_over_to(edition)) == [member]


def test_an_edition_asks_on_the_day_on_which_it_takes_effect(member: Organisation, founding_edition: Edition) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from principles.models import Draft

    Clause.objects.filter(slug="participation").update(text="Everybody decides.")
    edition = Edition.objects.publish(
        shown=Draft.now().fingerprint,
        change_class="substantive",
        reason="-",
        by=None,
        effective_on=timezone.localdate() + timedelta(days=9),
    )
    assert needing() == []

    edition.take_effect(now=timezone.now() + timedelta(days=9))
    assert needing() == [member]


@pytest.mark.parametrize("standing", ["suspend", "remove"])
def test_who_is_no_member_is_not_asked(member: Organisation, change: Publish, officer: User, standing: str) -> None:
    change("Everybody decides.")
    getattr(member, standing)(by=officer, reason="-")

    assert needing() == []


def test_corrected_class_asks_whom_the_wrong_one_did_not(
    member: Organisation, change: Publish, publisher: User
) -> None:
    edition = change("Everybody decides.", "editorial")
    edition.correct_class(change_class="substantive", reason="It asks for more.", by=publisher)
    assert needing() == [member]

    edition.correct_class(change_class="editorial", reason="It does not.", by=publisher)
    assert needing() == []


# The three answers


def test_reaffirming_is_a_further_endorsement(member: Organisation, change: Publish, applicant: User) -> None:
    edition = change("Everybody decides.")

    endorsement = reaffirmed(member, applicant)

    assert (endorsement.edition, endorsement.edition_digest) == (edition, edition.digest)
    assert member.endorsements.count() == 2
    assert needing() == []
    assert member.signed_edition == edition


def test_the_same_signature_twice_is_one(member: Organisation, change: Publish, applicant: User) -> None:
    change("Everybody decides.")
    first = reaffirmed(member, applicant)

    with pytest.raises(SignedAlready):
        member.reaffirm(signatory=first.signatory, number="2.0", language="en", privacy_notice="0" * 64)

    assert member.endorsements.count() == 2


def test_nothing_is_signed_that_was_not_read(member: Organisation, change: Publish, applicant: User) -> None:
    change("Everybody decides.")
    change("Everybody decides together.")
    signatory = Signatory.objects.create(name="A", job_title="B", email="c@example.org")

    with pytest.raises(TextMovedOn):
        member.reaffirm(signatory=signatory, number="2.0", language="en", privacy_notice="0" * 64)
    with pytest.raises(TextMovedOn):
        member.stay(number="2.0", by=applicant)

    assert needing() == [member]


def test_staying_is_an_answer_and_may_be_changed(member: Organisation, change: Publish, applicant: User) -> None:
    change("Everybody decides.")

    decision = member.stay(number="2.0", by=applicant, reason=" Too much for us. ")

    assert needing() == []
    assert (decision.verb, decision.reason, decision.edition.number) == ("stay", "Too much for us.", "2.0")
    assert member.signed_edition.number == "1.0"
    assert reaffirmed(member, applicant).edition.number == "2.0"


def test_staying_holds_through_editorial_editions_and_until_the_next_substantive_one(
    member: Organisation, change: Publish, applicant: User
) -> None:
    change("Everybody decides.")
    member.stay(number="2.0", by=applicant)

    edition = change("Everybody decides!", "editorial")
    assert needing() == []
    assert list(Organisation.objects.carried_over_to(edition)) == []

    change("Nobody decides alone.")
    assert needing() == [member]


def test_who_is_not_asked_cannot_answer(member: Organisation, change: Publish, applicant: User) -> None:
    with pytest.raises(WrongState):
        member.stay(number="1.0", by=applicant)

    change("Everybody decides.")
    reaffirmed(member, applicant)
    with pytest.raises(WrongState):
        member.stay(number="2.0", by=applicant)


def test_who_has_left_cannot_answer(member: Organisation, change: Publish, applicant: User) -> None:
    change("Everybody decides.")
    member.leave(by=applicant)

    with pytest.raises(WrongState):
        reaffirmed(member, applicant)
    with pytest.raises(WrongState):
        member.stay(number="2.0", by=applicant)


def test_answers_name_their_edition(member: Organisation, applicant: User) -> None:
    with pytest.raises(IntegrityError):
        member.decisions.create(verb=Decision.Verb.STAY, by=applicant)


# The page


@pytest.fixture
def desk(member: Organisation, applicant: User, signed_in: SignIn) -> Client:
    return signed_in(applicant)


def test_page_shows_the_difference_since_what_was_signed_and_three_answers(
    desk: Client, member: Organisation, change: Publish
) -> None:
    change("Everybody decides.")
    change("Everybody decides together.")

    page = desk.get(address(member)).content.decode()

    assert "endorse edition 3.0 as well?" in page
    assert "since edition 1.0" in page
    assert "<ins>Everybody decides together.</ins>" in page or "decides together" in page
    assert "Everybody decides.</" not in page
    for answer in ("We endorse edition 3.0", "We stay with edition 1.0", "We leave"):
        assert answer in page


def test_clause_changed_and_changed_back_shows_no_difference(
    desk: Client, member: Organisation, change: Publish, participation: Clause
) -> None:
    change("Everybody decides.")
    change(participation.text)

    page = desk.get(address(member)).content.decode()

    assert "endorse edition 3.0 as well?" in page
    assert "Nothing differs." in page


def test_representative_signs_and_it_is_listed(
    desk: Client, client: Client, member: Organisation, change: Publish, delivered_mails: Any, settings: Any
) -> None:
    change("Everybody decides.")
    assert "Endorses edition 1.0" in client.get(member.get_absolute_url()).content.decode()

    response = desk.post(address(member, "reaffirmation"), signature("2.0"), follow=True)
    again = desk.post(address(member, "reaffirmation"), signature("2.0"))

    assert "</bdi> endorses edition 2.0" in response.content.decode()
    assert again.status_code == 302
    assert member.endorsements.count() == 2
    assert "Endorses edition 2.0" in client.get(member.get_absolute_url()).content.decode()
    told = [mail for mail in delivered_mails() if "a new edition has been signed" in mail.subject]
    assert [mail.to for mail in told] == [["amina@example.org"]]


def test_another_signatory_reads_the_difference_and_signs_at_their_own_address(
    desk: Client, client: Client, member: Organisation, change: Publish, delivered_mails: Any
) -> None:
    change("Everybody decides.")
    named = signature("2.0", who="other", name="Berta", email="berta@example.org")

    page = desk.post(address(member, "reaffirmation"), named, follow=True).content.decode()
    assert "A signature is on its way" in page
    assert member.endorsements.count() == 1

    mail = next(mail for mail in delivered_mails() if mail.to == ["berta@example.org"])
    link = next(line for line in mail.body.splitlines() if "/members/signing/" in line)
    assert "Everybody decides." in client.get(link).content.decode()
    assert "What differs from what was signed before" in client.get(link).content.decode()
    client.post(link, {"edition": "2.0", "endorse": "on", "may_sign": "on", "privacy": "on"})

    assert "Signed. Thank you." in client.get(link).content.decode()
    assert member.signed_edition.number == "2.0"
    assert needing() == []


def test_who_was_named_first_and_has_not_signed_is_forgotten(
    member: Organisation, change: Publish, applicant: User
) -> None:
    change("Everybody decides.")
    for name in ("Berta", "Carla"):
        SignatureRequest.objects.ask(
            organisation=member, name=name, job_title="-", email="x@example.org", by=applicant, language="en"
        )

    assert SignatureRequest.objects.get().signatory.name == "Carla"
    assert not Signatory.objects.filter(name="Berta").exists()


def test_who_was_named_first_cannot_sign_any_more(member: Organisation, change: Publish, applicant: User) -> None:
    change("Everybody decides.")
    named = {"job_title": "-", "email": "x@example.org", "by": applicant, "language": "en"}
    first = SignatureRequest.objects.ask(organisation=member, name="Berta", **named)
    stale = SignatureRequest.objects.select_related("signatory", "organisation").get(pk=first.pk)
    SignatureRequest.objects.ask(organisation=member, name="Carla", **named)

    with pytest.raises(WrongState):
        stale.sign(number="2.0", language="en", privacy_notice="0" * 64)


def test_staying_and_objecting_by_the_page(
    desk: Client, member: Organisation, change: Publish, delivered_mails: Any
) -> None:
    change("Everybody takes part.", "editorial")
    assert "is carried over to edition 1.1" in desk.get(address(member)).content.decode()
    assert desk.post(address(member, "objection"), {"edition": "1.1", "reason": " "}).status_code == 422
    typed = {"edition": "1.1", "reason": "It asks for more."}
    page = desk.post(address(member, "objection"), typed, follow=True).content.decode()
    assert "It asks for more." in page

    change("Everybody decides.")
    page = desk.post(address(member, "staying"), {"edition": "2.0", "reason": ""}, follow=True).content.decode()
    assert "stays on edition 1.0" in page
    subjects = [mail.subject for mail in delivered_mails()]
    assert any("stays on the edition" in subject for subject in subjects)
    assert any("objection" in subject for subject in subjects)
    assert not any(member.name in subject for subject in subjects)


def test_answer_to_a_text_that_moved_on_is_asked_again_and_keeps_what_was_typed(
    desk: Client, member: Organisation, change: Publish
) -> None:
    change("Everybody decides.")
    change("Everybody decides together.")

    signing = desk.post(address(member, "reaffirmation"), signature("2.0", job_title="Coordinator"))
    staying = desk.post(address(member, "staying"), {"edition": "2.0", "reason": "Too much."})

    assert (signing.status_code, staying.status_code) == (409, 409)
    assert "Nothing was signed: the text has changed" in signing.content.decode()
    assert "Coordinator" in signing.content.decode()
    assert "Too much." in staying.content.decode()
    assert needing() == [member]


@pytest.mark.parametrize(("verb", "change_class"), [("staying", "substantive"), ("objection", "editorial")])
def test_answer_that_was_refused_can_be_given_to_the_edition_that_is_shown_now(
    desk: Client, member: Organisation, change: Publish, verb: str, change_class: str
) -> None:
    read = change("Everybody decides.", change_class).number
    current = change("Everybody decides together.", change_class).number

    refused = desk.post(address(member, verb), {"edition": read, "reason": "Too much."})

    assert refused.status_code == 409
    kept = refused.context["stay_form" if verb == "staying" else "objection_form"]
    shown = {name: kept[name].value() for name in ("edition", "reason")}
    assert shown == {"edition": current, "reason": "Too much."}
    assert desk.post(address(member, verb), shown).status_code == 302


def test_organisation_that_goes_while_it_signs_is_told_so(
    desk: Client, member: Organisation, change: Publish, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("Everybody decides.")
    lock = Organisation.lock

    def removed_first(organisation: Organisation) -> None:
        Organisation.objects.get(pk=organisation.pk).remove(by=officer, reason="-")
        lock(organisation)

    monkeypatch.setattr(Organisation, "lock", removed_first)
    response = desk.post(address(member, "reaffirmation"), signature("2.0"))

    assert response.status_code == 409
    assert "Only an organisation that is a member" in response.content.decode()
    assert member.endorsements.count() == 1


def test_incomplete_signature_is_refused_beside_its_fields(desk: Client, member: Organisation, change: Publish) -> None:
    change("Everybody decides.")

    response = desk.post(address(member, "reaffirmation"), signature("2.0", endorse="", job_title=""))

    assert response.status_code == 422
    assert "Without this the text cannot be signed." in response.content.decode()
    assert member.endorsements.count() == 1


@pytest.mark.parametrize("verb", ["", "reaffirmation", "staying", "objection"])
def test_page_exists_for_the_representatives_alone(
    member: Organisation, outsider: User, officer: User, signed_in: SignIn, client: Client, verb: str
) -> None:
    for method in ("get", "post") if verb else ("get",):
        assert getattr(client, method)(address(member, verb)).status_code == 302
        assert getattr(signed_in(outsider), method)(address(member, verb)).status_code == 404
        assert getattr(signed_in(officer), method)(address(member, verb)).status_code == 404


def test_typed_answer_outlives_the_session(
    client: Client, member: Organisation, change: Publish, applicant: User
) -> None:
    change("Everybody decides.")
    target = address(member, "staying")

    client.post(target, {"edition": "2.0", "reason": "Too much for us."})
    client.force_login(applicant)

    assert "Too much for us." in client.get(target).content.decode()
