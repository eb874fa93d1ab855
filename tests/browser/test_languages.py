"""Seven languages on the screen: the picker, the offer of one's own language, and room for each script."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from alliance.accounts.models import User
from alliance.shared.languages import in_language
from tests.browser.conftest import Visitor
from tests.browser.test_accessibility import NARROWEST, STICKING_OUT
from tests.catalogues import SENTENCES, say

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
ADDRESSES = ("/", "/principles/", "/members/", "/members/join/organisation/", "/editions/compare/1.0...2.0/")
# Letters that reach out of a box that hides what does; spaced letters and slanted ones, which these scripts know not.
ILL_SET = """
() => [...document.querySelectorAll("main *, header *")].filter((element) => {
    const style = getComputedStyle(element);
    const lang = element.closest("[lang]").lang.split("-")[0];
    const isWithoutSlant = ["ar", "zh"].includes(lang) && element.innerText?.trim();
    const isClipped = style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
    return isWithoutSlant && !element.closest(".hidden-word") && element.checkVisibility()
        && (style.letterSpacing !== "normal" || style.fontStyle === "italic" || isClipped);
}).map((element) => element.outerHTML.slice(0, 120))
"""


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch)


# The picker


def test_picker_takes_one_line_of_a_phone_and_works_without_javascript(site: str, visitor: Visitor) -> None:
    page = visitor(viewport=PHONE, java_script_enabled=False)
    page.goto("/principles/")
    picker = page.get_by_role("navigation", name="Language")
    box = picker.bounding_box()
    assert box
    assert box["height"] <= 40

    picker.get_by_text("English").first.click()
    expect(picker.get_by_role("link")).to_have_text([name for _, name in settings.LANGUAGES])
    expect(picker.locator("[aria-current]")).to_have_text("English")
    picker.get_by_role("link", name="العربية").click()

    expect(page).to_have_url(f"{site}/ar/principles/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_picker_is_reached_and_used_by_keyboard(site: str, visitor: Visitor) -> None:
    page = visitor()
    page.goto("/beliefs/")

    for key in ("Tab", "Tab", "Enter", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)

    expect(page).to_have_url(f"{site}/es/beliefs/")


# The offer


def test_page_is_offered_in_the_language_that_the_browser_asks_for(
    site: str, visitor: Visitor, sentences: None
) -> None:
    page = visitor(locale="es-MX", viewport=PHONE)
    page.goto("/members/?page=1")
    offer = page.locator(".offer")

    expect(offer.get_by_role("link")).to_have_text(SENTENCES["es"][0])
    expect(offer).to_have_attribute("lang", "es")
    offer.get_by_role("link").click()

    expect(page).to_have_url(f"{site}/es/members/?page=1")
    expect(page.locator(".offer")).to_have_count(0)


def test_offer_moves_nothing_on_a_phone(site: str, visitor: Visitor, sentences: None) -> None:
    tops = []
    for locale in ("en-GB", "es-ES"):
        page = visitor(locale=locale, viewport=PHONE)
        page.goto("/")
        expect(page.locator(".offer")).to_have_count(int(locale == "es-ES"))
        tops.append(page.evaluate("() => document.querySelector('main').getBoundingClientRect().top"))

    assert tops[0] == tops[1]


def test_offer_that_is_declined_stays_away_for_the_session(site: str, visitor: Visitor, sentences: None) -> None:
    page = visitor(locale="zh-CN")
    page.goto("/")

    page.get_by_role("button", name=SENTENCES["zh-hans"][1]).press("Enter")
    expect(page.locator(".offer")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.localName") == "summary"
    page.goto("/principles/")

    expect(page.locator(".offer")).to_have_count(0)


def test_whoever_picks_another_language_is_not_called_back(site: str, visitor: Visitor, sentences: None) -> None:
    page = visitor(locale="en-GB")
    page.goto("/")
    page.get_by_text("English", exact=True).first.click()
    page.get_by_role("link", name="العربية").click()

    expect(page).to_have_url(f"{site}/ar/")
    expect(page.locator(".offer")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "fr-FR"])
def test_nothing_is_offered_to_who_reads_the_page_or_a_language_that_cannot_say_it(
    site: str, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    say(monkeypatch, {"fr": ("", "")})
    page = visitor(locale=locale)
    page.goto("/")

    expect(page.get_by_role("navigation", name="Language")).to_have_count(1)
    expect(page.locator(".offer")).to_have_count(0)


# Type


def test_every_language_fits_a_narrow_screen_and_is_set_as_its_script_wants(
    lively_site: str, visitor: Callable[..., Page], applicant: User
) -> None:
    page = visitor(applicant, viewport={"width": NARROWEST, "height": 800})
    found = {}
    for code, _ in settings.LANGUAGES:
        for address in ADDRESSES:
            response = page.goto(in_language(address, code))
            assert response
            assert response.status == 200
            found[response.url] = page.evaluate(STICKING_OUT) + page.evaluate(ILL_SET)

    assert {address: parts for address, parts in found.items() if parts} == {}


def test_words_of_another_language_are_set_in_faces_of_their_own(site: str, visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.goto("/zh-hans/principles/participation/")

    # Nothing has been translated on this site: the English stands in.
    faces = page.locator(".words[lang=en]").evaluate("it => getComputedStyle(it).fontFamily")
    leading = page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--leading')")

    assert "Georgia" in faces
    assert "CJK" not in faces
    assert leading.strip() == "1.75"
