"""What the strict policy promises: nothing inline, nothing from elsewhere. Every visitor here listens for it."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser import places
from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser


class InlineParts(HTMLParser):
    """Collects what the policy would refuse in a page. A JSON-LD block is content and no script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        is_inline = tag == "style" or (tag == "script" and ("type", "application/ld+json") not in attributes)
        for name, value in attributes:
            is_inline |= (
                name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:")
            )
        if is_inline:
            self.found.append(self.get_starttag_text() or tag)


MISDEEDS = {
    "document.body.setAttribute('style', 'color: red')": "refused by style-src-attr",
    "void document.body.append(Object.assign(document.createElement('script'), {text: '1'}))": "refused by script-src",
    "fetch('http://elsewhere.example/').catch(() => 0)": "refused by connect-src",
    "fetch('/no/such/page/').then(() => 0)": "404: http://",
    "console.error('a page complains')": "a page complains",
    "queueMicrotask(() => missing())": "missing is not defined",
}


def test_public_page_has_no_script_no_style_and_no_handler_in_it(lively_site: str, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_site"
    client = Client(raise_request_exception=False)
    addresses = {place.address for place in places.public_pages() if place.step is None}
    assert len(addresses) > 20

    found = {address: InlineParts(client.get(address).content.decode()).found for address in addresses}

    assert {address: parts for address, parts in found.items() if parts} == {}


def test_visitor_notices_what_a_page_should_not_do(site: str, visitor: Callable[..., Page], watch: Watch) -> None:
    page = visitor()
    page.goto("/")
    assert watch.complaints == []

    for misdeed, complaint in MISDEEDS.items():
        page.evaluate(f"() => {misdeed}")
        page.reload()
        assert complaint in "\n".join(watch.complaints)
        watch.complaints.clear()
