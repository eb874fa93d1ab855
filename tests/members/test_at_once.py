"""Clicks that come twice, and people who act at the same moment, on real connections."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone
from taggit.models import Tag

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.models import Decision, Endorsement, Organisation, PaperScan, Signatory, SignOn
from principles.models import Edition
from tests.members.joining import NEW, PROFILE, SIGNED_BY_ANOTHER, SIGNED_BY_ME, step
from tests.pictures import sent
from tests.races import in_step

pytestmark = pytest.mark.django_db(transaction=True)

CONSENTS = {"edition": "1.0", "endorse": "on", "may_sign": "on", "privacy": "on"}
SignIn = Callable[[User], Client]


def link_to_sign() -> str:
    mail = Mail.objects.get(to="sofia@example.org")
    return re.search(r"http://testserver(/members/signing/\S+)", mail.message)[1]


@pytest.fixture
def click_twice(founding_edition: Edition, applicant: User, signed_in: SignIn) -> Callable[..., list[str]]:
    """Posts from two connections at the same moment, and says where each is led; a page that refuses has no place."""

    def click_twice(path: str, typed: dict[str, str] | None = None) -> list[str]:
        clients = [signed_in(applicant), signed_in(applicant)]
        answers = in_step(*[lambda client=client: client.post(path, typed or {}) for client in clients])
        return [answer.headers.get("Location", f"refused with {answer.status_code}") for answer in answers]

    return click_twice


@pytest.fixture
def case(founding_edition: Edition, applicant: User, signed_in: SignIn) -> SignOn:
    signed_in(applicant).post(NEW, PROFILE)
    return SignOn.objects.get()


@pytest.fixture
def signed(case: SignOn, applicant: User, signed_in: SignIn) -> SignOn:
    signed_in(applicant).post(step("text", case), SIGNED_BY_ME)
    case.refresh_from_db()
    return case


def test_form_of_the_organisation_clicked_twice_begins_one_case(click_twice: Callable[..., list[str]]) -> None:
    places = click_twice(NEW, PROFILE)

    assert places == [step("text", SignOn.objects.get())] * 2
    assert Organisation.objects.count() == 1


def test_form_of_the_organisation_saved_twice_is_saved(click_twice: Callable[..., list[str]], case: SignOn) -> None:
    places = click_twice(step("organisation", case), PROFILE | {"name": "Padres", "themes": "fatherhood, health"})

    assert places == [step("text", case)] * 2
    organisation = Organisation.objects.get()
    assert (organisation.name, sorted(organisation.themes.names())) == ("Padres", ["fatherhood", "health"])


def test_signature_clicked_twice_is_one(click_twice: Callable[..., list[str]], case: SignOn) -> None:
    places = click_twice(step("text", case), SIGNED_BY_ME)

    assert places == [step("check", case)] * 2
    assert (Endorsement.objects.count(), Signatory.objects.count()) == (1, 1)


def test_signatory_who_is_named_twice_is_asked_once(click_twice: Callable[..., list[str]], case: SignOn) -> None:
    places = click_twice(step("text", case), SIGNED_BY_ANOTHER)

    assert places == [step("check", case)] * 2
    assert Signatory.objects.count() == 1
    assert Mail.objects.filter(to="sofia@example.org").count() == 1
    assert Client().get(link_to_sign()).status_code == 200


def test_form_sent_by_two_clicks_is_sent_once(click_twice: Callable[..., list[str]], signed: SignOn) -> None:
    places = click_twice(step("check", signed))

    assert places == [signed.get_absolute_url()] * 2
    assert [it.verb for it in Decision.objects.all()] == ["submit"]
    assert Mail.objects.count() == 1


def test_form_called_back_by_two_clicks_is_called_back_once(
    click_twice: Callable[..., list[str]], signed: SignOn, applicant: User
) -> None:
    signed.submit(by=applicant)

    places = click_twice(step("call-back", signed))

    assert places == [step("organisation", signed)] * 2
    assert [it.verb for it in Decision.objects.all()] == ["submit", "call_back"]


def test_sign_on_retracted_by_two_clicks_is_retracted_once(
    click_twice: Callable[..., list[str]], signed: SignOn
) -> None:
    places = click_twice(step("retract", signed))

    assert places == [signed.get_absolute_url()] * 2
    assert [it.verb for it in Decision.objects.all()] == ["retract"]
    assert Mail.objects.count() == 1


def test_signatory_who_clicks_twice_signs_once_and_is_thanked(case: SignOn, applicant: User, signed_in: SignIn) -> None:
    signed_in(applicant).post(step("text", case), SIGNED_BY_ANOTHER)
    link = link_to_sign()

    answers = in_step(*[lambda: Client().post(link, CONSENTS)] * 2)

    assert [answer.headers["Location"] for answer in answers] == [link, link]
    assert Endorsement.objects.count() == 1
    assert Mail.objects.filter(to=applicant.email).count() == 1
    assert "Signed. Thank you." in Client().get(link).content.decode()


def test_signatory_who_is_replaced_at_the_same_moment_has_signed_or_is_told(
    case: SignOn, applicant: User, signed_in: SignIn
) -> None:
    signed_in(applicant).post(step("text", case), SIGNED_BY_ANOTHER)
    link, client = link_to_sign(), signed_in(applicant)
    other = SIGNED_BY_ANOTHER | {"name": "Else", "email": "else@example.org"}

    signing, naming = in_step(
        lambda: Client().post(link, CONSENTS),
        lambda: client.post(step("text", case), other),
    )

    assert naming.headers["Location"] == step("check", case)
    assert signing.status_code == (302 if Endorsement.objects.exists() else 409)
    assert {it.name for it in Signatory.objects.all()} == {
        "Else",
        *(it.signatory.name for it in Endorsement.objects.all()),
    }


def test_two_applicants_with_one_name_get_an_address_each(
    founding_edition: Edition, applicant: User, outsider: User, signed_in: SignIn
) -> None:
    clients = [signed_in(applicant), signed_in(outsider)]

    answers = in_step(*[lambda client=client: client.post(NEW, PROFILE) for client in clients])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert sorted(case.applicant.email for case in SignOn.objects.all()) == sorted([applicant.email, outsider.email])
    assert len({it.slug for it in Organisation.objects.all()}) == 2


def test_two_applicants_with_the_same_new_themes_wait_for_each_other(
    founding_edition: Edition, applicant: User, outsider: User, signed_in: SignIn
) -> None:
    themes = [f"theme {number}" for number in range(12)]
    forms = [PROFILE | {"name": "One", "website": "", "themes": ", ".join(themes)}]
    forms.append(PROFILE | {"name": "Two", "website": "", "themes": ", ".join(reversed(themes))})
    clients = [signed_in(applicant), signed_in(outsider)]

    # On SQLite the first of them holds the lock of the whole database from the start.
    meeting = "taggit_tag" if connection.vendor == "postgresql" else ""
    posts = [lambda it=it: it[0].post(NEW, it[1]) for it in zip(clients, forms, strict=True)]

    answers = in_step(*posts, before=meeting)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Tag.objects.filter(name__startswith="theme").count() == len(themes)


def test_signature_on_paper_recorded_by_two_clicks_is_recorded_once(
    case: SignOn, officer: User, signed_in: SignIn
) -> None:
    import_module("members.migrations.0003_officers").grant_permissions(apps, None)
    officer.groups.add(Group.objects.get(name="Officers"))
    address = f"/admin/members/signon/{case.pk}/paper-signature/"
    clients = [signed_in(officer), signed_in(officer)]

    answers = in_step(*[lambda client=client: client.post(address, on_paper()) for client in clients])

    assert [answer.headers["Location"] for answer in answers] == [f"/admin/members/signon/{case.pk}/change/"] * 2
    assert (Endorsement.objects.count(), PaperScan.objects.count()) == (1, 1)
    assert [it.verb for it in Decision.objects.all()] == ["paper"]
    assert Mail.objects.count() == 1


def on_paper() -> dict[str, Any]:
    return {
        "edition": str(Edition.objects.get().pk),
        "language": "en",
        "name": "Sam Signatory",
        "job_title": "Chair",
        "email": "sam@example.org",
        "signed_on": timezone.localdate().isoformat(),
        "agreed_to_endorse": "on",
        "may_sign": "on",
        "reason": "By post.",
        "scan": sent(b"%PDF-1.7", "paper.pdf"),
    }
