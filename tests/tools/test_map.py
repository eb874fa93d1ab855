import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from tools.map import MIDDLE, WIDTH, is_inside, land, main, middle_of, on_map, polygons_of, positions


def topology(*rings: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Each ring an arc of its own, in whole degrees, and both as land and as the country of Kenya's number."""
    arcs = []
    for ring in rings:
        points = [(0, 0), *ring, ring[0]]
        steps = [[x2 - x1, y2 - y1] for (x1, y1), (x2, y2) in pairwise(points)]
        arcs.append(steps)
    shape = {"type": "MultiPolygon", "arcs": [[[place]] for place in range(len(arcs))]}
    return {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {
            "land": {"type": "GeometryCollection", "geometries": [shape]},
            "countries": {"geometries": [{"id": "404", **shape}, {"type": "Polygon", "arcs": []}]},
        },
    }


SQUARE = ((0, 0), (30, 0), (30, 30), (0, 30))
# Over the line at 180 degrees, as the files have it: it leaps from one side to the other.
ACROSS = ((170, 0), (-170, 0), (-170, 20), (170, 20))
# Its middle lies outside of it.
HORSESHOE = ((0, 0), (40, 0), (40, 40), (30, 40), (30, 5), (10, 5), (10, 40), (0, 40))


def runs(path: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, run)) for run in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", path)]


def test_land_is_drawn_where_it_lies_and_nowhere_else() -> None:
    (left, bottom), (right, top) = on_map(0, 0), on_map(30, 30)

    drawn = runs(land(topology(SQUARE)))

    assert len(drawn) > 10
    for begin, y, length in drawn:
        assert top <= y <= bottom
        assert left - 1 <= begin
        assert begin + length <= right + 1


def test_land_across_the_line_at_180_degrees_does_not_go_round_the_world() -> None:
    drawn = runs(land(topology(ACROSS)))

    assert drawn
    # The map is cut elsewhere, so that it lies in one piece.
    assert MIDDLE - 180 == -169
    assert all(begin > WIDTH * 0.8 and length < WIDTH * 0.1 for begin, _y, length in drawn)


@pytest.mark.parametrize("ring", [SQUARE, HORSESHOE])
def test_dot_of_a_country_lies_in_it(ring: Sequence[tuple[int, int]]) -> None:
    world = topology(ring)
    outline = [on_map(*point) for point in ring]

    point = middle_of(polygons_of(world, world["objects"]["countries"]["geometries"][0]))

    assert is_inside(point, [outline])


def test_country_that_no_file_and_no_table_has_is_asked_for() -> None:
    with pytest.raises(LookupError, match=r"Write these countries into the table: AD, AE, .*, ZW\."):
        positions(topology(SQUARE))


def test_without_a_folder_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "python -m tools.map FOLDER" in capsys.readouterr().out
