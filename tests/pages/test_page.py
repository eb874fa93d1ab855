import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import URLPattern, URLResolver, get_resolver

from alliance.accounts.models import User
from alliance.pages.models import RESERVED, Page

EARLIER = datetime(2026, 1, 2, tzinfo=UTC)
LATER = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def report(db: None) -> Page:
    return Page.objects.create(slug="annual-report", title="Annual report", text="It is out.", updated_at=EARLIER)


def errors(**fields: str) -> dict[str, list[str]]:
    page = Page(**{"slug": "annual-report", "title": "Annual report", "text": "It is out."} | fields)
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    return refusal.value.message_dict


def test_page_stands_at_its_address(report: Page) -> None:
    assert report.get_absolute_url() == "/annual-report/"


@pytest.mark.django_db
def test_page_is_cleaned_to_composed_trimmed_text() -> None:
    page = Page(slug="cafe", title=" Cafe\u0301 \n here ", text="\r\none\r\ntwo ")

    page.full_clean()

    assert page.title == "Café here"
    assert page.text == "one\ntwo"


def test_edit_puts_title_and_text_on_the_page(report: Page, editor: User) -> None:
    report.edit(title="Report", text="It is late.\r\n", by=editor, at=LATER)

    saved = Page.objects.get(slug="annual-report")
    assert (saved.title, saved.text, saved.updated_at) == ("Report", "It is late.", LATER)


def test_history_says_who_edited_what(report: Page, editor: User) -> None:
    report.edit(title="Report", text="It is out.", by=editor, at=LATER)

    edit, creation = report.history.all()
    changes = [(change.field, change.old, change.new) for change in edit.diff_against(creation).changes]
    assert edit.history_user == editor
    assert changes == [("title", "Annual report", "Report")]


def test_edit_that_changes_nothing_leaves_no_trace(report: Page, editor: User) -> None:
    report.edit(title="Annual report", text="It is out.", by=editor, at=LATER)

    assert Page.objects.get(slug="annual-report").updated_at == EARLIER
    assert report.history.count() == 1


@pytest.mark.parametrize("nothing", ["", " ", "\r\n\t"])
@pytest.mark.parametrize("field", ["title", "text"])
def test_edit_without_words_is_refused(report: Page, editor: User, field: str, nothing: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        report.edit(**{"title": "Report", "text": "It is late.", field: nothing}, by=editor)

    assert set(refusal.value.message_dict) == {field}
    assert Page.objects.get(slug="annual-report").text == "It is out."


@pytest.mark.parametrize("field", ["title", "text"])
def test_edit_that_is_not_valid_text_is_refused(report: Page, editor: User, field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        report.edit(**{"title": "Report", "text": "It is late.", field: "It\ufffd is"}, by=editor)

    assert refusal.value.message_dict == {
        field: ["This is not valid text: there is a character U+FFFD at place 3. Type that place again."]
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "sentence"), [("title", "This field cannot be blank."), ("text", "This field cannot be blank.")]
)
def test_page_without_title_or_text_is_refused_beside_the_field(field: str, sentence: str) -> None:
    assert errors(**{field: ""})[field] == [sentence]


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "sentence"), [("title", "A page needs a title."), ("text", "A page needs a text.")])
def test_page_of_blanks_is_refused_beside_the_field(field: str, sentence: str) -> None:
    assert errors(**{field: " \n "}) == {field: [sentence]}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["admin", "principles", "members", "healthz", "es", "zh-hans"])
def test_address_that_the_site_needs_is_refused_beside_the_field(slug: str) -> None:
    assert errors(slug=slug) == {"slug": ["The site needs this address for itself. Choose another word."]}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["About-us", "about_us", "about--us", "-about", "about-"])
def test_address_with_anything_but_small_words_is_refused_beside_the_field(slug: str) -> None:
    assert errors(slug=slug)["slug"] == ["Use small letters from a to z, digits, and single hyphens between words."]


def test_second_page_at_an_address_is_refused_beside_the_field(report: Page) -> None:
    assert errors()["slug"] == ["There is a page at this address already."]


def test_page_whose_address_became_the_sites_later_can_still_be_edited(editor: User, db: None) -> None:
    page = Page.objects.create(slug="members", title="Members", text="Soon.")

    page.edit(title="Members", text="Now.", by=editor)

    assert Page.objects.get(slug="members").text == "Now."


def test_first_word_of_every_address_of_the_site_is_reserved() -> None:
    first_words = first_words_of(get_resolver().url_patterns)

    assert {"admin", "beliefs", "healthz"} <= first_words
    assert first_words <= RESERVED


@pytest.mark.parametrize("fields", [{"title": ""}, {"text": ""}, {"slug": ""}, {"slug": "About"}])
def test_database_refuses_a_page_without_title_text_or_small_address(report: Page, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=report.pk).update(**fields)


def test_database_refuses_a_second_page_at_an_address(report: Page) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(slug="annual-report", title="Another", text="Text.")


def test_summary_is_the_start_of_the_first_paragraph() -> None:
    page = Page(title="Report", text="## Sums\n\nOne *two*\nthree.\n\nFour.")

    assert page.summary == "One two three."


def test_summary_of_a_long_paragraph_ends_after_thirty_words() -> None:
    assert Page(text="word " * 50).summary == "word " * 29 + "word…"


def test_summary_of_a_page_without_paragraphs_is_its_title() -> None:
    assert Page(title="Report", text="- one\n- two").summary == "Report"


def first_words_of(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The first words of the addresses below these patterns, where a page could stand too."""
    words = set()
    for pattern in patterns:
        route = str(pattern.pattern).removeprefix("^")
        if not route and isinstance(pattern, URLResolver):
            words |= first_words_of(pattern.url_patterns)
        elif word := re.match(r"[a-z0-9-]+(?=/|$)", route):
            words.add(word[0])
    return words
