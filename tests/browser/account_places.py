"""Every page on which people look after their account, with the steps that lead to those that stand at no address."""

import re

from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Page

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from tests.accounts.conftest import PASSWORD, give_app, give_recovery_codes
from tests.accounts.passkey import Passkey
from tests.browser.places import Place, press, send_form

STRANGER = "nora@example.org"
LINK = re.compile(r"^http://testserver(\S*/accounts/\S+)$", re.MULTILINE)


def equip(person: User) -> None:
    """Gives the person all that a second factor can be."""
    give_app(person)
    give_recovery_codes(person)
    Passkey(person)


def of_key(page: str) -> str:
    return reverse(f"mfa_{page}_webauthn", args=[Authenticator.objects.get(type="webauthn").pk])


# Where nobody is signed in


def ways_in() -> list[Place]:
    """Each goes on from where the one before it ended: what comes after the first page is kept in the session."""
    return [
        Place("/accounts/login/code/", step=ask_for_a_code),
        Place("/accounts/login/code/confirm/", step=type_a_wrong_code),
        Place("/accounts/login/code/confirm/", step=begin_again_with_a_password),
        Place("/accounts/2fa/authenticate/", step=type_a_wrong_code),
        Place("/accounts/password/reset/", step=ask_for_a_link),
        Place("/accounts/password/reset/", step=set_a_short_password),
        Place("/accounts/password/reset/key/1/old/"),
        Place("/accounts/password/reset/key/done/"),
        Place("/accounts/inactive/"),
    ]


def first_steps() -> list[Place]:
    return [
        Place("/accounts/signup/", step=sign_up),
        Place("/accounts/confirm-email/", step=send_form),
        Place("/accounts/confirm-email/", step=open_the_link),
        Place("/accounts/confirm-email/old/", status=404),
        # Last: it signs in.
        Place("/accounts/confirm-email/", step=confirm_the_address),
    ]


# What people see of their own account


def plain_account() -> list[Place]:
    return [
        Place("/accounts/reauthenticate/", step=type_a_wrong_password),
        # What comes after is open to those alone who have proved once more who they are.
        Place("/accounts/reauthenticate/", step=type_the_password),
        Place("/accounts/email/", step=send_form),
        Place("/accounts/email/", step=change_the_address),
        Place("/accounts/password/change/", step=send_form),
        Place("/accounts/2fa/"),
        Place("/accounts/2fa/totp/activate/", step=type_a_wrong_code),
        Place("/accounts/2fa/webauthn/"),
        Place("/accounts/2fa/webauthn/add/"),
    ]


def equipped_account() -> list[Place]:
    return [
        Place("/accounts/2fa/reauthenticate/", step=type_a_wrong_code),
        Place("/accounts/2fa/webauthn/reauthenticate/"),
        Place("/accounts/2fa/reauthenticate/", step=type_a_recovery_code),
        Place("/accounts/2fa/"),
        Place("/accounts/2fa/totp/deactivate/"),
        Place("/accounts/2fa/recovery-codes/"),
        Place("/accounts/2fa/recovery-codes/generate/"),
        Place("/accounts/2fa/webauthn/"),
        Place(of_key("edit"), step=take_the_name_away),
        Place(of_key("remove")),
        Place("/accounts/logout/"),
        # Last: it signs out.
        Place("/accounts/logout/", step=send_form),
    ]


def account_not_set_up() -> list[Place]:
    """What staff see who have neither a password nor a second factor yet."""
    return [Place("/accounts/second-factor/"), Place("/accounts/password/set/")]


# What is done there


def ask_for_a_code(page: Page) -> None:
    page.locator("#id_email").fill(STRANGER)
    send_form(page)


def type_a_wrong_code(page: Page) -> None:
    page.locator("#id_code").fill("000000")
    send_form(page)


def type_a_recovery_code(page: Page) -> None:
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    page.locator("#id_code").fill(codes.get_unused_codes()[0])
    send_form(page)


def type_the_password(page: Page) -> None:
    page.locator("#id_password").fill(PASSWORD)
    send_form(page)


def type_a_wrong_password(page: Page) -> None:
    page.locator("#id_password").fill("not the password")
    send_form(page)


def begin_again_with_a_password(page: Page) -> None:
    # Whoever has begun to sign in in one way is kept to it until then.
    press(page.locator("form[action$='/logout/'] [type=submit]"))
    page.locator("#id_login").fill("amina@example.org")
    page.locator("#id_password").fill(PASSWORD)
    send_form(page)


def ask_for_a_link(page: Page) -> None:
    page.locator("#id_email").fill("amina@example.org")
    send_form(page)


def set_a_short_password(page: Page) -> None:
    ask_for_a_link(page)
    open_the_link(page)
    page.locator("#id_password1").fill("short")
    send_form(page)


def sign_up(page: Page) -> None:
    page.locator("#id_name").fill("Nora Newcomer")
    page.locator("#id_email").fill(STRANGER)
    page.locator("#id_password1").fill("correct horse battery")
    send_form(page)


def open_the_link(page: Page) -> None:
    link = LINK.search(Mail.objects.latest("pk").message)
    assert link
    page.goto(link[1])


def confirm_the_address(page: Page) -> None:
    open_the_link(page)
    send_form(page)


def change_the_address(page: Page) -> None:
    page.locator("#id_email").fill("new@example.org")
    press(page.locator("[name=action_add]"))


def take_the_name_away(page: Page) -> None:
    page.locator("#id_name").fill("")
    send_form(page)
