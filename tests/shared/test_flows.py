import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.charts import FRAME
from alliance.shared.flows import GAP, ROOM, TRUNK, Band, Flow, flow

AMOUNTS = st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=9)


def balanced(left: list[int], right: list[int]) -> tuple[list[tuple[int, Decimal]], list[tuple[int, Decimal]]]:
    """Both sides in hundredths, with one more amount on the side that has less."""
    missing = sum(left) - sum(right)
    sides = ([*left, max(0, -missing)], [*right, max(0, missing)])
    return tuple([(place, Decimal(amount) / 100) for place, amount in enumerate(side)] for side in sides)


def drawn(left: list[int], right: list[int]) -> Flow:
    return flow(*balanced([*left, 1], right))


@given(AMOUNTS, AMOUNTS)
def test_bands_are_as_wide_as_their_values_and_add_up_on_both_sides(left: list[int], right: list[int]) -> None:
    sides = balanced([*left, 1], right)

    found = flow(*sides)

    total = sum(value for _place, value in sides[0])
    for side, bands in zip(sides, (found.left, found.right), strict=True):
        assert [(band.key, band.value) for band in bands] == side
        assert sum(band.width for band in bands) == TRUNK
        assert all(abs(band.width - band.value * TRUNK / total) <= Decimal("0.01") for band in bands)


@given(AMOUNTS, AMOUNTS)
def test_bands_meet_in_the_trunk_without_a_gap_and_stay_apart_at_their_sides(left: list[int], right: list[int]) -> None:
    found = drawn(left, right)

    for bands in (found.left, found.right):
        assert bands[0].root == found.trunk_top
        for band, following in pairwise(bands):
            assert band.root + band.width == following.root
            assert following.line - band.line >= ROOM
            assert following.top - (band.top + band.width) >= GAP - Decimal("0.02")
        assert bands[-1].root + bands[-1].width == found.trunk_top + found.trunk


@given(AMOUNTS, AMOUNTS)
def test_nothing_leaves_the_frame(left: list[int], right: list[int]) -> None:
    found = drawn(left, right)

    for band in (*found.left, *found.right):
        xs, ys = corners(band)
        assert xs <= {0, FRAME // 2, FRAME}
        assert min(ys) >= Decimal("-0.01")
        assert max(ys) <= found.height + Decimal("0.01")


def corners(band: Band) -> tuple[set[Decimal], set[Decimal]]:
    start, there, edge, back = re.fullmatch(r"M(.*)C(.*)V(.*)C(.*)Z", band.path).groups()
    numbers = [Decimal(number) for number in f"{start} {there} {back}".split()]
    return set(numbers[::2]), {*numbers[1::2], Decimal(edge)}


@given(AMOUNTS, AMOUNTS)
def test_flow_is_the_same_in_the_mirror(left: list[int], right: list[int]) -> None:
    there, back = balanced([*left, 1], right)

    assert (flow(there, back).left, flow(there, back).right) == (flow(back, there).right, flow(back, there).left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([("a", 2)], [("b", 1)]),
        ([("a", 0)], [("b", 0)]),
        ([], []),
        ([("a", 1)], []),
        ([("a", 2), ("b", -1)], [("c", 1)]),
    ],
)
def test_what_does_not_flow_is_refused(left: list, right: list) -> None:
    with pytest.raises(ValueError, match=r"not the same|below zero"):
        flow(left, right)
