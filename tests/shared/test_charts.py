import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.charts import FRAME, THINNEST, bars, percentages, round_top, steps

COUNTS = st.lists(st.integers(min_value=0, max_value=10**9), max_size=40)
AMOUNTS = st.lists(st.decimals(min_value=0, max_value=10**9, places=2), max_size=40)


def numbers(path: str) -> list[Decimal]:
    return [Decimal(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


@given(COUNTS | AMOUNTS)
def test_bars_are_as_long_as_their_values_and_none_leaves_the_frame(values: list) -> None:
    drawn = bars(enumerate(values))

    assert [(bar.key, bar.value) for bar in drawn] == list(enumerate(values))
    longest = max(values, default=0)
    for bar in drawn:
        assert 0 <= bar.length <= FRAME
        assert (bar.length == 0) == (bar.value == 0)
        if bar.length > THINNEST:
            assert abs(bar.length - Decimal(bar.value) * FRAME / Decimal(longest)) <= Decimal("0.005")
    if longest:
        assert max(bar.length for bar in drawn) == FRAME


@given(COUNTS | AMOUNTS)
def test_shares_make_a_hundred_and_are_less_than_one_off(values: list) -> None:
    shares = percentages(values)

    assert sum(shares) == (100 if any(values) else 0)
    for value, share in zip(values, shares, strict=True):
        if any(values):
            assert abs(share - Decimal(value) * 100 / Decimal(sum(values))) < Decimal("1.000001")


@given(COUNTS.filter(bool) | AMOUNTS.filter(bool))
def test_steps_stay_in_the_frame_and_reach_its_end(values: list) -> None:
    drawn = steps(values)

    assert drawn.top >= max(values)
    assert all(0 <= number <= FRAME for number in numbers(drawn.line) + numbers(drawn.area))
    assert drawn.line.endswith(f"H{FRAME}.00")
    assert drawn.line.count("H") == len(values)


def test_steps_are_as_high_as_their_values() -> None:
    drawn = steps([1, 3, 10])

    assert drawn.top == 10
    assert drawn.line == "M0 90.00V90.00H33.33V70.00H66.67V0.00H100.00"
    assert drawn.area == "M0 100V90.00H33.33V70.00H66.67V0.00H100.00V100Z"


def test_nothing_is_drawn_of_nothing() -> None:
    assert bars([]) == []
    assert percentages([]) == []
    assert (steps([]).line, steps([]).area) == ("", "")
    assert [bar.length for bar in bars([("a", 0), ("b", 0)])] == [0, 0]
    assert steps([0, 0]).line == "M0 100.00V100.00H50.00V100.00H100.00"


@pytest.mark.parametrize("draw", [steps, percentages, lambda values: bars(enumerate(values))])
def test_value_below_zero_is_refused(draw: object) -> None:
    with pytest.raises(ValueError, match="below zero"):
        draw([1, -1])


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (1, 1), (3, 3), (7, 8), (9, 10), (11, 20), (100, 100), (577, 600), (Decimal("0.4"), 1)]
)
def test_scale_ends_at_a_round_number(most: int, top: int) -> None:
    assert round_top(most) == top
