"""States as data, moved by one guarded update: of two people who act at once, one succeeds and one is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrongState(Exception):
    """The row is not, or no longer, in a state from which this verb leads on."""


@dataclass(frozen=True)
class Arrow:
    """From any of these states to that one."""

    sources: tuple[str, ...]
    target: str


def move(row: models.Model, field: str, arrow: Arrow, also: Mapping[str, Any] | None = None, **guard: Any) -> str:
    """Moves the row along the arrow and sets the columns in `also`; returns the state that it left.

    A guarded `UPDATE ... WHERE state = ...`, with `guard` as further conditions. Raises WrongState, and changes
    nothing, if the row in the database is in none of the arrow's sources or a guard does not hold.
    """
    columns = {field: arrow.target, **(also or {})}
    # The sources one by one, so that the state that was left is known and not guessed from what was read before.
    for source in arrow.sources:
        if type(row)._base_manager.filter(pk=row.pk, **{field: source}, **guard).update(**columns):
            for name, value in columns.items():
                setattr(row, name, value)
            return source
    raise WrongState(_("Somebody has acted meanwhile: this can no longer be done. Look at where things stand now."))
