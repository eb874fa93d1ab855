"""From numbers to the geometry of charts, which templates draw: nothing here knows what is counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, TypeVar

Number = int | Decimal
Key = TypeVar("Key")
# The side of the frame in which everything is drawn; the page stretches it.
FRAME = 100
# What the longest bar leaves no room for: a value that is there at all is seen.
THINNEST = Decimal("0.5")
PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Bar:
    """One row of a chart: `key` as it was given, `length` from 0 to FRAME, `share` of the whole in percent."""

    key: Any
    value: Number
    length: Decimal
    share: int


def bars(rows: Iterable[tuple[Key, Number]]) -> list[Bar]:
    """A bar for each row, in the same order. The longest fills the frame, and lengths are as the values.

    Raises ValueError for a value below zero.
    """
    rows = list(rows)
    values = [value for _key, value in rows]
    shares = percentages(values)
    longest = max(values, default=0)
    return [Bar(key, value, _length(value, longest), share) for (key, value), share in zip(rows, shares, strict=True)]


def _length(value: Number, longest: Number) -> Decimal:
    if not value:
        return Decimal(0)
    return max(THINNEST, (Decimal(value) * FRAME / Decimal(longest)).quantize(PLACES, ROUND_HALF_EVEN))


def percentages(values: Sequence[Number]) -> list[int]:
    """What each is of all, in whole percent that make a hundred together: what is left goes to the largest remainders.

    Raises ValueError for a value below zero.
    """
    if any(value < 0 for value in values):
        raise ValueError("A chart has no room for a value below zero.")
    total = sum(map(Fraction, values))
    if not total:
        return [0] * len(values)
    exact = [Fraction(value) * 100 / total for value in values]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(values)), key=lambda place: exact[place] - whole[place], reverse=True)
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


@dataclass(frozen=True)
class Steps:
    """A line that rises and falls in steps of equal width, over an area: two paths in a frame of FRAME by FRAME.

    `top` is the value of the frame's upper edge, zero that of the lower one.
    """

    line: str
    area: str
    top: Number


def steps(values: Sequence[Number]) -> Steps:
    """Raises ValueError for a value below zero."""
    if any(value < 0 for value in values):
        raise ValueError("A chart has no room for a value below zero.")
    if not values:
        return Steps(line="", area="", top=0)
    top = round_top(max(values))
    heights = [(FRAME - Decimal(value) * FRAME / Decimal(top)).quantize(PLACES, ROUND_HALF_EVEN) for value in values]
    edges = [
        (Decimal(place) * FRAME / len(values)).quantize(PLACES, ROUND_HALF_EVEN) for place in range(len(values) + 1)
    ]
    corners = "".join(f"V{height}H{edge}" for height, edge in zip(heights, edges[1:], strict=True))
    # The line begins at the height of its first step, the area on the ground.
    return Steps(line=f"M0 {heights[0]}{corners}", area=f"M0 {FRAME}{corners}V{FRAME}Z", top=top)


def round_top(most: Number) -> int:
    """The least of 1, 2, 3, 4, 5, 6, 8, 10, 20, 30 ... that is not below."""
    unit = 1
    while True:
        for times in (1, 2, 3, 4, 5, 6, 8):
            if times * unit >= most:
                return times * unit
        unit *= 10
