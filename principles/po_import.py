"""Takes back what somebody translated in a PO file that this site exported: what is taken, what is not, and why.

A clause is taken only if the file answers to its newest English and to its newest translation; nothing is overwritten
that the translator has not seen. Clauses are independent of each other.
"""

import re
from dataclasses import dataclass, field
from email import message_from_string
from io import StringIO
from typing import TYPE_CHECKING, Any

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, PoFileParser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, to_locale

from alliance.shared.unicode_text import normalise
from principles.models import Edition, Translation, TranslationMovedOn, Wording
from principles.reading import choose

if TYPE_CHECKING:
    from alliance.accounts.models import User

MOST_BYTES = 1_000_000
CONTEXT = re.compile(r"(?P<slug>[-\w]+):(?P<field>title|text)@(?P<digest>sha256-[-\w]{43})/(?P<revision>\d{1,9})")
# What Babel's parser raises at text that is not a PO file.
UNREADABLE = (PoFileError, ValueError, IndexError, AttributeError, AssertionError, TypeError)


class NotAPoFile(Exception):
    """Why a file cannot be read as translations into a language, as a sentence."""


@dataclass(frozen=True)
class Entry:
    """One field of one clause, as the file has it."""

    context: str
    english: str
    words: str
    is_fuzzy: bool

    @property
    def place(self) -> re.Match[str] | None:
        return CONTEXT.fullmatch(self.context)


class Messages(Catalog):
    """Keeps every entry as it comes, where Babel would drop the second of two and read the header's dates."""

    # No entry of ours has plurals; a file could ask for a list of a thousand million of them.
    num_plurals = 2

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:
        self.found.append(message)


