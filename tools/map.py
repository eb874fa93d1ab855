"""Makes members/world.json, of which the map of signatories is drawn: land as dots, and where each country's dot lies.

    python -m tools.map FOLDER

FOLDER is the npm package `world-atlas` 2.0.2 (`npm pack world-atlas@2.0.2`), unpacked: Natural Earth 4.1.0, which is in
the public domain, as TopoJSON, with ISO 3166-1 numbers as ids.

The projection is Equal Earth: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International
Journal of Geographical Information Science 33 (2019), https://doi.org/10.1080/13658816.2018.1504949. It keeps areas
equal, so that no country looks larger than it is. The middle is 11 degrees east: no land is cut but Antarctica, which
is left out.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import asin, cos, degrees, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any

from django.conf import settings
from django_countries import countries

Point = tuple[float, float]
Ring = list[Point]

FILES = ("land-110m", "countries-110m", "countries-50m")
OUTPUT = Path(__file__).resolve().parent.parent / "members" / "world.json"
# The frame in dots of land: how many lie side by side on the equator, and between which latitudes.
WIDTH, NORTH, SOUTH = 150, 83.7, -56.5
# Rows are as far apart as dots in a row, of which every other one is shifted by half.
ROW = sqrt(3) / 2
MIDDLE = 11
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
# Longitude and latitude of what Natural Earth has only as a part of another country, or not at this scale: read from
# the pages of these places in the CIA World Factbook (2021, public domain), rounded to half a degree.
BY_HAND = {
    "BQ": (-68.5, 12.0),  # Bonaire, the largest of the three islands
    "BV": (3.5, -54.5),
    "CC": (97.0, -12.0),
    "CX": (105.5, -10.5),
    "GF": (-53.0, 4.0),
    "GI": (-5.5, 36.0),
    "GP": (-61.5, 16.0),
    "MQ": (-61.0, 14.5),
    "RE": (55.5, -21.0),
    "SJ": (20.0, 78.0),
    "TK": (-171.5, -9.0),
    "TV": (179.0, -8.5),
    "UM": (166.5, 19.5),  # Wake, the only one of the islands where people live
    "YT": (45.0, -13.0),
}
# Not on the map.
LEFT_OUT = {"AQ"}


# The projection


def theta_of(latitude: float) -> float:
    return asin(sqrt(3) / 2 * sin(radians(latitude)))


def height_of(theta: float) -> float:
    return A1 * theta + A2 * theta**3 + A3 * theta**7 + A4 * theta**9


def slope_of(theta: float) -> float:
    return A1 + 3 * A2 * theta**2 + 7 * A3 * theta**6 + 9 * A4 * theta**8


def half_width_of(theta: float) -> float:
    """How far a radian of longitude reaches."""
    return 2 * sqrt(3) * cos(theta) / (3 * slope_of(theta))


SCALE = WIDTH / (2 * half_width_of(0) * radians(180))
HEIGHT = (height_of(theta_of(NORTH)) - height_of(theta_of(SOUTH))) * SCALE


def on_map(longitude: float, latitude: float) -> Point:
    """From degrees to the frame, with its origin at the upper left."""
    theta = theta_of(latitude)
    turned = (longitude - MIDDLE + 180) % 360 - 180
    x = half_width_of(theta) * radians(turned) * SCALE + WIDTH / 2
    return x, (height_of(theta_of(NORTH)) - height_of(theta)) * SCALE


def on_earth(x: float, y: float) -> Point | None:
    """From the frame to degrees; None beyond the edge of the world."""
    height = height_of(theta_of(NORTH)) - y / SCALE
    theta = height / A1
    for _ in range(12):
        theta -= (height_of(theta) - height) / slope_of(theta)
    turned = degrees((x - WIDTH / 2) / SCALE / half_width_of(theta))
    if abs(turned) > 180:
        return None
    return (turned + MIDDLE + 180) % 360 - 180, degrees(asin(2 / sqrt(3) * sin(theta)))


# TopoJSON, https://github.com/topojson/topojson-specification


def polygons_of(topology: dict[str, Any], geometry: dict[str, Any]) -> Iterator[list[Ring]]:
    """Each polygon as its outer ring and its holes, in degrees."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from polygons_of(topology, part)
        return
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        yield [ring_of(topology, arcs) for arcs in polygon]


