"""How one clause was worded, from edition to edition."""

from dataclasses import dataclass, field
from itertools import groupby

from principles.differences import Difference, compare_clauses
from principles.models import Edition, EditionClause


@dataclass
class Worded:
    """A run of editions in which a clause kept one wording."""

    entry: EditionClause
    since: Edition
    # The edition from which on it is worded otherwise, or retired; None if no edition says so yet.
    until: Edition | None
    difference: Difference | None = field(default=None)

    @property
    def is_current(self) -> bool:
        return self.since.is_in_effect and (self.until is None or not self.until.is_in_effect)

    @property
    def is_announced(self) -> bool:
        """Published in an edition that takes effect on a later day."""
        return not self.since.is_in_effect


def history_of(slug: str) -> list[Worded]:
    """The wordings of a clause, newest first, each with what differs from the one before it. One query."""
    places = (
        EditionClause.objects.filter(wording__slug=slug)
        .select_related("wording", "edition__effect", "edition__next__effect")
        .order_by("edition__major", "edition__minor")
    )
    runs: list[Worded] = []
    for _, group in groupby(places, key=lambda place: place.wording_id):
        run = list(group)
        worded = Worded(entry=run[-1], since=run[0].edition, until=getattr(run[-1].edition, "next", None))
        if runs:
            worded.difference = compare_clauses(runs[-1].entry, worded.entry)
        runs.append(worded)
    return runs[::-1]
