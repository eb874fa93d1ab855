"""The site in the pseudo-language, which is longer than English and runs from right to left."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Page
from taggit.models import Tag

from alliance.accounts.models import User
from alliance.shared.languages import PSEUDO_LANGUAGE, in_language
from members.models import Decision, Organisation
from principles.models import Edition
from tests.browser import account_places, case_places, edition_places, places
from tests.browser.places import Place
from tests.browser.test_accessibility import STICKING_OUT

pytestmark = pytest.mark.browser

# The text of the page in its order, without what was adopted, what is said to be in a language of its own or set apart
# as a name, and what is in none (keys, digests); then what only assistive technology reads out.
SAID_BY_THE_SITE = """
() => {
    const said = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const {parentElement, data} = walker.currentNode;
        const isOfAnother = parentElement.closest("body .adopted, body [lang], body bdi, body code, body .digest");
        if (!isOfAnother && data.trim() && parentElement.checkVisibility()) said.push(data);
    }
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
        for (const element of document.querySelectorAll(`body [${name}]`))
            if (!element.closest("body [lang]")) said.push(element.getAttribute(name));
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
    "/data/",
]
NARROWEST = {"width": 320, "height": 800}


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


def written_by_people() -> set[str]:
    """What is in no language of the site's own: the reasons, titles, tags and profiles that people wrote, digests."""
    editions = Edition.objects.all()
    entries = [entry for edition in editions for entry in edition.text.entries]
    profile = ("other_names", "website", "registration_number", "register", "description", "statement")
    rows = [
        *Organisation.objects.values_list(*profile),
        *Decision.objects.values_list("reason"),
        *Tag.objects.values_list("name"),
    ]
    texts = [text for row in rows for text in row]
    return {
        site_settings.SITE_NAME,
        *(part for edition in editions for part in (edition.reason, edition.digest, edition.sha256)),
        *(entry.label for entry in entries),
        *texts,
        # As they stand on a page, one line below the other.
        *(line for text in texts for line in text.splitlines()),
    }


def left_untranslated(page: Page, all_places: Iterable[Place]) -> dict[str, list[str]]:
    """By place: what is not marked, and what reaches out of the page."""
    found: dict[str, list[str]] = {}
    for place in all_places:
        replace(place, address=in_language(place.address, PSEUDO_LANGUAGE[0])).visit(page)
        assert page.locator("html").get_attribute("dir") == "rtl"
        said = page.evaluate(SAID_BY_THE_SITE)
        assert len(said) > 20
        # With what was written in the step that led here.
        written = written_by_people()
        said = [text for text in said if text.strip() not in written]
        unmarked = [line for line in outside_brackets(said).splitlines() if has_letters(line)]
        found[str(place)] = unmarked + page.evaluate(STICKING_OUT)
    return {place: left for place, left in found.items() if left}


def test_everything_that_the_site_says_is_marked_for_translation(
    lively_site: str, outsider: User, visitor: Callable[..., Page], pseudo_language: str
) -> None:
    text = [Place(address) for address in ADDRESSES]
    forms = [
        Place("/editions/9.9/", status=404),
        *places.doors(),
        *case_places.member_pages(),
        *case_places.signing_pages(),
    ]
    # Those in a language of their own are the same pages.
    forms = [place for place in forms if not place.address.startswith("/ar/")]

    assert left_untranslated(visitor(), text) == {}
    assert left_untranslated(visitor(viewport=NARROWEST), forms) == {}


def test_everything_is_marked_where_an_organisation_signs_on(
    lively_site: str, applicant: User, visitor: Callable[..., Page], pseudo_language: str
) -> None:
    pages = [*case_places.steps_of_the_form(), *case_places.cases()]

    assert left_untranslated(visitor(applicant, viewport=NARROWEST), pages) == {}


def test_everything_is_marked_where_an_organisation_answers_an_edition(
    lively_site: str, applicant: User, visitor: Callable[..., Page], pseudo_language: str
) -> None:
    page = visitor(applicant, viewport=NARROWEST)

    assert left_untranslated(page, edition_places.answers()) == {}


def test_everything_is_marked_about_an_edition_to_come(
    lively_site: str, visitor: Callable[..., Page], pseudo_language: str
) -> None:
    edition = edition_places.publish_for_later()

    pages = [Place("/editions/"), Place(edition.get_absolute_url())]
    assert left_untranslated(visitor(viewport=NARROWEST), pages) == {}


def test_everything_is_marked_in_the_pages_of_an_account(
    site: str, visitor: Callable[..., Page], pseudo_language: str, applicant: User, outsider: User, editor: User
) -> None:
    account_places.equip(applicant)
    editor.set_unusable_password()
    editor.save()
    everybody = [
        (visitor(viewport=NARROWEST), account_places.ways_in),
        (visitor(viewport=NARROWEST), account_places.first_steps),
        (visitor(outsider, viewport=NARROWEST), account_places.plain_account),
        (visitor(applicant, viewport=NARROWEST), account_places.equipped_account),
        (visitor(editor, second_factor=False, viewport=NARROWEST), account_places.account_not_set_up),
    ]

    found = [left_untranslated(page, group()) for page, group in everybody]

    assert found == [{}] * len(everybody)


def test_mirrored_page_fits_the_screen(lively_site: str, visitor: Callable[..., Page], pseudo_language: str) -> None:
    addresses = [f"/{pseudo_language}{address}" for address in ADDRESSES]

    assert sticking_out(visitor(), addresses) == {}


def test_mirrored_administration_fits_the_screen(
    lively_site: str, visitor: Callable[..., Page], pseudo_language: str, administrator: User
) -> None:
    some = [*places.lists(), *places.forms_to_change()[:4], *places.histories()[:1], *places.publishing()]
    some += edition_places.messages_and_class()
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
