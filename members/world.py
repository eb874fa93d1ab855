"""The map of the world that signatories are drawn on: see tools/map.py, which made it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

# In the units of the map, of which one lies between two dots of land: the radius for one organisation, the largest
# that a dot may have, and the smallest that is still seen.
FOR_ONE, LARGEST, SMALLEST = 1.0, 4.5, 0.65


@dataclass(frozen=True)
class Dot:
    """How many there are in a country, and where it lies."""

    country: str
    number: int
    x: float
    y: float
    radius: float


@cache
def world() -> dict[str, Any]:
    """`width`, `height`, `land` as a path of runs to be drawn in dots, `countries` as x and y by ISO 3166-1 code."""
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def dots(numbers: Iterable[tuple[str, int]]) -> list[Dot]:
    """One for each country that is on the map, the area as the number; the largest first, so that it hides no other."""
    numbers = sorted(numbers, key=lambda pair: (-pair[1], pair[0]))
    most = max((number for _country, number in numbers), default=1)
    unit = min(FOR_ONE, LARGEST / sqrt(most))
    places = world()["countries"]
    return [
        Dot(country, number, *places[country], radius=round(max(SMALLEST, unit * sqrt(number)), 2))
        for country, number in numbers
        if country in places
    ]
