"""Readers without JavaScript, and readers without a mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']"
FOCUS = """
() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
        name: element.innerText.trim() || element.getAttribute("aria-label") || element.localName,
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}
"""


def test_whole_reading_site_works_without_javascript(lively_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False)

    page.goto("/")
    page.get_by_role("link", name="Participation", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Participation")
    expect(page.locator("#history ~ .history")).to_contain_text("“and” became “as well as”")

    page.locator(".history").get_by_role("link", name="edition 1.0").click()
    expect(page.get_by_role("main")).to_contain_text("Superseded.")

    page.get_by_role("link", name="see what differs").click()
    expect(page).to_have_url(f"{lively_site}/editions/compare/1.0...2.0/")
    expect(page.locator("ins").first).to_contain_text("as well as")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Editions").click()
    page.get_by_role("link", name="Edition 2.0").click()
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name="Plain text").evaluate("it => it.download = ''")
        page.get_by_role("main").get_by_role("link", name="Plain text").click()
    assert "as well as" in download.value.path().read_text()


def test_reader_can_skip_to_the_text(site: str, visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.goto("/principles/")

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["seen"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_focus_is_seen_wherever_the_keyboard_leads(lively_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor()

    for address in ("/", "/beliefs/", "/principles/", "/editions/2.0/", "/help/"):
        page.goto(address)
        seen = []
        for _ in range(page.locator(STOPS).filter(visible=True).count()):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(FOCUS))

        assert [stop["name"] for stop in seen if not (stop["seen"] and stop["outline"] >= 2)] == []


def test_reader_reaches_the_history_of_a_principle_by_keyboard_alone(site: str, visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.goto("/")

    for link, address in [("Principles", "/principles/"), ("Participation", "/principles/participation/")]:
        follow_by_keyboard(page, link)
        expect(page).to_have_url(f"{site}{address}")
    follow_by_keyboard(page, "edition 1.0")

    expect(page).to_have_url(f"{site}/editions/1.0/")


def follow_by_keyboard(page: Page, name: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["name"].endswith(name):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link {name!r} was reached")
