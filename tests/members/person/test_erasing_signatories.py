"""A signatory who is erased: found nowhere afterwards, and nobody else is touched."""

import json
from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from alliance.pages.models import Page
from alliance.shared.erasing import places
from alliance.shared.lifecycle import WrongState
from members.models import (
    Decision,
    Endorsement,
    Note,
    Organisation,
    Person,
    Signatory,
    SignOn,
)
from members.signing_links import signing_path
from tests.members.traces import ADDRESS, NAMES, stands


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_of_an_erased_signatory(
    signed: Callable[..., Signatory],
    scatter: Callable[..., None],
    scatter_elsewhere: Callable[[str], None],
    officer: User,
    sign_on: SignOn,
    name: str,
) -> None:
    signatory = signed(name)
    scatter(name)
    scatter_elsewhere(name)

    Person.behind(signatory).erase(by=officer, at=sign_on.organisation, reason="By letter.", everywhere=True)

    assert not stands(name)
    assert not stands(ADDRESS)


def test_record_of_the_organisation_is_kept(
    signed: Callable[..., Signatory], scatter: Callable[..., None], officer: User, sign_on: SignOn
) -> None:
    signatory = signed(NAMES[0])
    scatter(NAMES[0])
    queue(to="other@example.org", subject="Another", text="", carries_key=False)
    before = Endorsement.objects.values().get()

    decision = Person.behind(signatory).erase(by=officer, at=sign_on.organisation, reason="By letter.", everywhere=True)

    assert Endorsement.objects.values().get() == before
    assert str(Signatory.objects.get()) == "name erased"
    assert (decision.verb, decision.reason, decision.by) == ("erase", "By letter.", officer)
    assert Decision.objects.get(verb="paper").reason == "By post from [name erased]."
    assert Note.objects.get().text == "Called [name erased] ([address erased])\nabout it."
    organisation = Organisation.objects.get()
    assert organisation.description == "Founded by [name erased] in 2001."
    assert organisation.history.latest().history_change_reason == "Asked by [name erased]"
    assert json.loads(LogEntry.objects.get().change_message) == [
        {"changed": {"name": "user", "object": "[name erased]"}}
    ]
    assert [(mail.to, mail.subject) for mail in Mail.objects.order_by("pk")] == [
        (["amina@example.org"], "About [name erased]"),
        (["amina@example.org"], "[name erased] has signed"),
        (["other@example.org"], "Another"),
    ]


def test_what_may_mean_somebody_else_is_left_for_staff_to_judge(
    signed: Callable[..., Signatory], scatter_elsewhere: Callable[[str], None], officer: User
) -> None:
    signatory = signed(NAMES[0])
    scatter_elsewhere(NAMES[0])
    person = Person.behind(signatory)
    shown = [place.label.rpartition(" ")[2] for place in person.places_elsewhere]

    person.erase(by=officer)

    assert Organisation.objects.get(name="Not ours").description == f"Friends of {NAMES[0]}."
    assert Decision.objects.get(verb="paper").reason == f"By post from {NAMES[0]}."
    assert Page.objects.get(slug="contact").text == f"Ask {NAMES[0]}."
    assert {"description", "reason", "text", "Subject", "repr", "message"} <= set(shown)


def test_nobody_writes_over_the_words_of_others_by_way_of_a_name(
    applicant: User, officer: User, submitted: SignOn, make_organisation: Callable[..., Organisation]
) -> None:
    page = Page.objects.get(slug="about").text
    sentence = " ".join(page.split()[:4])
    other = make_organisation("Not ours", description=f"It says: {sentence}.")
    submitted.return_with_questions(by=officer, reason="Not enough. Who are you?")

    for name in (sentence, "Not enough", "You are welcome"):
        Person.of(applicant).correct_name(name, by=applicant)

    assert Page.objects.get(slug="about").text == page
    other.refresh_from_db()
    assert other.description == f"It says: {sentence}."
    assert "welcome" not in Decision.objects.get(verb="return").reason


