"""What differs between two texts and between two editions. Pure functions: no database, no request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.shared.languages import isolated

if TYPE_CHECKING:
    from principles.models.edition import Draft, Edition, EditionClause
    from principles.models.wording import Wording

# A word with its inner apostrophes, white space, one Han or Kana character (they write no spaces), or one other mark.
TOKENS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:[’'][^\W\u3040-\u30ff\u3400-\u9fff]+)*|\s+|.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Span:
    """A run of text that both sides share ("equal") or that one side alone has ("delete", "insert")."""

    op: str
    text: str


@lru_cache(1000)
def word_spans(old: str, new: str) -> tuple[Span, ...]:
    """The shortest list of spans that spells `old` without its insertions and `new` without its deletions."""
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    spans: list[Span] = []
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            spans.append(Span("equal", "".join(before[i:j])))
            continue
        if i < j:
            spans.append(Span("delete", "".join(before[i:j])))
        if k < m:
            spans.append(Span("insert", "".join(after[k:m])))
    return tuple(_without_stray_spaces(spans))


def _without_stray_spaces(spans: Sequence[Span]) -> list[Span]:
    """Joins changes that only white space parts, so that a reader sees one change of three words and not three."""
    joined: list[Span] = []
    deleted = inserted = ""
    for place, span in enumerate(spans):
        between_changes = 0 < place < len(spans) - 1 and (deleted or inserted)
        if span.op == "delete":
            deleted += span.text
        elif span.op == "insert":
            inserted += span.text
        elif between_changes and span.text.isspace():
            deleted += span.text
            inserted += span.text
        else:
            joined += _change(deleted, inserted)
            deleted = inserted = ""
            joined.append(span)
    return joined + _change(deleted, inserted)


def _change(deleted: str, inserted: str) -> list[Span]:
    spans = []
    if deleted:
        spans.append(Span("delete", deleted))
    if inserted:
        spans.append(Span("insert", inserted))
    return spans


def sentences(spans: Sequence[Span]) -> list[str]:
    """Each change in words, for those who do not see underline and strike."""
    told = []
    for place, span in enumerate(spans):
        following = spans[place + 1] if place + 1 < len(spans) else None
        preceding = spans[place - 1] if place else None
        if span.op == "delete" and following and following.op == "insert":
            changed = {"old": isolated(span.text.strip()), "new": isolated(following.text.strip())}
            told.append(_("“%(old)s” became “%(new)s”.") % changed)
        elif span.op == "delete":
            told.append(_("“%(old)s” was taken out.") % {"old": isolated(span.text.strip())})
        elif span.op == "insert" and not (preceding and preceding.op == "delete"):
            told.append(_("“%(new)s” was put in.") % {"new": isolated(span.text.strip())})
    return told


@dataclass(frozen=True)
class Difference:
    """What became of one clause: unchanged, changed, added, retired, or moved to another place."""

    kind: str
    label: str
    slug: str
    is_principle: bool
    title_spans: tuple[Span, ...]
    text_spans: tuple[Span, ...]
    sentences: tuple[str, ...] = ()


def compare_clauses(old: "EditionClause | None", new: "EditionClause | None", *, is_moved: bool = False) -> Difference:
    """The difference between two states of one clause, at least one of which exists."""
    return compare_wordings(old and old.wording, new and new.wording, is_moved=is_moved)


def compare_wordings(before: "Wording | None", after: "Wording | None", *, is_moved: bool = False) -> Difference:
    """The difference between two wordings of one clause, at least one of which exists."""
    shown = after or before
    title_spans = word_spans(before.title if before else "", after.title if after else "")
    text_spans = word_spans(before.text if before else "", after.text if after else "")
    if before is None:
        kind, told = "added", [_("This clause was added.")]
    elif after is None:
        kind, told = "retired", [_("This clause was retired.")]
    elif before.digest == after.digest:
        kind, told = ("moved", []) if is_moved else ("unchanged", [])
    else:
        kind, told = "changed", sentences(title_spans) + sentences(text_spans)
    if is_moved:
        told = [*told, _("This clause moved to another place.")]
    return Difference(
        kind=kind,
        label=shown.label,
        slug=shown.slug,
        is_principle=not shown.is_belief,
        title_spans=title_spans,
        text_spans=text_spans,
        sentences=tuple(told),
    )


class Comparison:
    """All clauses of two editions, or of one and the drafts, in the newer order; a retired one keeps its place."""

    def __init__(self, old: "Edition | None", new: "Edition | Draft") -> None:
        self.old, self.new = old, new
        before = {entry.wording.slug: entry for entry in (old.text.entries if old else [])}
        after = {entry.wording.slug: entry for entry in new.text.entries}
        moved = _moved(list(before), list(after))
        self.differences = [
            compare_clauses(before.get(slug), after.get(slug), is_moved=slug in moved)
            for slug in _merged(list(before), list(after))
        ]

    @cached_property
    def changed(self) -> list[Difference]:
        return [difference for difference in self.differences if difference.kind != "unchanged"]

    @property
    def is_empty(self) -> bool:
        return not self.changed

    @property
    def sentence(self) -> str:
        """What changed in all, in words."""
        counts = dict.fromkeys(("changed", "added", "retired", "moved"), 0)
        for difference in self.changed:
            counts[difference.kind] += 1
        phrases = [
            phrase % {"count": counts[kind]}
            for kind, phrase in (
                ("changed", ngettext("%(count)d clause changed", "%(count)d clauses changed", counts["changed"])),
                ("added", ngettext("%(count)d clause added", "%(count)d clauses added", counts["added"])),
                ("retired", ngettext("%(count)d clause retired", "%(count)d clauses retired", counts["retired"])),
                ("moved", ngettext("%(count)d clause moved", "%(count)d clauses moved", counts["moved"])),
            )
            if counts[kind]
        ]
        return _("What differs: %(list)s.") % {"list": _(", ").join(phrases)} if phrases else _("Nothing differs.")


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The newer order with each slug that is gone put behind the one that it stood behind."""
    merged = list(new)
    for place, slug in enumerate(old):
        if slug not in merged:
            before = next((merged.index(other) + 1 for other in reversed(old[:place]) if other in merged), 0)
            merged.insert(before, slug)
    return merged


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The slugs, of those in both lists, that left the order of the others."""
    common_old = [slug for slug in old if slug in set(new)]
    common_new = [slug for slug in new if slug in set(old)]
    kept = SequenceMatcher(None, common_old, common_new, autojunk=False).get_matching_blocks()
    stayed = {slug for block in kept for slug in common_new[block.b : block.b + block.size]}
    return set(common_new) - stayed