def read_entries(content: bytes, *, language: str) -> list[Entry]:
    """The entries of a PO file in UTF-8. Raises NotAPoFile if it is none, or into another language."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAPoFile(gettext("This file is not in UTF-8. Save it as a PO file in UTF-8.")) from error
    messages = Messages()
    try:
        PoFileParser(messages, ignore_obsolete=True, abort_invalid=True).parse(StringIO(text))
    except UNREADABLE as error:
        raise NotAPoFile(gettext("This file cannot be read as a PO file. It may be damaged.")) from error
    header = next((it.string for it in messages.found if it.id == "" and not it.context), None)
    if not isinstance(header, str):
        raise NotAPoFile(gettext("This is not a PO file: its header is missing."))
    said = message_from_string(header).get("Language", "")
    if str(said).replace("-", "_").casefold() != to_locale(language).casefold():
        raise NotAPoFile(gettext("The header of this file says that it is for another language."))
    return [
        Entry(it.context or "", it.id, it.string, it.fuzzy)
        for it in messages.found
        if it.id and isinstance(it.id, str) and isinstance(it.string, str)
    ]


@dataclass(frozen=True)
class Refused:
    """What was not taken: of which clause or context, why, and the words, so that nothing is lost."""

    label: str
    reason: str
    words: str = ""
    slug: str = ""


@dataclass
class Report:
    taken: list[Translation] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    # How many entries say what is there already.
    unchanged: int = 0

    def refuse(self, entry: Entry, reason: str, wording: Wording | None = None) -> None:
        label, slug = (wording.label, wording.slug) if wording else (entry.context or entry.english, "")
        self.refused.append(Refused(label, reason, entry.words, slug))


class Import:
    """Takes the entries of one file into one language."""

    def __init__(self, entries: list[Entry], *, language: str, by: "User") -> None:
        self.language, self.by = language, by
        self.report = Report()
        edition = Edition.objects.newest()
        self.edition_number = edition.number if edition else ""
        text = edition.text.in_language(language) if edition else None
        self.clauses = {entry.wording.slug: entry for entry in text.entries} if text else {}
        self.revisions = self._revisions(entries)
        # A tool may have sorted the file: title and text of a clause need not stand beside each other.
        groups: dict[tuple[str, str, int], list[Entry]] = {}
        for it in entries:
            if it.place:
                key = (it.place["slug"], it.place["digest"], int(it.place["revision"]))
                groups.setdefault(key, []).append(it)
            else:
                self.report.refuse(it, gettext("This entry was not exported here."))
        for (slug, digest, revision), group in groups.items():
            self._take_clause(slug, digest, revision, group)

    def _revisions(self, entries: list[Entry]) -> dict[tuple[str, int], Translation]:
        """The revisions that the file starts from, by the wording's digest and number."""
        slugs = {it.place["slug"] for it in entries if it.place} & set(self.clauses)
        found = Translation.objects.of_clauses(slugs, self.language)
        return {(it.wording.digest, it.revision): it for it in found}

    def _take_clause(self, slug: str, digest: str, revision: int, entries: list[Entry]) -> None:
        """The entries of one clause become one revision, or none."""
        clause = self.clauses.get(slug)
        wording = clause.wording if clause else None
        if reason := self._obstacle(wording, digest, revision, entries):
            for entry in entries:
                self.report.refuse(entry, reason, wording)
            return
        start = self._start(wording, revision)
        words = {"title": start.title, "text": start.text} if start else {"title": "", "text": ""}
        changed = [entry for entry in entries if self._is_changed(entry, wording, start, words)]
        words |= {entry.place["field"]: entry.words for entry in changed}
        if changed:
            self._save(wording, words, revision, changed)

    def _start(self, wording: Wording, revision: int) -> Translation | None:
        """What the entries of the clause said when they were exported."""
        if revision:
            return self.revisions[wording.digest, revision]
        of_clause = (it for it in self.revisions.values() if it.wording.slug == wording.slug)
        older = (it for it in of_clause if it.wording_id != wording.pk)
        return choose(wording, older, self.language).translation

    def _obstacle(self, wording: Wording | None, digest: str, revision: int, entries: list[Entry]) -> str:
        """Why nothing of the clause can be taken, as a sentence; empty if something can."""
        if wording is None:
            return gettext("The newest edition has no such clause.")
        if digest != wording.digest:
            return gettext("The English of this clause is another in edition %(number)s, the newest one.") % {
                "number": self.edition_number
            }
        if revision and (digest, revision) not in self.revisions:
            return gettext("There is no such revision of this translation.")
        if len({it.place["field"] for it in entries}) < len(entries):
            return gettext("The file has this clause more than once.")
        if any(normalise(it.english) != getattr(wording, it.place["field"]) for it in entries):
            return gettext("The English in the file is not the English of this clause.")
        return ""

    def _is_changed(self, entry: Entry, wording: Wording, start: Translation | None, words: dict[str, str]) -> bool:
        """Whether the entry says something new that can be taken; what is new and cannot is reported."""
        obstacle = ""
        if normalise(entry.words) == words[entry.place["field"]]:
            if entry.is_fuzzy or not is_unsure(start, wording):
                self.report.unchanged += 1
                return False
            obstacle = gettext("The words are unchanged. If they are right, say so on the page of the clause.")
        elif not entry.words.strip():
            obstacle = gettext("The entry is empty.")
        elif entry.is_fuzzy:
            obstacle = gettext("The entry is still marked as fuzzy.")
        if obstacle:
            self.report.refuse(entry, obstacle, wording)
        return not obstacle

    def _save(self, wording: Wording, words: dict[str, str], revision: int, changed: list[Entry]) -> None:
        try:
            Translation.check_words(wording, **words)
            made = Translation.objects.revise(wording, language=self.language, by=self.by, after=revision, **words)
        except (ValidationError, TranslationMovedOn) as refusal:
            reason = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            for entry in changed:
                self.report.refuse(entry, reason, wording)
            return
        newest = self.clauses[wording.slug].shown.translation
        if newest and made.pk == newest.pk:
            # The same file once more, or another way to the same words.
            self.report.unchanged += len(changed)
        else:
            self.report.taken.append(made)


def is_unsure(start: Translation | None, wording: Wording) -> bool:
    """Whether nobody stands by these words for this wording yet. No tool does that for a person by dropping a mark."""
    return start is not None and (start.wording_id != wording.pk or start.state == Translation.State.MACHINE)


def take_in(entries: list[Entry], *, language: str, by: "User") -> Report:
    """Takes what can be taken, each clause by itself, and says what became of every entry."""
    return Import(entries, language=language, by=by).report
