"""The journey of a changed word: from an editor's draft through the publisher's eyes to the reader."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from alliance.accounts.models import User
from principles.models import CorePrinciple, Edition
from tests.accounts.conftest import PASSWORD, code_of, give_app

pytestmark = pytest.mark.browser

WORD, BETTER_WORD = "strive", "endeavour"
ADDRESS = "/principles/participation/"


def sign_in(page: Page, user: User) -> None:
    secret = give_app(user)
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Site administration")


def open_the_page_that_publishes(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("main").get_by_role("link", name="Editions", exact=True).click()
    page.get_by_role("link", name="Publish edition").click()


def fill_the_form_that_publishes(page: Page, *, reason: str) -> None:
    page.get_by_label("Editorial").check()
    page.get_by_label("Why is the text changed?").fill(reason)
    page.get_by_label("Who proposed it?").select_option(label="Edith Editor")
    page.get_by_label("I have read the difference above").check()


def test_changed_word_reaches_readers_when_a_publisher_publishes_it(
    site: str, visitor: Callable[..., Page], editor: User, publisher: User
) -> None:
    reader, writer, decider = visitor(), visitor(), visitor()
    reader.goto(ADDRESS)
    before = reader.content()

    sign_in(writer, editor)
    writer.get_by_role("main").get_by_role("link", name="Core principles").click()
    writer.get_by_role("link", name="Participation").click()
    text = writer.get_by_label("Text:")
    text.fill(text.input_value().replace(WORD, BETTER_WORD))
    writer.get_by_role("button", name="Save", exact=True).click()

    expect(writer.locator(".messagelist")).to_contain_text("not public yet")
    expect(writer.get_by_role("row").filter(has_text="Participation")).to_contain_text("changed since 1.0")
    reader.reload()
    assert reader.content() == before

    writer.get_by_role("link", name="See what differs").click()
    expect(writer.locator("del")).to_contain_text(WORD)
    expect(writer.locator("ins")).to_contain_text(BETTER_WORD)
    expect(writer.get_by_role("main")).to_contain_text("Publishing is for people in the group Publishers.")

    sign_in(decider, publisher)
    open_the_page_that_publishes(decider)
    expect(decider.get_by_role("main")).to_contain_text(f"“{WORD}” became “{BETTER_WORD}”.")
    fill_the_form_that_publishes(decider, reason="A plainer word.")
    decider.get_by_role("button", name="Publish for ever").click()
    expect(decider.locator(".messagelist")).to_contain_text("Edition 1.1 is published.")

    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text(BETTER_WORD)
    reader.locator(".history").get_by_role("link", name="edition 1.1").first.click()
    expect(reader.get_by_role("main")).to_contain_text("A plainer word.")
    expect(reader.get_by_role("main")).to_contain_text("Paul Publisher")
    get = reader.request.get
    assert "Edition 1.1" in get("/feeds/editions.atom").text()
    assert "/editions/1.1/</loc>" in get("/sitemap-text-1.xml").text()
    assert any(BETTER_WORD in clause["text"] for clause in get("/editions/1.1/text.json").json()["clauses"])
    reader.goto("/editions/compare/1.0...1.1/")
    expect(reader.locator("ins")).to_contain_text(BETTER_WORD)
    reader.goto("/editions/1.0/")
    expect(reader.get_by_role("main")).to_contain_text(f"The Alliance will {WORD} to include")
    expect(reader.get_by_role("main")).to_contain_text("Superseded.")


def test_publisher_whose_difference_is_out_of_date_is_told_so_and_loses_nothing(
    site: str, visitor: Callable[..., Page], editor: User, publisher: User
) -> None:
    CorePrinciple.objects.filter(slug="participation").update(text="Everybody takes part.")
    page = visitor(publisher)
    open_the_page_that_publishes(page)
    fill_the_form_that_publishes(page, reason="Shorter.")

    CorePrinciple.objects.filter(slug="participation").update(text="Everybody takes part, always.")
    page.get_by_role("button", name="Publish for ever").click()

    expect(page.locator(".errornote")).to_contain_text("The text has changed since you opened this page.")
    expect(page.locator(".errornote")).to_be_focused()
    expect(page.locator(".differences")).to_contain_text("always")
    expect(page.get_by_label("Why is the text changed?")).to_have_value("Shorter.")
    expect(page.get_by_label("Editorial")).to_be_checked()
    assert Edition.objects.count() == 1


def test_mistake_is_named_at_the_top_and_linked_to_its_field(
    site: str, visitor: Callable[..., Page], publisher: User
) -> None:
    CorePrinciple.objects.filter(slug="participation").update(text="Everybody takes part.")
    page = visitor(publisher)
    open_the_page_that_publishes(page)
    page.get_by_label("Why is the text changed?").fill("Shorter.")

    page.get_by_role("button", name="Publish for ever").click()

    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".errornote")).to_be_focused()
    page.locator(".errornote").get_by_role("link", name="What kind of change is it?").click()
    expect(page.get_by_label("Editorial")).to_be_focused()
    expect(page.get_by_label("Why is the text changed?")).to_have_value("Shorter.")
