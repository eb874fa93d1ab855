"""Every mail about an account is in the language of the page on which it was caused."""

from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone, translation

from alliance.accounts.models import User
from alliance.outbox.models import Mail

OTHERS = [code for code, _ in settings.LANGUAGES if code != "en"]
FOLDERS = [Path(settings.BASE_DIR) / "templates", Path(allauth.__file__).parent / "templates"]
# Bodies of which no other is made; and those of ways to sign in that this site does not have.
NO_MESSAGES = {"account/email/base"}
CONTEXT = {
    "activate_url": "http://testserver/-/",
    "code": "123456",
    "deleted_email": "old@example.org",
    "from_email": "old@example.org",
    "key": "-",
    "password_reset_url": "http://testserver/-/",
    "to_email": "new@example.org",
}


def mail_in(language: str, name: str, person: User) -> Mail:
    """Rendered by the site's own adapter, as whoever causes it on a page in that language has it sent."""
    with translation.override(language), context.request_context(RequestFactory().get("/")):
        get_adapter().send_mail(name, person.email, CONTEXT | {"user": person, "timestamp": timezone.now()})
    return Mail.objects.latest("pk")


def said(mail: Mail) -> set[str]:
    nobody = ("http", "--", settings.SITE_NAME, CONTEXT["code"])
    return {line for line in mail.message.splitlines() if line.strip() and not line.startswith(nobody)}


def names_of_messages() -> set[str]:
    """Of every mail that allauth has a text for."""
    paths = [path for folder in FOLDERS for path in folder.glob("*/email/*_message.txt")]
    names = {f"{path.parent.parent.name}/email/{path.name.removesuffix('_message.txt')}" for path in paths}
    return {name for name in names if name.split("/")[0] in {"account", "mfa"}} - NO_MESSAGES


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", sorted(names_of_messages()))
def test_mail_is_in_the_language_of_the_page(outsider: User, name: str, language: str) -> None:
    english, translated = (mail_in(code, name, outsider) for code in ("en", language))

    assert translated.subject != english.subject
    assert said(translated) & said(english) == set()
    assert "Example" not in translated.message
