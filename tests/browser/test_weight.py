"""What a first visit costs over the wire, from the site as it is served in production."""

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from alliance.shared.languages import PSEUDO_LANGUAGE
from tests.browser.conftest import Watch
from tests.browser.places import press
from tests.browser.served_site import FETCH_ICONS, KB, listen_to_the_wire

pytestmark = pytest.mark.browser

PUBLIC_PAGES = (
    *("/", "/beliefs/", "/principles/", "/principles/participation/", "/editions/", "/editions/1.0/", "/editions/1.1/"),
    *("/editions/compare/1.0...1.1/", "/tags/", "/about/", "/help/", "/privacy/", "/data/", "/api/v1/"),
    *("/members/", "/members/?view=table", "/members/map/", "/members/organisation-with-a-logo/"),
    *("/transparency/", "/transparency/2023/", "/embed/text/1.1.html"),
)


def test_site_in_production_keeps_to_its_budget_and_finds_all_that_it_asks_for(
    served_site: str, new_context: Callable[..., BrowserContext]
) -> None:
    watch = Watch(served_site)
    context = new_context(base_url=served_site)
    watch.follow(context)
    page = context.new_page()

    first = listen_to_the_wire(context.new_cdp_session(page))
    page.goto("/")
    page.evaluate(FETCH_ICONS)

    before_first_paint = [it for it in first.values() if it.kind in {"Document", "Stylesheet"}]
    assert len(before_first_paint) == 2, "one page and one style sheet"
    assert {it.coding for it in before_first_paint} == {"br"}
    assert sum(it.size for it in before_first_paint) <= 14 * KB
    assert sum(it.size for it in first.values()) <= 50 * KB

    # The next page costs the page alone.
    second = listen_to_the_wire(context.new_cdp_session(page))
    press(page.get_by_role("link", name="Principles", exact=True).first)
    page.evaluate(FETCH_ICONS)

    assert {it.kind for it in second.values() if it.size} == {"Document"}

    for address in (
        "/beliefs/",
        "/principles/participation/",
        "/editions/1.0/",
        "/help/",
        "/members/",
        "/members/join/",
        "/admin/",
    ):
        response = page.goto(address)
        assert response
        assert (address, response.status) == (address, 200)
        assert page.evaluate("() => document.styleSheets.length") > 0
    assert not watch.complaints, "\n".join(watch.complaints)


def test_each_public_page_is_below_12_kb_in_each_language(served_site: str) -> None:
    codes = [code for code, _name in settings.LANGUAGES if code != PSEUDO_LANGUAGE[0]]
    prefixes = ["" if code == settings.LANGUAGE_CODE else f"/{code}" for code in codes]
    assert len(prefixes) > 1

    sizes = {prefix + page: compressed_size(served_site, prefix + page) for page in PUBLIC_PAGES for prefix in prefixes}

    assert not {address: size for address, size in sizes.items() if size > 12 * KB}


def compressed_size(site: str, address: str) -> int:
    connection = HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "br"})
        response = connection.getresponse()
        assert (address, response.status) == (address, 200)
        assert (address, response.headers["Content-Encoding"]) == (address, "br")
        return len(response.read())
    finally:
        connection.close()
