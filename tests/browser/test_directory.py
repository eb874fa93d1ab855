"""The directory as somebody uses it who looks for an organisation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from members.models import Organisation

pytestmark = pytest.mark.browser


@pytest.fixture
def three_listed(site: str) -> None:
    for name, country in (("Homens de São Paulo", "BR"), ("北京性别平等中心", "CN"), ("Men for Care", "KE")):
        Organisation.objects.begin(name=name, country=country, kind="registered")
    Organisation.objects.update(standing="member")


def test_list_is_searched_and_narrowed_without_javascript(
    three_listed: None, site: str, visitor: Callable[..., Page]
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/members/")

    page.get_by_label("Search by name").fill("sao paulo")
    page.get_by_text("Filters and order").click()
    page.get_by_label("Region").select_option(label="Americas (1)")
    page.get_by_role("button", name="Search").click()

    expect(page.locator(".grid li")).to_have_count(1)
    expect(page.locator(".grid")).to_contain_text("Homens de São Paulo")
    page.get_by_role("link", name="Region: Americas Take away").click()
    expect(page).to_have_url(f"{site}/members/?q=sao+paulo")
    page.get_by_role("link", name="Table").click()
    expect(page.get_by_role("rowheader")).to_have_text("Homens de São Paulo")


def test_list_follows_what_is_typed_and_chosen_at_once(
    three_listed: None, site: str, visitor: Callable[..., Page]
) -> None:
    page = visitor()
    page.goto("/members/")

    page.get_by_label("Search by name").type("性别")

    expect(page.locator(".grid li")).to_have_count(1)
    expect(page.locator(".grid")).to_contain_text("北京性别平等中心")
    expect(page).to_have_url(f"{site}/members/?q=%E6%80%A7%E5%88%AB")
    expect(page.get_by_role("status")).to_have_text("1 organisation is found on the list.")
    expect(page.get_by_label("Search by name")).to_be_focused()
    page.get_by_label("Search by name").fill("")
    expect(page.locator(".grid li")).to_have_count(3)

    page.get_by_text("Filters and order").click()
    page.get_by_label("Country").select_option("KE")
    expect(page.locator(".grid li")).to_have_count(1)
    expect(page.get_by_role("link", name="Country: Kenya Take away")).to_be_visible()
    expect(page.get_by_label("Region").locator("option")).to_have_text(["All", "Africa (1)"])
    expect(page).to_have_url(f"{site}/members/?country=KE")


def test_dots_of_the_map_are_reached_by_keyboard_and_lead_to_the_list(
    three_listed: None, site: str, visitor: Callable[..., Page]
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/members/")
    page.get_by_role("link", name="See them on a map").click()

    page.get_by_role("link", name="Go to the same figures as a table").focus()
    page.keyboard.press("Tab")

    dot = page.get_by_role("link", name="Brazil: 1 organisation")
    expect(dot).to_be_focused()
    # In the pixels of the screen, not in the units of the map.
    expect(dot.locator("circle")).to_have_css("stroke-width", "3px")
    expect(dot.locator("circle")).to_have_css("vector-effect", "non-scaling-stroke")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/members/?country=BR")
    expect(page.locator(".grid")).to_contain_text("Homens de São Paulo")


def test_map_is_not_mirrored_where_its_page_is(three_listed: None, visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.goto("/ar/members/map/")

    def left(country: str) -> float:
        box = page.locator(f".map a[href='/ar/members/?country={country}']").bounding_box()
        assert box
        return box["x"]

    assert left("BR") < left("KE") < left("CN")
    box = page.locator(".where-table").bounding_box()
    assert box
    assert box["x"] < left("BR")
