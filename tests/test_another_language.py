"""A language is one line in the settings and a PO file; until the file says everything, the rest is English."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings as site_settings
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches
from django.utils.translation import trans_real

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from principles.models import Edition

ADDED = ("de", "Deutsch")


@pytest.fixture
def german(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The line, and a catalogue in which one message is translated."""
    catalogue = Catalog(locale="de")
    catalogue.add("Our core principles", "Unsere Grundsätze")
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LANGUAGES = [*site_settings.LANGUAGES, ADDED]
    settings.LOCALE_PATHS = [*site_settings.LOCALE_PATHS, tmp_path]
    trans_real._translations.pop("de", None)
    yield
    trans_real._translations.pop("de", None)
    clear_url_caches()


def test_pages_are_there_in_the_added_language_and_clauses_say_that_they_are_in_english(
    german: None, client: Client, founding_edition: Edition
) -> None:
    page = client.get("/de/principles/")
    text = page.content.decode()

    assert (page.status_code, page.headers["Content-Language"]) == (200, "de")
    assert '<html lang="de" dir="ltr">' in text
    assert ">Unsere Grundsätze</h1>" in text
    assert 'hreflang="de" href="http://testserver/de/principles/"' in text
    assert "has not been translated into this language yet: it stands in English." in text
    assert '<a href="/de/principles/participation/" lang="en"' in text


def test_every_other_page_offers_the_added_language(german: None, client: Client, founding_edition: Edition) -> None:
    for path in ("/", "/es/members/", "/data/", "/about/", "/accounts/login/"):
        assert 'hreflang="de"' in client.get(path).content.decode(), path
    assert "<loc>http://testserver/de/beliefs/</loc>" in client.get("/sitemap-text-1.xml").content.decode()
    for path in ("/de/", "/de/members/", "/de/data/", "/de/about/", "/de/members/join/", "/de/accounts/signup/"):
        assert client.get(path).status_code == 200, path


def test_people_are_written_to_in_the_added_language_and_staff_see_how_far_it_is(
    german: None, client: Client, founding_edition: Edition, administrator: User, signed_in: Callable[[User], Client]
) -> None:
    cache.clear()  # sign-ups are counted, those of other tests among them
    typed = {"name": "Nora Newcomer", "email": "nora@example.org", "password1": "correct horse battery"}
    client.post("/de/accounts/signup/", typed)

    assert User.objects.get(email="nora@example.org").mail_language == "de"
    assert "http://testserver/de/accounts/confirm-email/" in Mail.objects.get().message
    assert "Deutsch" in signed_in(administrator).get("/admin/principles/translation/").content.decode()
