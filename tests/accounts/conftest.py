"""People at the door: what they type, what comes by mail, what their phone shows."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from alliance.accounts.models import User

PASSWORD = "not a secret"


@pytest.fixture(autouse=True)
def _nobody_tried_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def newest_mail(delivered_mails: Callable[[], list[EmailMessage]]) -> Callable[[], EmailMessage]:
    return lambda: delivered_mails()[-1]


@pytest.fixture
def path_in_mail(newest_mail: Callable[[], EmailMessage]) -> Callable[[str], str]:
    """The path of the link in the newest mail that leads below the given one."""

    def path_in_mail(below: str) -> str:
        found = re.search(rf"^http://testserver({below}\S+)$", str(newest_mail().body), re.MULTILINE)
        assert found, newest_mail().body
        return found[1]

    return path_in_mail


def sign_up(client: Client, **fields: str) -> Any:
    typed = {"name": "Nora Newcomer", "email": "nora@example.org", "password1": "correct horse battery", **fields}
    return client.post("/accounts/signup/", typed)


def sign_in(client: Client, person: User, *, after: str = "", password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": person.email, "password": password, "next": after})


def give_app(person: User) -> str:
    """Sets up an authenticator app for the person, and says its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def give_recovery_codes(person: User) -> list[str]:
    return RecoveryCodes.activate(person).get_unused_codes()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def kinds_of(person: User) -> set[str]:
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def without_token(response: Any, *addresses: str) -> str:
    """The page less what may differ: the token that protects the form, and the address that was typed."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    for address in addresses:
        page = page.replace(address, "ADDRESS")
    return page