def ring_of(topology: dict[str, Any], arcs: Iterable[int]) -> Ring:
    """Without a leap where it crosses the line at 180 degrees: its longitudes go on beyond."""
    ring: Ring = []
    for arc in arcs:
        points = points_of(topology, arc if arc >= 0 else ~arc)
        for x, y in points[:: 1 if arc >= 0 else -1]:
            turns = round((x - ring[-1][0]) / 360) if ring else 0
            ring.append((x - 360 * turns, y))
    return ring


def points_of(topology: dict[str, Any], arc: int) -> Ring:
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    points, x, y = [], 0, 0
    for step_x, step_y in topology["arcs"][arc]:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


# Land


def is_inside(point: Point, rings: Iterable[Ring]) -> bool:
    """By the even-odd rule."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def land(topology: dict[str, Any]) -> str:
    """Dots of land as the subpaths of one path: a line from the first to the last of each run, to be drawn in dots."""
    boxes = [(box_of(rings[0]), rings) for rings in polygons_of(topology, topology["objects"]["land"])]
    path = ""
    for row in range(int(HEIGHT / ROW) + 1):
        y = (row + 0.5) * ROW
        begin = None
        for column in range(WIDTH + 2):
            x = column + 0.5 * (row % 2)
            place = on_earth(x, y)
            if place and is_land(place, boxes):
                begin = x if begin is None else begin
            elif begin is not None:
                # A little farther than the last dot, so that rounding does not lose it.
                path += f"M{begin:g} {y:.2f}h{x - 1 - begin + 0.1:.1f}"
                begin = None
    return path


def box_of(ring: Ring) -> tuple[float, float, float, float]:
    return (*map(min, zip(*ring, strict=True)), *map(max, zip(*ring, strict=True)))


def is_land(place: Point, boxes: Iterable[tuple[tuple[float, float, float, float], list[Ring]]]) -> bool:
    y = place[1]
    return any(
        left <= x <= right and low <= y <= high and is_inside((x, y), rings)
        for x in (place[0] - 360, place[0], place[0] + 360)
        for (left, low, right, high), rings in boxes
    )


# Countries


def middle_of(polygons: Iterable[list[Ring]]) -> Point:
    """A point on the map well inside the largest polygon: its centroid, or else the inner point far from its edges."""
    drawn = [[[on_map(*point) for point in ring] for ring in rings] for rings in polygons]
    largest = max(drawn, key=lambda rings: abs(area_of(rings[0])))
    centroid = centroid_of(largest[0])
    if is_inside(centroid, largest):
        return centroid
    left, top, right, bottom = box_of(largest[0])
    candidates = [(left + (right - left) * i / 40, top + (bottom - top) * j / 40) for i in range(41) for j in range(41)]
    inside = [point for point in candidates if is_inside(point, largest)]
    return max(inside, key=lambda point: min(hypot(point[0] - x, point[1] - y) for x, y in largest[0]))


def area_of(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])) / 2


def centroid_of(ring: Ring) -> Point:
    turns = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])]
    area = area_of(ring)
    return (
        sum(cross * x for cross, x, _ in turns) / (6 * area),
        sum(cross * y for cross, _, y in turns) / (6 * area),
    )


def positions(*topologies: dict[str, Any]) -> dict[str, list[float]]:
    """Of each country: from the first file that has it, else from the table."""
    found: dict[str, Point] = {}
    for topology in topologies:
        for geometry in topology["objects"]["countries"]["geometries"]:
            code = countries.alpha2(int(geometry["id"])) if "id" in geometry else ""
            if code and code not in found | BY_HAND and code not in LEFT_OUT:
                found[code] = middle_of(polygons_of(topology, geometry))
    found |= {code: on_map(*place) for code, place in BY_HAND.items()}
    missing = countries.countries.keys() - found.keys() - LEFT_OUT
    if missing:
        raise LookupError(f"Write these countries into the table: {', '.join(sorted(missing))}.")
    return {code: [round(x, 1), round(y, 1)] for code, (x, y) in sorted(found.items())}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    settings.configure()
    folder = Path(arguments[0])
    read = {name: json.loads((folder / f"{name}.json").read_text()) for name in FILES}
    world = {
        "source": "Natural Earth 4.1.0 (public domain), by tools/map.py; projection Equal Earth",
        "width": WIDTH,
        "height": round(HEIGHT, 1),
        "land": land(read["land-110m"]),
        "countries": positions(read["countries-110m"], read["countries-50m"]),
    }
    OUTPUT.write_text(json.dumps(world, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
