"""One clause of the newest edition beside its translation into one language: what a translator works on."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from principles.coverage import Language, languages, older_since, runs_of, state_in_words
from principles.differences import Span, word_spans
from principles.models import Edition, Translation, TranslationMovedOn, Wording
from principles.reading import Shown, choose

if TYPE_CHECKING:
    from alliance.accounts.models import User


@dataclass(frozen=True)
class Revision:
    """A revision in the list of what was; `since` is the edition that first had the English that it translates."""

    translation: Translation
    since: str
    is_of_this_wording: bool


class SideBySide:
    """What the screen asks of a clause, in as many queries whatever it has been through."""

    def __init__(self, edition: Edition, wording: Wording, language: Language) -> None:
        self.edition, self.wording, self.language = edition, wording, language
        self.translations = list(Translation.objects.of_clause(wording.slug))
        self.shown = self.shown_in(language)

    @classmethod
    def find(cls, slug: str, language: Language) -> "SideBySide | None":
        edition = Edition.objects.newest()
        entry = edition.text.entry(slug) if edition else None
        return cls(edition, entry.wording, language) if edition and entry else None

    def shown_in(self, language: Language) -> Shown:
        return choose(self.wording, (it for it in self.translations if it.language == language.code), language.code)

    @property
    def newest(self) -> Translation | None:
        """The newest translation of this very wording."""
        return None if self.shown.state == "older" else self.shown.translation

    @property
    def revision(self) -> int:
        return self.newest.revision if self.newest else 0

    @property
    def start(self) -> dict[str, str]:
        """The words to start from: what is there, else the older translation, else nothing."""
        start = self.shown.translation
        return {"title": start.title, "text": start.text} if start else {"title": "", "text": ""}

    @cached_property
    def runs(self) -> list[tuple[int, str]]:
        return runs_of([self.wording.slug])[self.wording.slug]

    @property
    def older_since(self) -> str:
        return older_since(self.shown, self.runs)

    @property
    def revisions(self) -> list[Revision]:
        # Of a wording that came back, the edition that had it first.
        first = dict(reversed(self.runs))
        own = (it for it in self.translations if it.language == self.language.code)
        return [Revision(it, first.get(it.wording_id, ""), it.wording_id == self.wording.pk) for it in own]

    @property
    def others(self) -> list[tuple[Language, Shown, str]]:
        """The same clause in the other languages that have it, with the state in words."""
        others = [(it, self.shown_in(it)) for it in languages() if it.code != self.language.code]
        return [(it, shown, state_in_words(shown.state)) for it, shown in others if shown.translation]

    @property
    def slugs(self) -> list[str]:
        return [entry.wording.slug for entry in self.edition.text.entries]

    @property
    def place(self) -> int:
        return self.slugs.index(self.wording.slug)

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def previous(self) -> str:
        return self.slugs[self.place - 1] if self.place else ""

    @property
    def next(self) -> str:
        return "".join(self.slugs[self.place + 1 : self.place + 2])

    def must_be_as_shown(self, *, digest: str, revision: str) -> None:
        """Raises TranslationMovedOn if the English or the newest translation is not what the translator was shown."""
        if digest != self.wording.digest:
            raise TranslationMovedOn(gettext("The English of this clause has changed since you opened this page."))
        if revision != str(self.revision):
            raise TranslationMovedOn(gettext("Somebody has saved another translation of this clause meanwhile."))

    def save(self, *, title: str, text: str, digest: str, revision: str, by: "User") -> Translation:
        """A new draft after what the translator was shown. Raises TranslationMovedOn if that is not the newest."""
        self.must_be_as_shown(digest=digest, revision=revision)
        return Translation.objects.revise(
            self.wording, language=self.language.code, title=title, text=text, by=by, after=self.revision
        )

    def move(self, verb: str, *, digest: str, revision: str, by: "User") -> None:
        """Takes on, reviews or reopens the translation that was shown. Raises TranslationMovedOn or WrongState."""
        self.must_be_as_shown(digest=digest, revision=revision)
        if self.newest is None:
            raise TranslationMovedOn(gettext("There is no translation of this wording yet."))
        getattr(self.newest, verb)(by=by)

    def spans_to(self, text: str) -> list[Span]:
        """What differs between the newest translation and what somebody typed."""
        return word_spans(self.newest.text if self.newest else "", text)
