"""Every screen of the accounts is the site's own, in its look, and is stored nowhere."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.conf import settings
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.languages import in_language
from principles.models import Edition
from tests.accounts.conftest import PASSWORD, give_app, give_recovery_codes

ANYBODY = [
    *("login/", "login/code/", "signup/", "confirm-email/", "confirm-email/old/", "inactive/", "password/reset/"),
    *("password/reset/done/", "password/reset/key/done/", "password/reset/key/1/old/"),
]
SIGNED_IN = [
    *("", "email/", "logout/", "password/change/", "reauthenticate/", "second-factor/", "2fa/"),
    *("2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/"),
]
WITH_APP = [
    "2fa/",
    "2fa/reauthenticate/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
]
# Parts of allauth that this site leaves out: telephones, codes in place of links, several addresses, trusted browsers.
LEFT_OUT = re.compile(
    r"phone|base|confirm_(email|password)\w*_code|password_reset_code|signup_by_passkey|verified_email_required"
    r"|account/email\.html|snippets|trust|signup_form|download|username"
)


@pytest.fixture
def visits(founding_edition: Edition, outsider: User) -> list[tuple[str, Any]]:
    """Every screen that a person meets, opened."""
    person = Client()
    person.post("/accounts/login/", {"login": outsider.email, "password": PASSWORD})
    person.post("/accounts/reauthenticate/", {"password": PASSWORD})
    opened = [(path, Client().get(f"/accounts/{path}")) for path in ANYBODY]
    opened += [(path, person.get(f"/accounts/{path}")) for path in SIGNED_IN]
    give_app(outsider)
    give_recovery_codes(outsider)
    opened += [(path, person.get(f"/accounts/{path}")) for path in WITH_APP]
    halfway = Client()
    halfway.post("/accounts/login/", {"login": outsider.email, "password": PASSWORD})
    opened.append(("2fa/authenticate/", halfway.get("/accounts/2fa/authenticate/")))
    return opened


def test_every_screen_is_stored_nowhere_and_found_by_no_search(visits: list[tuple[str, Any]]) -> None:
    for path, response in visits:
        page = response.content.decode()
        assert response.status_code == (404 if path == "confirm-email/old/" else 200), path
        assert "no-store" in response["Cache-Control"], path
        assert response["X-Robots-Tag"] == "noindex", path
        assert '<meta name="robots" content="noindex">' in page, path
        assert 'rel="canonical"' not in page, path
        assert "atom+xml" not in page, path


def test_every_screen_has_one_heading_and_a_title_of_its_own(visits: list[tuple[str, Any]]) -> None:
    for path, response in visits:
        page = response.content.decode()
        headings = re.findall(r"<h1[^>]*>(.+?)</h1>", page)
        title = re.search(r"<title>(.+?) – The Alliance</title>", page)
        assert len(headings) == 1, path
        assert title, path
        assert "css/forms.css" in page, path


def test_no_screen_needs_what_the_policy_refuses(visits: list[tuple[str, Any]]) -> None:
    for path, response in visits:
        page = response.content.decode()
        scripts = re.findall(r"<script(?![^>]*(?: src=|application/json))[^>]*>", page)
        assert scripts == [], path
        assert not re.search(r'\sstyle=|<style|="data:|\son\w+="|placeholder=', page), path


def test_every_field_has_a_label(visits: list[tuple[str, Any]]) -> None:
    for path, response in visits:
        page = response.content.decode()
        for field in re.findall(r"<(?:input|select|textarea)(?![^>]*type=\"hidden\")[^>]*>", page):
            number = re.search(r' id="([^"]+)"', field)
            assert number, (path, field)
            assert f'<label for="{number[1]}">' in page, (path, field)


def test_screens_ask_for_no_title_gender_or_user_name(visits: list[tuple[str, Any]]) -> None:
    for path, response in visits:
        main = response.content.decode().split("<main", 1)[1]
        assert not re.search(r"\b(gender|username|user name|Mrs?\.)\b", main, re.IGNORECASE), path


def test_everything_visible_is_marked_for_translation(pseudo_language: str, founding_edition: Edition) -> None:
    for path in ANYBODY:
        page = Client().get(in_language(f"/accounts/{path}", pseudo_language)).content.decode()
        main = re.sub(r"<(script|noscript).*?</\1>", "", page.split("<main", 1)[1].split("</main>")[0], flags=re.DOTALL)
        shown = re.sub(r"<[^>]*>", " ", f"<main{main}")
        assert "[" in shown, path
        assert re.sub(r"\[[^\]]*\]", "", shown).split() == [], path


def test_every_template_of_allauth_that_is_shown_is_the_sites_own() -> None:
    theirs = Path(allauth.__file__).parent / "templates"
    ours = settings.BASE_DIR / "templates"
    names = [str(path.relative_to(theirs)) for folder in ("account", "mfa") for path in (theirs / folder).rglob("*.*")]

    missing = [name for name in names if not LEFT_OUT.search(name) and not (ours / name).exists()]

    assert len(names) > 100
    assert missing == []


def test_public_pages_load_nothing_of_the_forms(client: Client, founding_edition: Edition) -> None:
    assert "forms.css" not in client.get("/").content.decode()


def test_account_page_says_who_is_signed_in_and_leads_on(
    outsider: User, editor: User, signed_in: Callable[..., Client]
) -> None:
    mine = signed_in(outsider).get("/accounts/").content.decode()
    of_staff = signed_in(editor).get("/accounts/").content.decode()

    assert "Otto Outsider" in mine
    for path in ("email/", "password/change/", "2fa/", "logout/"):
        assert f'"/accounts/{path}"' in mine
    assert 'href="/organisation/"' in mine
    assert 'href="/admin/"' not in mine
    assert 'href="/admin/"' in of_staff


def test_visitor_is_asked_to_sign_in_before_seeing_an_account(client: Client) -> None:
    assert client.get("/accounts/")["Location"] == "/accounts/login/?next=/accounts/"
