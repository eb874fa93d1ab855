"""One's own name and data: corrected, taken away, erased."""

import json
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from alliance.accounts.models import User
from members.models import Organisation, Signatory, SignatureRequest, SignOn
from tests.members.traces import stands

DATA, ERASURE = "/accounts/data/", "/accounts/data/erasure/"


@pytest.fixture
def own(applicant: User, client: Client) -> Client:
    """The applicant, who has just given the password again."""
    cache.clear()
    applicant.vouch_for_address()
    client.post("/accounts/login/", {"login": applicant.email, "password": "not a secret"})
    client.post("/accounts/reauthenticate/", {"password": "not a secret"})
    return client


# The name


def test_own_name_is_corrected_on_every_own_signature(own: Client, submitted: SignOn, applicant: User) -> None:
    assert "/accounts/name/" in own.get("/accounts/").content.decode()

    response = own.post("/accounts/name/", {"name": "  Amina   Neu "}, follow=True)

    page = response.content.decode()
    assert response.status_code == 200
    assert "Your name is corrected." in page
    assert "Amina Neu" in page
    assert Signatory.objects.get().name == "Amina Neu"
    assert not stands("Amina Applicant")
    assert "Amina Neu" in own.get(f"/members/join/{submitted.pk}/receipt/").content.decode()


@pytest.mark.parametrize("typed", ["", "  ", "broken \ufffd", "x" * 201])
def test_what_is_no_name_is_refused_and_not_lost(own: Client, applicant: User, typed: str) -> None:
    response = own.post("/accounts/name/", {"name": typed})

    assert response.status_code == 422
    assert response.context["form"]["name"].value() == typed
    assert "name" in response.context["form"].errors
    assert User.objects.get(pk=applicant.pk).name == "Amina Applicant"


@pytest.mark.parametrize("path", ["/accounts/name/", DATA, f"{DATA}own-data.json", ERASURE])
def test_nobody_sees_these_pages_without_signing_in(db: None, client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    assert client.post(path).status_code == 302


# What is held


def test_file_has_everything_that_is_held(own: Client, member: Organisation, applicant: User) -> None:
    Authenticator.objects.create(user=applicant, type="totp", data={"secret": "a secret"})

    response = own.get(f"{DATA}own-data.json")

    held = json.loads(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="own-data.json"'
    assert "no-store" in response.headers["Cache-Control"]
    assert (held["account"]["name"], held["account"]["email"]) == (applicant.name, applicant.email)
    assert held["account"]["addresses"] == [{"email": applicant.email, "verified": True, "primary": True}]
    assert [it["kind"] for it in held["account"]["second_factors"]] == ["totp"]
    assert [(it["organisation"], it["state"]) for it in held["sign_ons"]] == [("Men for Care", "accepted")]
    assert [(it["organisation"], it["edition"], it["name"], it["job_title"]) for it in held["signatures"]] == [
        ("Men for Care", "1.0", "Amina Applicant", "Director")
    ]
    assert [it["organisation"] for it in held["representations"]] == ["Men for Care"]
    assert [it["decision"] for it in held["decisions"]] == ["submit"]
    assert "a secret" not in response.content.decode()


def test_file_says_for_whom_one_was_named_to_reaffirm(
    own: Client, other_member: Organisation, applicant: User, outsider: User
) -> None:
    named = {"name": applicant.name, "job_title": "Chair", "email": applicant.email}
    SignatureRequest.objects.ask(organisation=other_member, by=outsider, language="en", **named)

    held = json.loads(own.get(f"{DATA}own-data.json").content)

    assert held["named_to_sign"] == [{"organisation": "Others", **named}]


def test_file_says_nothing_of_others(own: Client, member: Organisation, officer: User) -> None:
    body = own.get(f"{DATA}own-data.json").content.decode()

    assert officer.name not in body
    assert officer.email not in body


def test_page_says_in_short_what_is_held(own: Client, member: Organisation) -> None:
    page = own.get(DATA).content.decode()

    assert "Men for Care" in page
    assert "Edition 1.0 for" in page
    assert ERASURE in page


def test_file_is_given_only_to_who_gives_the_password_again(
    applicant: User, signed_in: Callable[[User], Client], client: Client
) -> None:
    stolen = signed_in(applicant)

    for path in (f"{DATA}own-data.json", ERASURE):
        assert stolen.get(path).headers["Location"].startswith("/accounts/reauthenticate/")


# Erasing


def test_page_says_what_goes_and_what_stays_and_erases_nothing(own: Client, submitted: SignOn, applicant: User) -> None:
    page = own.get(ERASURE).content.decode()

    assert "it is retracted" in page
    assert "signed edition 1.0" in page
    assert User.objects.get(pk=applicant.pk).name == "Amina Applicant"


def test_own_data_is_erased_by_the_button(own: Client, submitted: SignOn, applicant: User, client: Client) -> None:
    response = own.post(ERASURE, follow=True)

    assert response.redirect_chain == [("/accounts/data/erased/", 302)]
    assert "Your data is erased" in response.content.decode()
    assert own.get("/accounts/").status_code == 302
    assert not stands("Amina Applicant")
    assert not stands("amina@example.org")
    assert not Session.objects.exists()
    assert SignOn.objects.get().state == "retracted"
    assert (
        Client().post("/accounts/login/", {"login": "amina@example.org", "password": "not a secret"}).status_code == 422
    )


def test_last_representative_is_told_why_not(own: Client, member: Organisation, applicant: User) -> None:
    page = own.get(ERASURE)
    response = own.post(ERASURE)

    for answer in (page, response):
        assert "Nobody else acts for Men for Care" in answer.content.decode()
        assert "Erase it now" not in answer.content.decode()
    assert (page.status_code, response.status_code) == (200, 409)
    assert stands("Amina Applicant")
    assert own.get("/accounts/").status_code == 200


def test_staff_are_told_who_can(own: Client, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(is_staff=True)

    response = own.post(ERASURE)

    assert response.status_code == 409
    assert "An administrator can erase the account." in response.content.decode()
    assert stands("Amina Applicant")


# What others see then


def test_erased_signatory_is_shown_as_such_everywhere(own: Client, submitted: SignOn) -> None:
    signatory = submitted.endorsement.signatory
    Signatory.objects.filter(pk=signatory.pk).update(person=None, email="sofia@example.org", name="Sofía")
    signatory.refresh_from_db()
    signatory.erase()

    pages = {
        name: own.get(f"/members/join/{submitted.pk}/{name}").content.decode()
        for name in ("", "receipt/", "receipt.json")
    }

    assert "The name of the person who signed was erased." in pages[""]
    assert "<bdi>name erased</bdi></dd>" in pages["receipt/"]
    assert json.loads(pages["receipt.json"])["signatory"] == {"name": "name erased", "job_title": ""}
