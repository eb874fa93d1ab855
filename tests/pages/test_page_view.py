import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from alliance.pages.models import Page, PageTranslation


@pytest.fixture
def report(db: None) -> Page:
    return Page.objects.create(
        slug="annual-report",
        title="Annual <report>",
        text="# Sums\n\nAll *sums* & shares.",
        updated_at=datetime(2026, 3, 4, tzinfo=UTC),
    )


def test_page_shows_its_title_and_its_text(client: Client, report: Page) -> None:
    body = client.get("/annual-report/").content.decode()

    assert re.findall(r"<h1[^>]*>(.*)</h1>", body) == ["Annual &lt;report&gt;"]
    assert '<h2 id="section-sums">Sums</h2>' in body
    assert "<p>All <em>sums</em> &amp; shares.</p>" in body


def test_page_asks_the_database_once(client: Client, report: Page, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/annual-report/")


def test_page_sets_no_cookie_and_answers_conditional_requests(client: Client, report: Page) -> None:
    response = client.get("/annual-report/")
    again = client.get("/annual-report/", headers={"If-None-Match": response["ETag"]})

    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies
    assert again.status_code == 304
    assert not again.content


def test_page_is_new_as_soon_as_it_is_edited(client: Client, report: Page) -> None:
    before = client.get("/annual-report/")
    report.edit(title="Annual report", text="It is late.", by=None)
    after = client.get("/annual-report/", headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert "It is late." in after.content.decode()


def test_page_describes_itself_to_programs(client: Client, report: Page) -> None:
    body = client.get("/annual-report/").content.decode()

    described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.S)[1])
    assert described["@type"] == "WebPage"
    assert described["name"] == "Annual <report>"
    assert described["url"] == "http://testserver/annual-report/"
    assert described["dateModified"] == "2026-03-04T00:00:00Z"


def test_page_tells_of_no_preview(client: Client, report: Page) -> None:
    assert "noindex" not in client.get("/annual-report/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/no-such-page/", "/Annual-report/", "/annual_report/"])
def test_address_without_a_page_is_a_404_with_a_way_back(client: Client, report: Page, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert "There is no page at this address." in response.content.decode()
    assert 'href="/"' in response.content.decode()


def test_address_without_its_last_slash_leads_to_the_page(client: Client, report: Page) -> None:
    response = client.get("/annual-report")

    assert (response.status_code, response["Location"]) == (301, "/annual-report/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_can_only_be_read(client: Client, report: Page, method: str) -> None:
    assert getattr(client, method)("/annual-report/").status_code == 405


def test_page_is_in_the_sitemap_with_the_day_of_its_last_edit(client: Client, report: Page) -> None:
    body = client.get("/sitemap-pages-1.xml").content.decode()

    entry = next(entry for entry in body.split("<url>") if "/annual-report/<" in entry)
    assert "<lastmod>2026-03-04</lastmod>" in entry


# In other languages


MACHINE = "Translated by a machine. Nobody has reviewed it yet."
STALE = (
    "The English page has changed since this translation was made:"
    ' <a href="%(path)s" hreflang="en">read it in English</a>.'
)
MISSING = "This page has not been translated into this language yet: it stands in English."


def said_of_trust(body: str, language: str) -> list[str]:
    """Which of the sentences above stand on a page in the language, whatever they are translated to."""
    with translation.override(language):
        return [it for it in (MACHINE, STALE, MISSING) if f"<p>{gettext(it) % {'path': '/yearbook/'}}</p>" in body]


def test_reader_is_shown_the_page_in_their_language(client: Client, anuario: PageTranslation) -> None:
    body = client.get("/es/yearbook/").content.decode()

    assert "<h1>Anuario</h1>" in body
    assert '<div class="prose">' in body
    assert "<p>Ya salió.</p>" in body
    assert "<title>Anuario – " in body
    assert '<meta name="description" content="Ya salió."' in body
    assert '<meta property="og:title" content="Anuario">' in body
    assert "Yearbook" not in body


def test_translation_describes_itself_to_programs(client: Client, anuario: PageTranslation) -> None:
    body = client.get("/es/yearbook/").content.decode()

    described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.S)[1])
    assert (described["name"], described["inLanguage"]) == ("Anuario", "es")
    assert described["url"] == "http://testserver/es/yearbook/"
    assert described["dateModified"] == "2026-02-03T00:00:00Z"


