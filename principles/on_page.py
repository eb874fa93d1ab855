"""Clauses as a page shows them: values alone, by which what is made of them is remembered (`{% fragment %}`)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from principles.differences import Difference
from principles.reading import InLanguage

if TYPE_CHECKING:
    from principles.models import EditionClause
    from principles.reading import Shown


@dataclass(frozen=True, slots=True)
class WordsOnPage(InLanguage):
    title: str
    text: str
    language: str
    state: str
    is_unreviewed: bool
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class TagOnPage:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class ClauseOnPage:
    anchor: str
    number: int | None
    address: str
    shown: WordsOnPage
    notice: bool
    tags: tuple[TagOnPage, ...]

    def get_absolute_url(self) -> str:
        return self.address

    @property
    def label(self) -> str:
        return self.shown.label


@dataclass(frozen=True, slots=True)
class ListOnPage:
    lead_in: ClauseOnPage | None
    statements: tuple[ClauseOnPage, ...]


def clause_on_page(entry: "EditionClause") -> ClauseOnPage:
    return ClauseOnPage(
        anchor=entry.anchor,
        number=entry.number,
        address=entry.get_absolute_url(),
        shown=words_on_page(entry.shown),
        notice=entry.notice,
        tags=tuple([TagOnPage(tag["slug"], tag["name"]) for tag in entry.tags]),
    )


def words_on_page(shown: "Shown") -> WordsOnPage:
    return WordsOnPage(shown.title, shown.text, shown.language, shown.state, shown.is_unreviewed, shown.difference)
