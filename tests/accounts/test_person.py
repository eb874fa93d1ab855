"""A person is one address, in small letters, and what staff do to it."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in, sign_up

NEW = "new@example.org"
Link = Callable[[str], str]


def change_address(client: Client, email: str = NEW) -> Any:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.post("/accounts/email/", {"email": email, "action_add": ""})


@pytest.fixture
def at_home(outsider: User, client: Client) -> Client:
    """The outsider, signed in."""
    sign_in(client, outsider)
    return client


def test_address_is_kept_in_small_letters(db: None) -> None:
    assert User.objects.create_user(email="Nora@Example.ORG", name="Nora").email == "nora@example.org"


def test_database_refuses_an_address_in_capitals(outsider: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=outsider.pk).update(email="Outsider@example.org")


def test_account_made_on_the_server_needs_no_mail_to_sign_in(administrator: User, client: Client) -> None:
    assert EmailAddress.objects.get().verified

    sign_in(client, administrator)

    assert is_signed_in(client)


def test_person_changes_the_address_by_a_link_that_goes_to_the_new_one(
    at_home: Client, outsider: User, delivered_mails: Callable[[], list[EmailMessage]], path_in_mail: Link
) -> None:
    change_address(at_home)
    link = path_in_mail("/accounts/confirm-email/")
    before = User.objects.get().email

    at_home.get(link)
    still = User.objects.get().email
    at_home.post(link)

    assert (before, still, User.objects.get().email) == ("outsider@example.org", "outsider@example.org", NEW)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    told = delivered_mails()[-1]
    assert (told.to, told.subject) == (["outsider@example.org"], "The Alliance: Your e-mail address was changed")


def test_notice_of_a_change_is_no_key_and_a_link_is_one(at_home: Client) -> None:
    changed = {"oldpassword": PASSWORD, "password1": "correct horse battery"}

    change_address(at_home)
    at_home.post("/accounts/password/change/", changed)
    at_home.post("/accounts/password/reset/", {"email": "outsider@example.org"})

    sent = {mail.subject: mail.carries_key for mail in Mail.objects.all()}
    assert sent == {
        "The Alliance: Your password was changed": False,
        "The Alliance: Confirm your e-mail address": True,
        "The Alliance: Set a new password": True,
    }


def test_address_is_changed_only_by_who_gives_the_password_again(at_home: Client) -> None:
    response = at_home.post("/accounts/email/", {"email": NEW, "action_add": ""})

    assert response["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_address_of_another_account_cannot_be_taken_over(at_home: Client, path_in_mail: Link, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    sign_up(Client(), email=NEW)
    change_address(at_home)
    link = path_in_mail("/accounts/confirm-email/")

    opened, response = at_home.get(link), at_home.post(link)

    assert "Another account has this address" in opened.content.decode()
    assert response.status_code == 409
    assert User.objects.get(email="outsider@example.org").emailaddress_set.get(verified=True).primary
    assert not EmailAddress.objects.filter(email=NEW, verified=True).exists()


def test_address_that_an_administrator_changes_is_the_only_one_to_sign_in_with(
    administrator: User, outsider: User, signed_in: Callable[..., Client], client: Client
) -> None:
    form = {"name": outsider.name, "email": "Moved@example.org", "is_active": "on"}

    response = signed_in(administrator).post(f"/admin/accounts/user/{outsider.pk}/change/", form)

    outsider.refresh_from_db()
    assert response.status_code == 302
    assert outsider.email == "moved@example.org"
    assert client.post("/accounts/login/", {"login": "outsider@example.org", "password": PASSWORD}).status_code == 422
    assert sign_in(client, outsider)["Location"] == "/accounts/confirm-email/"


def test_names_with_markup_are_escaped_in_the_admin(
    administrator: User, outsider: User, signed_in: Callable[..., Client]
) -> None:
    User.objects.filter(pk=outsider.pk).update(name="<b>Otto</b>")

    page = signed_in(administrator).get("/admin/accounts/user/").content.decode()

    assert "&lt;b&gt;Otto&lt;/b&gt;" in page
    assert "<b>Otto" not in page
