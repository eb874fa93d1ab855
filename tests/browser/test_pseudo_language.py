"""The site in the pseudo-language, which is longer than English and runs from right to left."""

from collections.abc import Callable

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Page

from alliance.accounts.models import User
from principles.models import Edition
from tests.browser import places
from tests.browser.test_accessibility import STICKING_OUT

pytestmark = pytest.mark.browser

# The text of the page in its order, without what was adopted and what is said to be in a language of its own; then
# what only assistive technology reads out.
SAID_BY_THE_SITE = """
() => {
    const said = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const {parentElement, data} = walker.currentNode;
        const isOfAnother = parentElement.closest("body .adopted, body [lang]");
        if (!isOfAnother && data.trim() && parentElement.checkVisibility()) said.push(data);
    }
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
        for (const element of document.querySelectorAll(`body [${name}]`)) said.push(element.getAttribute(name));
    }
    return said;
}
"""
ADDRESSES = [
    "/",
    "/beliefs/",
    "/beliefs/power-over-others/",
    "/principles/",
    "/principles/participation/",
    "/tags/",
    "/tags/care/",
    "/editions/",
    "/editions/1.0/",
    "/editions/compare/1.0...2.0/",
    "/editions/9.9/",
]


def outside_brackets(texts: list[str]) -> str:
    """What is said outside of any bracket, a message that goes on over several texts counting as one."""
    outside, depth = [], 0
    for letter in "\n".join(texts):
        depth += letter == "["
        if depth == 0:
            outside.append(letter)
        depth -= letter == "]"
    assert depth == 0, "a bracket is not closed"
    return "".join(outside)


def has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


@pytest.fixture
def known(lively_site: str) -> set[str]:
    """What is in no language of the site's own: its name, the reasons, titles and tags that people wrote, digests."""
    editions = Edition.objects.all()
    entries = [entry for edition in editions for entry in edition.text.entries]
    return {
        site_settings.SITE_NAME,
        *(part for edition in editions for part in (edition.reason, edition.digest, edition.sha256)),
        *(entry.label for entry in entries),
        *(tag["name"] for entry in entries for tag in entry.tags),
    }


def test_everything_that_the_site_says_is_marked_for_translation(
    visitor: Callable[..., Page], pseudo_language: str, known: set[str]
) -> None:
    page = visitor()
    found = {}

    for address in ADDRESSES:
        page.goto(f"/{pseudo_language}{address}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        said = [text for text in page.evaluate(SAID_BY_THE_SITE) if text.strip() not in known]
        assert len(said) > 20
        found[address] = [line for line in outside_brackets(said).splitlines() if has_letters(line)]

    assert {address: left for address, left in found.items() if left} == {}


def test_mirrored_page_fits_the_screen(lively_site: str, visitor: Callable[..., Page], pseudo_language: str) -> None:
    addresses = [f"/{pseudo_language}{address}" for address in ADDRESSES]

    assert sticking_out(visitor(), addresses) == {}


def test_mirrored_administration_fits_the_screen(
    lively_site: str, visitor: Callable[..., Page], pseudo_language: str, administrator: User
) -> None:
    some = [*places.lists(), *places.forms_to_change()[:4], *places.histories()[:1], *places.publishing()]
    addresses = [f"/{pseudo_language}{place.address}" for place in some if place.step is None]

    assert sticking_out(visitor(administrator), addresses) == {}


def sticking_out(page: Page, addresses: list[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        page.goto(address)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found[f"{address} at {width} px"] = page.evaluate(STICKING_OUT)
    return {address: parts for address, parts in found.items() if parts}
