"""What a reader of one language is shown of each clause, and what there is to say of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from alliance.shared.languages import page_language
from principles.differences import Difference, compare_wordings

if TYPE_CHECKING:
    from principles.models import EditionClause, Translation, Wording


class InLanguage:
    """Words that stand on a page, in its language or another, and whether there is something to say of them."""

    __slots__ = ()
    title: str
    text: str
    language: str
    state: str

    @property
    def label(self) -> str:
        return self.title or self.text

    @property
    def is_foreign(self) -> bool:
        """Whether it stands in another language than the page, and needs a `lang` of its own."""
        return self.language != page_language()

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.language)["bidi"] else "ltr"

    @property
    def has_notice(self) -> bool:
        return self.state not in {"original", "reviewed"}


@dataclass(frozen=True)
class Shown(InLanguage):
    """The words of one clause as they stand on the page, their language, and how far to trust them.

    `state` is "original", a state of the translation ("machine", "draft", "reviewed"), "older" where the English has
    changed since, or "missing" where the English stands in.
    """

    wording: "Wording"
    language: str
    state: str
    translation: "Translation | None" = None

    @property
    def title(self) -> str:
        return self.translation.title if self.translation else self.wording.title

    @property
    def text(self) -> str:
        return self.translation.text if self.translation else self.wording.text

    @property
    def is_unreviewed(self) -> bool:
        """Of an older translation the state of its own is worth a word as well."""
        return self.translation is not None and self.translation.state != "reviewed"

    @cached_property
    def difference(self) -> Difference | None:
        """What has changed in the English since the wording that was translated."""
        if self.state != "older" or self.translation is None:
            return None
        return compare_wordings(self.translation.wording, self.wording)


def original(wording: "Wording") -> Shown:
    return Shown(wording, settings.LANGUAGE_CODE, "original")


def choose(wording: "Wording", translations: "Iterable[Translation]", language: str) -> Shown:
    """The newest translation of this very wording; else of the last wording before it; else the English."""
    known = list(translations)
    of_this = [it for it in known if it.wording_id == wording.pk]
    if of_this:
        newest = max(of_this, key=lambda it: it.revision)
        return Shown(wording, language, newest.state, newest)
    # Rows are written in the order in which wordings were first published.
    earlier = [it for it in known if it.wording_id < wording.pk] if wording.pk else known
    if earlier:
        newest = max(earlier, key=lambda it: (it.wording_id, it.revision))
        return Shown(wording, language, "older", newest)
    return Shown(wording, settings.LANGUAGE_CODE, "missing")


def show_in(entries: "Iterable[EditionClause]", language: str, *, at: datetime | None = None) -> None:
    """Gives each entry what is `shown` of it in the language, or what was at that time.

    One query, and none in the source language.
    """
    from principles.models import Translation

    entries = list(entries)
    if language == settings.LANGUAGE_CODE:
        for entry in entries:
            entry.shown = original(entry.wording)
        return
    found = Translation.objects.of_clauses((entry.wording.slug for entry in entries), language)
    by_slug: dict[str, list[Translation]] = {}
    for it in found.filter(made_at__lte=at) if at else found:
        by_slug.setdefault(it.wording.slug, []).append(it)
    for entry in entries:
        entry.shown = choose(entry.wording, by_slug.get(entry.wording.slug, ()), language)
