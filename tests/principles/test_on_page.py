"""Whatever changes about a clause is seen on the page that was made before with what it was."""

from dataclasses import replace

import pytest
from django.utils import translation

from alliance.shared.fragments import fragment
from principles.differences import Difference, Span
from principles.models import Edition
from principles.on_page import ClauseOnPage, ListOnPage, TagOnPage, WordsOnPage

DIFFERENCE = Difference("changed", "Care", "care", True, (), (Span("insert", "New"),), ("“New” was put in.",))
WORDS = WordsOnPage("Care", "Men care.", "es", "older", is_unreviewed=True, difference=DIFFERENCE)
CLAUSE = ClauseOnPage("care", 3, "/principles/care/", WORDS, notice=True, tags=(TagOnPage("peace", "Peace"),))


def words(**changes: object) -> ClauseOnPage:
    return replace(CLAUSE, shown=replace(WORDS, **changes))


OTHERS = [
    replace(CLAUSE, anchor="other"),
    replace(CLAUSE, number=4),
    replace(CLAUSE, number=None),
    replace(CLAUSE, address="/principles/other/"),
    replace(CLAUSE, notice=False),
    replace(CLAUSE, tags=()),
    replace(CLAUSE, tags=(TagOnPage("other", "Peace"),)),
    replace(CLAUSE, tags=(TagOnPage("peace", "Other"),)),
    words(title="Other"),
    words(title=""),
    words(text="Other."),
    words(language="ar"),
    words(language="en"),
    words(state="machine"),
    words(state="draft"),
    words(state="missing"),
    words(state="reviewed"),
    words(is_unreviewed=False),
    words(difference=replace(DIFFERENCE, sentences=("Other.",))),
    words(difference=replace(DIFFERENCE, text_spans=(Span("delete", "New"),))),
]


def in_list(clause: ClauseOnPage) -> str:
    return fragment("_components/_clause.html", entry=clause)


def facing(clause: ClauseOnPage) -> str:
    return fragment("_components/_facing_side.html", list=ListOnPage(clause, (clause,)), side="is", permalinks=True)


@pytest.mark.parametrize("other", OTHERS)
def test_each_value_of_a_clause_is_seen_in_a_list(other: ClauseOnPage) -> None:
    assert in_list(CLAUSE) != in_list(other)


@pytest.mark.parametrize("other", [words(text="Other."), words(state="machine"), replace(CLAUSE, anchor="other")])
def test_each_value_of_a_clause_is_seen_in_lists_that_face_each_other(other: ClauseOnPage) -> None:
    assert facing(CLAUSE) != facing(other)


def test_language_of_the_page_is_seen() -> None:
    with translation.override("es"):
        in_spanish = in_list(CLAUSE)

    foreign = '<p class="words adopted" lang="es" dir="ltr">'
    assert foreign in in_list(CLAUSE)
    assert foreign not in in_spanish


def test_clause_of_an_edition_is_shown_as_it_stands_there(founding_edition: Edition) -> None:
    entry = founding_edition.text.principles[0]
    shown = entry.on_page

    assert (shown.anchor, shown.number, shown.address) == (entry.anchor, 1, entry.get_absolute_url())
    assert (shown.shown.title, shown.shown.text, shown.label) == (entry.shown.title, entry.shown.text, entry.label)
    assert [(tag.slug, tag.name) for tag in shown.tags] == [(tag["slug"], tag["name"]) for tag in entry.tags]
    assert entry.on_page == shown
