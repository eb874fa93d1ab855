"""The map that signatories are drawn on: what tools/map.py made, and the dots."""

import re
from math import cos, pi, radians

import pytest
from django_countries import countries
from hypothesis import given
from hypothesis import strategies as st

from members.world import FOR_ONE, LARGEST, SMALLEST, dots, world
from tools.map import on_earth, on_map

CODES = sorted(world()["countries"])


def test_every_country_but_antarctica_has_its_place_in_the_frame() -> None:
    assert {code for code, _name in countries} - set(CODES) == {"AQ"}
    assert set(CODES) <= {code for code, _name in countries}
    for x, y in world()["countries"].values():
        assert 0 <= x <= world()["width"]
        assert 0 <= y <= world()["height"]


def test_land_stays_in_the_frame_and_is_drawn_in_runs() -> None:
    runs = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", world()["land"])

    assert "".join(f"M{x} {y}h{length}" for x, y, length in runs) == world()["land"]
    assert all(float(x) >= 0 and float(x) + float(length) <= world()["width"] + 1 for x, _y, length in runs)
    assert all(0 <= float(y) <= world()["height"] + 1 for _x, y, _length in runs)
    # About three dots in ten are land, as on the earth.
    share = sum(float(length) + 0.9 for *_, length in runs) / (world()["width"] * world()["height"] / 0.866)
    assert 0.2 < share < 0.35


@pytest.mark.parametrize(
    ("west", "east"), [("US", "FR"), ("FR", "KE"), ("KE", "IN"), ("IN", "JP"), ("JP", "FJ"), ("BR", "ZA"), ("MX", "BR")]
)
def test_countries_lie_beside_each_other_as_on_the_earth(west: str, east: str) -> None:
    assert world()["countries"][west][0] < world()["countries"][east][0]


@pytest.mark.parametrize(("north", "south"), [("SE", "IT"), ("IT", "EG"), ("EG", "KE"), ("KE", "ZA"), ("CA", "AR")])
def test_countries_lie_above_each_other_as_on_the_earth(north: str, south: str) -> None:
    assert world()["countries"][north][1] < world()["countries"][south][1]


@pytest.mark.parametrize("country", ["BR", "CD", "CN", "AU", "US", "RU", "DZ", "NO", "CL"])
def test_a_large_country_has_its_dot_on_land(country: str) -> None:
    x, y = world()["countries"][country]
    runs = [map(float, run) for run in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", world()["land"])]

    assert any(abs(row - y) < 1 and begin - 1 <= x <= begin + length + 1 for begin, row, length in runs)


@given(st.floats(-168, 190), st.floats(-56, 83))
def test_projection_goes_there_and_back(longitude: float, latitude: float) -> None:
    there = on_earth(*on_map(longitude, latitude))

    assert there is not None
    assert abs((there[0] - longitude + 180) % 360 - 180) < 1e-6
    assert abs(there[1] - latitude) < 1e-6


def test_projection_keeps_areas_equal() -> None:
    def area(latitude: float) -> float:
        """Of a small field of the earth on the map, by what it measures on a sphere."""
        left, top = on_map(20, latitude + 0.01)
        right, _ = on_map(20.02, latitude + 0.01)
        _, bottom = on_map(20, latitude - 0.01)
        return (right - left) * (bottom - top) / cos(radians(latitude))

    assert [round(area(latitude) / area(0), 2) for latitude in (-50, -20, 20, 45, 70)] == [1.0] * 5


# Dots


@given(st.dictionaries(st.sampled_from(CODES), st.integers(1, 10**6)))
def test_areas_are_as_the_numbers_and_small_dots_are_still_seen(numbers: dict[str, int]) -> None:
    drawn = dots(numbers.items())

    assert {dot.country: dot.number for dot in drawn} == numbers
    assert [dot.radius for dot in drawn] == sorted((dot.radius for dot in drawn), reverse=True)
    for dot in drawn:
        assert SMALLEST <= dot.radius <= LARGEST
        if dot.radius > SMALLEST and drawn[0].radius > SMALLEST:
            area = pi * drawn[0].radius ** 2 * dot.number / drawn[0].number
            assert abs(pi * dot.radius**2 - area) < 0.2


def test_one_organisation_is_a_dot_of_one_size_while_there_are_few() -> None:
    assert [dot.radius for dot in dots([("KE", 1), ("MX", 1)])] == [FOR_ONE, FOR_ONE]


def test_no_dot_is_drawn_for_nobody_and_for_what_is_not_on_the_map() -> None:
    assert dots([]) == []
    assert dots([("AQ", 3)]) == []