def test_nothing_is_said_of_a_translation_that_is_in_order(client: Client, anuario: PageTranslation) -> None:
    assert 'class="trust' not in client.get("/es/yearbook/").content.decode()
    assert 'class="trust' not in client.get("/yearbook/").content.decode()


def test_english_stands_in_with_its_language_where_there_is_no_translation(
    client: Client, anuario: PageTranslation
) -> None:
    body = client.get("/ar/yearbook/").content.decode()

    assert '<h1 lang="en" dir="ltr">Yearbook</h1>' in body
    assert '<div class="prose" lang="en" dir="ltr">' in body
    assert body.count('class="trust') == 1
    assert '"inLanguage": "en"' in body


@pytest.mark.parametrize(
    ("is_machine_made", "is_stale", "language", "said"),
    [
        (False, False, "es", []),
        (True, False, "es", [MACHINE]),
        (False, True, "es", [STALE]),
        (True, True, "es", [MACHINE, STALE]),
        (True, True, "fr", [MISSING]),
        (True, True, "en", []),
    ],
)
def test_reader_is_told_how_far_to_trust_the_page(
    client: Client, anuario: PageTranslation, is_machine_made: bool, is_stale: bool, language: str, said: list[str]
) -> None:
    source_digest = "0" * 64 if is_stale else anuario.source_digest
    PageTranslation.objects.filter(page=anuario.page).update(
        is_machine_made=is_machine_made, source_digest=source_digest
    )

    body = client.get("/yearbook/" if language == "en" else f"/{language}/yearbook/").content.decode()

    assert said_of_trust(body, language) == said
    assert ('class="trust' in body) == bool(said)


def test_links_of_a_page_stay_in_its_language(client: Client, anuario: PageTranslation) -> None:
    assert '<a href="/es/contact/">Escríbenos</a>' in client.get("/es/yearbook/").content.decode()


def test_part_of_a_page_can_be_linked_to_by_the_same_address_in_every_language(
    client: Client, anuario: PageTranslation
) -> None:
    assert '<h2 id="section-sums">Cuentas</h2>' in client.get("/es/yearbook/").content.decode()


def test_translation_with_other_headings_has_ids_of_its_own(client: Client, anuario: PageTranslation) -> None:
    PageTranslation.objects.filter(page=anuario.page).update(text="## Cuentas\n\nTodas.\n\n## Notas\n\nNinguna.")

    body = client.get("/es/yearbook/").content.decode()

    assert '<h2 id="section-cuentas">Cuentas</h2>' in body


@pytest.mark.parametrize("language", ["es", "fr"])
def test_page_in_another_language_asks_the_database_twice(
    client: Client, anuario: PageTranslation, django_assert_num_queries: Any, language: str
) -> None:
    for code in ("ar", "pt", "ru", "zh-hans"):
        PageTranslation.objects.create(page=anuario.page, language=code, title="x", text="x", source_digest="0")

    with django_assert_num_queries(2):
        client.get(f"/{language}/yearbook/")


def test_page_in_another_language_answers_conditional_requests_until_it_changes(
    client: Client, anuario: PageTranslation
) -> None:
    tag = {"If-None-Match": client.get("/es/yearbook/")["ETag"]}
    assert client.get("/es/yearbook/", headers=tag).status_code == 304

    anuario.page.edit(title="Yearbook", text="It is late.", by=None)

    response = client.get("/es/yearbook/", headers=tag)
    assert response.status_code == 200
    assert not response.cookies


def test_address_without_a_page_is_a_404_in_every_language(client: Client, db: None) -> None:
    assert client.get("/es/no-such-page/").status_code == 404


def test_sitemap_has_the_day_of_each_language_and_asks_no_more_for_more_pages(
    client: Client, anuario: PageTranslation, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as few:
        body = client.get("/sitemap-pages-1.xml").content.decode()
    for number in range(5):
        page = Page.objects.create(slug=f"page-{number}", title="x", text="x")
        PageTranslation.objects.create(page=page, language="es", title="x", text="x", source_digest="0")

    entries = {re.search("<loc>(.*?)</loc>", it)[1]: it for it in body.split("<url>")[1:]}
    assert "<lastmod>2026-01-02</lastmod>" in entries["http://testserver/yearbook/"]
    assert "<lastmod>2026-02-03</lastmod>" in entries["http://testserver/es/yearbook/"]
    assert "<lastmod>2026-01-02</lastmod>" in entries["http://testserver/fr/yearbook/"]
    with django_assert_num_queries(len(few)):
        client.get("/sitemap-pages-1.xml")
