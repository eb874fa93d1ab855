"""Figures as they are reported: percentiles, and tables in Markdown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field


def percentile(values: Sequence[float], part: float) -> float:
    """The least value that so many per cent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * part / 100) - 1)]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


@dataclass
class Table:
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append(cells)

    def __str__(self) -> str:
        lines = (self.columns, ("---",) * len(self.columns), *self.rows)
        return "\n".join([f"### {self.title}", "", *(f"| {' | '.join(cells)} |" for cells in lines), ""])
