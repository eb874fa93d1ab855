"""The text as a reader meets it: an edition's list, or the drafts, in groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings

from principles import canonical
from principles.kinds import Kind
from principles.on_page import ListOnPage
from principles.reading import show_in

if TYPE_CHECKING:
    from principles.models.edition import EditionClause


@dataclass(frozen=True)
class FacingList:
    """One of the two lists that face each other: what manhood is not, or is, defined by."""

    lead_in: "EditionClause | None"
    statements: "list[EditionClause]"

    @property
    def on_page(self) -> ListOnPage:
        return ListOnPage(
            self.lead_in.on_page if self.lead_in else None, tuple([entry.on_page for entry in self.statements])
        )


TOLD_ONCE = frozenset({"machine", "draft", "missing"})


class Text:
    """The clauses of one edition, or of the drafts, in order; core principles are numbered from 1."""

    def __init__(self, entries: "Iterable[EditionClause]") -> None:
        self.entries = list(entries)
        for number, entry in enumerate(self.principles, start=1):
            entry.number = number
        self.language = settings.LANGUAGE_CODE
        self.shown_at: datetime | None = None
        # The state of translation that most clauses share, if it is worth a word: told once, above all of them.
        self.common_state = ""

    def in_language(self, language: str, *, at: datetime | None = None) -> "Text":
        """This text with what a reader of the language is shown of each clause, or was shown at that time.

        One query, none for the source.
        """
        if (language, at) != (self.language, self.shown_at):
            self.language, self.shown_at = language, at
            show_in(self.entries, language, at=at)
            states = {entry.shown.state for entry in self.entries}
            shared = states - {"older", "missing"} or states
            self.common_state = next(iter(shared)) if len(shared) == 1 and shared <= TOLD_ONCE else ""
            for entry in self.entries:
                entry.notice = entry.shown.has_notice and entry.shown.state != self.common_state
        return self

    def shown_file(self) -> bytes:
        """The clauses' lines, as of the canonical file, with the words that are shown."""
        return canonical.file(
            canonical.line(entry.wording.slug, entry.wording.kind, entry.shown.title, entry.shown.text)
            for entry in self.entries
        )

    @property
    def translation_digest(self) -> str:
        """What is read of the translations, as one digest: of the clauses' lines with the words that are shown.

        Empty in the source language, whose words the edition's own digest tells.
        """
        return "" if self.language == settings.LANGUAGE_CODE else canonical.digest(self.shown_file())

    @cached_property
    def conviction(self) -> "list[EditionClause]":
        return self._of(Kind.CONVICTION)

    @cached_property
    def not_defined_by(self) -> FacingList:
        return FacingList(next(iter(self._of(Kind.NOT_DEFINED_BY_LEAD_IN)), None), self._of(Kind.NOT_DEFINED_BY))

    @cached_property
    def defined_by(self) -> FacingList:
        return FacingList(next(iter(self._of(Kind.DEFINED_BY_LEAD_IN)), None), self._of(Kind.DEFINED_BY))

    @cached_property
    def beliefs(self) -> "list[EditionClause]":
        return [entry for entry in self.entries if entry.wording.kind != Kind.CORE_PRINCIPLE]

    @cached_property
    def principles(self) -> "list[EditionClause]":
        return self._of(Kind.CORE_PRINCIPLE)

    @cached_property
    def tags(self) -> list[dict[str, str]]:
        """Each tag once, by name, with the number of clauses that carry it."""
        carried = [tag for entry in self.entries for tag in entry.tags]
        unique = {tag["slug"]: tag for tag in carried}
        counted = [tag | {"count": carried.count(tag)} for tag in unique.values()]
        return sorted(counted, key=lambda tag: tag["name"].casefold())

    def canonical_file(self) -> bytes:
        return canonical.file(entry.wording.canonical_line() for entry in self.entries)

    def entry(self, slug: str) -> "EditionClause | None":
        return next((entry for entry in self.entries if entry.wording.slug == slug), None)

    def tagged(self, slug: str) -> "list[EditionClause]":
        return [entry for entry in self.entries if any(tag["slug"] == slug for tag in entry.tags)]

    def _of(self, kind: Kind) -> "list[EditionClause]":
        return [entry for entry in self.entries if entry.wording.kind == kind]
