"""How far the newest edition is translated: each clause in each language, and what became stale with which edition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from principles.models import Edition, EditionClause, Translation
from principles.reading import Shown, choose

# In the order in which they want work.
STATES = ("missing", "older", "machine", "draft", "reviewed")


def state_in_words(state: str) -> str:
    return {
        "missing": pgettext("translation", "missing"),
        "older": pgettext("translation", "older"),
        "machine": pgettext("translation", "machine"),
        "draft": pgettext("translation", "draft"),
        "reviewed": pgettext("translation", "reviewed"),
    }[state]


@dataclass(frozen=True)
class Language:
    """A language into which the text is translated."""

    code: str
    name: str
    # Whether whoever looks may translate into it.
    is_mine: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.code)["bidi"] else "ltr"


def languages(mine: "Iterable[str]" = ()) -> list[Language]:
    """All languages but the source; first those in `mine`."""
    mine = set(mine)
    found = [Language(code, name, code in mine) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return sorted(found, key=lambda it: not it.is_mine)


@dataclass(frozen=True)
class Cell:
    """One clause in one language."""

    language: Language
    shown: Shown
    # The number of the edition that changed the English after it was translated.
    older_since: str = ""

    @property
    def state(self) -> str:
        return self.shown.state

    @property
    def words(self) -> str:
        if self.state == "older":
            return gettext("older since edition %(number)s") % {"number": self.older_since}
        return state_in_words(self.state)


@dataclass(frozen=True)
class Row:
    entry: EditionClause
    cells: list[Cell]


@dataclass(frozen=True)
class Total:
    """How many clauses are in a state, for each language."""

    state: str
    counts: list[int]

    @property
    def words(self) -> str:
        return state_in_words(self.state)


class Coverage:
    """The clauses of an edition in order, each with a cell for each of these languages. Three queries."""

    def __init__(self, edition: Edition, columns: Sequence[Language]) -> None:
        self.edition = edition
        self.columns = columns
        slugs = [entry.wording.slug for entry in edition.text.entries]
        runs = runs_of(slugs)
        known: dict[tuple[str, str], list[Translation]] = {}
        for it in Translation.objects.for_coverage(slugs):
            known.setdefault((it.wording.slug, it.language), []).append(it)
        self.rows = [
            Row(entry, [self._cell(entry, it, known, runs) for it in columns]) for entry in edition.text.entries
        ]

    def _cell(
        self,
        entry: EditionClause,
        language: Language,
        known: "Mapping[tuple[str, str], list[Translation]]",
        runs: "Mapping[str, list[tuple[int, str]]]",
    ) -> Cell:
        shown = choose(entry.wording, known.get((entry.wording.slug, language.code), ()), language.code)
        return Cell(language, shown, older_since(shown, runs[entry.wording.slug]))

    @property
    def totals(self) -> list[Total]:
        by_column = [[row.cells[place].state for row in self.rows] for place in range(len(self.columns))]
        return [Total(state, [states.count(state) for states in by_column]) for state in STATES]


def runs_of(slugs: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """For each clause the wordings that it had, oldest first, each with the number of the first edition that has it."""
    runs: dict[str, list[tuple[int, str]]] = {slug: [] for slug in slugs}
    places = EditionClause.objects.filter(wording__slug__in=runs).order_by("edition__major", "edition__minor")
    columns = ("wording__slug", "wording_id", "edition__major", "edition__minor")
    for slug, wording, major, minor in places.values_list(*columns):
        if not runs[slug] or runs[slug][-1][0] != wording:
            runs[slug].append((wording, f"{major}.{minor}"))
    return runs


def older_since(shown: Shown, runs: Sequence[tuple[int, str]]) -> str:
    """The number of the edition that first had another wording than the one that was translated; empty if none had."""
    if shown.state != "older" or shown.translation is None:
        return ""
    had_it = [place for place, (wording, _) in enumerate(runs) if wording == shown.translation.wording_id]
    return runs[had_it[-1] + 1][1]
