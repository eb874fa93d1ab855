import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from alliance.pages.models import Page


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
    body = client.get("/sitemap.xml").content.decode()

    entry = next(entry for entry in body.split("<url>") if "/annual-report/<" in entry)
    assert "<lastmod>2026-03-04</lastmod>" in entry