def test_nobody_signs_others_out_by_way_of_a_name(
    applicant: User, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    other = signed_in(outsider)
    User.objects.filter(pk=applicant.pk).update(name="AuthenticationBackend")

    Person.of(User.objects.get(pk=applicant.pk)).erase(by=applicant, everywhere=True)

    assert other.get("/accounts/").status_code == 200


def test_who_was_named_and_has_not_signed_is_forgotten(sign_on: SignOn, officer: User, client: Client) -> None:
    signatory = sign_on.name_signatory(name=NAMES[0], job_title="Director", email=ADDRESS)
    link = signing_path(sign_on)

    Person.behind(signatory).erase(by=officer)

    assert not Signatory.objects.exists()
    assert SignOn.objects.get().signatory is None
    assert client.get(link).status_code == 404


def test_link_of_an_erased_signatory_opens_nothing(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn, client: Client
) -> None:
    signatory, link = signed(NAMES[0]), signing_path(sign_on)
    assert client.get(link).status_code == 200

    Person.behind(signatory).erase(by=officer)

    assert client.get(link).status_code == 404


def test_nobody_is_erased_twice(signed: Callable[..., Signatory], officer: User) -> None:
    signatory = signed(NAMES[0])
    Person.behind(Signatory.objects.get()).erase(by=officer)

    with pytest.raises(WrongState, match="erased already"):
        Person.behind(signatory).erase(by=officer)


def test_same_person_is_erased_for_every_organisation_and_no_reason_is_told_to_another(
    signed: Callable[..., Signatory], make_organisation: Callable[..., Organisation], applicant: User, officer: User
) -> None:
    signatory = signed(NAMES[0])
    other = SignOn.objects.begin(organisation=make_organisation("Other"), by=applicant)
    other.name_signatory(name=NAMES[0].upper(), job_title="Chair", email=ADDRESS.upper())
    other.sign(number="1.0", language="en", privacy_notice="0" * 64)

    Person.behind(signatory).erase(by=officer, at=Organisation.objects.get(name="Men for Care"), reason="By letter.")

    assert not stands(NAMES[0])
    assert not stands(ADDRESS)
    told = Decision.objects.filter(verb="erase").order_by("organisation__name")
    assert list(told.values_list("organisation__name", "reason")) == [("Men for Care", "By letter."), ("Other", "")]


def test_person_with_another_name_at_the_same_address_is_not_touched(
    signed: Callable[..., Signatory], make_organisation: Callable[..., Organisation], applicant: User, officer: User
) -> None:
    signatory = signed(NAMES[0], "office@example.org")
    other = SignOn.objects.begin(organisation=make_organisation("Other"), by=applicant)
    successor = other.name_signatory(name="Sofía Successor", job_title="Chair", email="office@example.org")
    queue(to="office@example.org", subject="For the successor", text="Sign here.", carries_key=True)

    Person.behind(signatory).erase(by=officer)

    successor.refresh_from_db()
    assert (successor.name, successor.email) == ("Sofía Successor", "office@example.org")
    assert Mail.objects.filter(subject="For the successor", to="office@example.org").exists()


def test_names_that_hold_the_name_of_the_erased_are_not_touched(
    signed: Callable[..., Signatory], make_organisation: Callable[..., Organisation], officer: User, sign_on: SignOn
) -> None:
    User.objects.create_user(email="ana.lima@example.org", name="Ana Lima Souza")
    make_organisation("Ana Lima Trust", description="Named after Ana Lima Souza, Anaconda and Ana Limahuli.")
    sign_on.notes.create(text="Ana Lima Souza wrote for Ana Lima of the Ana Lima Trust", by=officer)

    Person.behind(signed("Ana Lima")).erase(by=officer, everywhere=True)

    trust = Organisation.objects.get(name="Ana Lima Trust")
    assert trust.description == "Named after Ana Lima Souza, Anaconda and Ana Limahuli."
    assert User.objects.get(email="ana.lima@example.org").name == "Ana Lima Souza"
    assert Note.objects.get().text == "Ana Lima Souza wrote for [name erased] of the Ana Lima Trust"


def test_name_of_an_organisation_is_its_own_even_if_somebody_signed_with_it(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    sign_on.organisation.describe(description="Men for Care began in 2001.")

    Person.behind(signed("Men for Care")).erase(by=officer)

    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.description) == ("Men for Care", "Men for Care began in 2001.")
    assert str(Signatory.objects.get()) == "name erased"


def test_what_an_organisation_was_once_called_is_written_over_in_its_history_alone(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    sign_on.organisation.describe(other_names=f"{NAMES[0]}\nMen Care")

    Person.behind(signed(NAMES[0])).erase(by=officer)

    organisation = Organisation.objects.get()
    assert organisation.other_names == f"{NAMES[0]}\nMen Care"
    assert organisation.history.latest().other_names == "[name erased]\nMen Care"


def test_namesake_keeps_the_own_rows(signed: Callable[..., Signatory], officer: User) -> None:
    namesake = User.objects.create_user(email="namesake@example.org", name=NAMES[0])

    Person.behind(signed(NAMES[0])).erase(by=officer)

    namesake.refresh_from_db()
    assert (namesake.name, namesake.is_active) == (NAMES[0], True)


def test_single_word_is_left_in_what_organisations_say_and_shown(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    sign_on.organisation.describe(description="We give Hope to men.")
    sign_on.notes.create(text="Hope called. We hope so.", by=officer)
    person = Person.behind(signed("Hope"))
    words = person.words_erased

    person.erase(by=officer)

    organisation = Organisation.objects.get()
    assert organisation.description == "We give Hope to men."
    assert Note.objects.get().text == "[name erased] called. We hope so."
    left = places(words)
    assert f"/admin/members/organisation/{organisation.pk}/change/" in [place.address for place in left]
    assert not [place for place in left if "note" in place.label]
