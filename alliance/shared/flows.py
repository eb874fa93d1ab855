"""From amounts to the geometry of a flow: bands run from one side together in the middle, and apart to the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from alliance.shared.charts import FRAME, PLACES, Number

# What all bands of a side measure together where they meet.
TRUNK = 240
# The least distance between the names of two bands, and between their ends.
ROOM, GAP = 26, 6


@dataclass(frozen=True)
class Band:
    """One band: `key` as it was given, `width` at both of its ends.

    It ends `top` below the upper edge at the side and `root` below it in the middle; `line` is the middle of that end,
    where its name stands. `path` fills a frame that is FRAME wide, from the side at the left to the middle.
    """

    key: Any
    value: Number
    width: Decimal
    top: Decimal
    root: Decimal
    line: Decimal
    path: str


@dataclass(frozen=True)
class Flow:
    """Bands that come `left` and go `right`, by way of a trunk. All measures are in units of `height`."""

    left: list[Band]
    right: list[Band]
    height: Decimal
    trunk_top: Decimal
    trunk: Decimal = Decimal(TRUNK)


def flow(left: Iterable[tuple[Any, Number]], right: Iterable[tuple[Any, Number]]) -> Flow:
    """The same from left to right as from right to left, so that a page can be read in its own direction.

    Raises ValueError unless both sides come to the same, above zero, and no value is below zero.
    """
    sides = [list(left), list(right)]
    if any(value < 0 for side in sides for _key, value in side):
        raise ValueError("A flow has no room for a value below zero.")
    totals = {sum((Fraction(value) for _key, value in side), start=Fraction(0)) for side in sides}
    if len(totals) > 1 or totals == {0}:
        raise ValueError("What comes and what goes are not the same, or nothing.")
    widths = [_widths([value for _key, value in side]) for side in sides]
    height = max(_extent(side) for side in widths)
    trunk_top = _rounded((height - TRUNK) / 2)
    drawn = [_bands(*side, height=height, trunk_top=trunk_top) for side in zip(sides, widths, strict=True)]
    return Flow(*drawn, height=height, trunk_top=trunk_top)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(PLACES, ROUND_HALF_EVEN)


def _widths(values: Sequence[Number]) -> list[Decimal]:
    """As the values are, and together exactly as the trunk: each ends where the next begins."""
    total, so_far, edges = sum(map(Fraction, values)), Fraction(0), [Decimal(0)]
    for value in values:
        so_far += Fraction(value)
        edge = so_far * TRUNK / total
        edges.append(_rounded(Decimal(edge.numerator) / Decimal(edge.denominator)))
    return [end - start for start, end in pairwise(edges)]


def _extent(widths: Sequence[Decimal]) -> Decimal:
    return sum((max(width, Decimal(ROOM)) for width in widths), start=Decimal(GAP * (len(widths) - 1)))


def _bands(
    side: Sequence[tuple[Any, Number]], widths: Sequence[Decimal], *, height: Decimal, trunk_top: Decimal
) -> list[Band]:
    slot, root, bands = _rounded((height - _extent(widths)) / 2), trunk_top, []
    for (key, value), width in zip(side, widths, strict=True):
        room = max(width, Decimal(ROOM))
        line = _rounded(slot + room / 2)
        top = _rounded(line - width / 2)
        bands.append(Band(key, value, width, top, root, line, _path(top, root, width)))
        slot += room + GAP
        root += width
    return bands


def _path(top: Decimal, root: Decimal, width: Decimal) -> str:
    half = FRAME // 2
    there = f"M0 {top}C{half} {top} {half} {root} {FRAME} {root}"
    back = f"V{root + width}C{half} {root + width} {half} {top + width} 0 {top + width}Z"
    return there + back
