"""The addresses of a page in the other languages, on every public page in every language."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language_info

from alliance.shared.languages import in_language, language_tag
from members.models import Organisation
from principles.models import Clause, Edition

LINK = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="http://testserver([^"]*)">')
HTML = re.compile(r'<html lang="([^"]+)" dir="([^"]+)">')
LOCATION = re.compile(r"<loc>http://testserver([^<]*)</loc>")
LIST = re.compile(r'<nav class="languages".*?</nav>', re.DOTALL)


def alternates(page: str) -> dict[str, str]:
    return {tag: unescape(path) for tag, path in LINK.findall(page)}


@pytest.fixture
def organisation(db: None) -> Organisation:
    """A member whose address is in no Latin letter."""
    organisation = Organisation.objects.begin(name="منظمة نموذجية", country="EG", kind="registered")
    Organisation.objects.filter(pk=organisation.pk).update(standing="member")
    return organisation


@pytest.fixture
def addresses(client: Client, publish: Callable[..., Edition], organisation: Organisation) -> list[str]:
    """Every public page in English: those of the sitemap, and those that it has not."""
    Clause.objects.filter(slug="evidence-base").update(is_retired=True)
    publish("substantive")
    files = LOCATION.findall(client.get("/sitemap.xml").content.decode())
    found = [path for file in files for path in LOCATION.findall(client.get(file).content.decode())]
    english = [path for path in found if in_language(path, "en") == path]
    more = ["/members/join/", "/tags/care/", "/principles/evidence-base/", "/editions/compare/1.0...2.0/"]
    assert {"/members/", "/embed/text/", organisation.get_absolute_url()} <= {*english}
    return [*english, *more]


def test_every_public_page_names_itself_in_every_language_and_all_agree(client: Client, addresses: list[str]) -> None:
    assert len(addresses) > 30
    for address in addresses:
        wanted = {language_tag(code): in_language(address, code) for code, _ in settings.LANGUAGES}
        for code, _ in settings.LANGUAGES:
            path = in_language(address, code)
            response = client.get(path)
            page = response.content.decode()
            tag, direction = language_tag(code), "rtl" if get_language_info(code)["bidi"] else "ltr"

            assert (path, response.status_code) == (path, 200)
            assert alternates(page) == wanted | {"x-default": address}
            assert CANONICAL.findall(page) == [path]
            assert HTML.findall(page) == [(tag, direction)]
            assert response.headers["Content-Language"] == tag


def test_sitemap_names_the_same_alternates_as_the_pages(client: Client, founding_edition: Edition) -> None:
    sitemap = client.get("/sitemap-text-1.xml").content.decode()
    entry = next(part for part in sitemap.split("</url>") if "<loc>http://testserver/zh-hans/beliefs/</loc>" in part)
    named = dict(re.findall(r'hreflang="([^"]+)" href="http://testserver([^"]+)"', entry))

    assert named == alternates(client.get("/beliefs/").content.decode())
    assert named["zh-Hans"] == "/zh-hans/beliefs/"


@pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("ar", "ar"), ("zh-hans", "zh-Hans")])
def test_feed_says_its_language(client: Client, founding_edition: Edition, code: str, tag: str) -> None:
    response = client.get(in_language(reverse("principles:edition-feed"), code))

    assert f'xml:lang="{tag}"' in response.content.decode()
    assert response.headers["Content-Language"] == tag


def test_picker_names_each_language_in_itself_and_marks_the_current_one(
    client: Client, founding_edition: Edition
) -> None:
    [picker] = LIST.findall(client.get("/ar/principles/").content.decode())

    for code, name in settings.LANGUAGES:
        tag, direction = language_tag(code), "rtl" if code == "ar" else "ltr"
        link = f'href="{in_language("/principles/", code)}" lang="{tag}" hreflang="{tag}" dir="{direction}"'
        assert link in picker
        assert f">{name}</a>" in picker
    assert picker.count("aria-current") == 1
    assert 'dir="rtl" aria-current="true">العربية' in picker
    assert '<span lang="ar" dir="rtl">العربية</span></summary>' in picker


@pytest.mark.parametrize("extension", ["txt", "json"])
def test_what_was_adopted_is_said_to_be_in_english_under_every_address(
    client: Client, founding_edition: Edition, extension: str
) -> None:
    assert client.get(f"/ar/editions/1.0/text.{extension}").headers["Content-Language"] == "en"
