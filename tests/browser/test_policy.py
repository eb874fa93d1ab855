"""What the strict policy promises: nothing inline, nothing from elsewhere. Every visitor here listens for it."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from alliance.accounts.models import User
from tests.browser import case_places, people_places, places
from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser


class InlineParts(HTMLParser):
    """Collects what the policy would refuse in a page. A JSON-LD block is content and no script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        is_inline = tag == "style" or (tag == "script" and not is_content(attributes))
        for name, value in attributes:
            is_inline |= (
                name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:")
            )
        if is_inline:
            self.found.append(self.get_starttag_text() or tag)


def is_content(attributes: list[tuple[str, str | None]]) -> bool:
    """Whether it is a block of JSON, or a file of this site's own, neither of which the policy refuses."""
    given = dict(attributes)
    return given.get("type") in {"application/ld+json", "application/json"} or (given.get("src") or "").startswith("/")


MISDEEDS = {
    "document.body.setAttribute('style', 'color: red')": "refused by style-src-attr",
    "void document.body.append(Object.assign(document.createElement('script'), {text: '1'}))": "refused by script-src",
    "fetch('http://elsewhere.example/').catch(() => 0)": "refused by connect-src",
    "fetch('/no/such/page/').then(() => 0)": "404: http://",
    "console.error('a page complains')": "a page complains",
    "queueMicrotask(() => missing())": "missing is not defined",
}


def test_public_page_has_no_script_no_style_and_no_handler_in_it(
    lively_site: str, outsider: User, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_site"
    client = Client(raise_request_exception=False)
    pages = [*places.public_pages(), *case_places.member_pages(), *places.doors(), *case_places.signing_pages()]
    pages += people_places.invitation_pages()
    addresses = {place.address for place in pages if place.step is None}
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
