import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.spreadsheets import BEGINNINGS, guarded, unguarded


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠SUM(A1)", "=cmd|' /C calc'!A0"],
)
def test_formula_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Men for Care", "1=1", "'Amani", "https://care.example"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


@given(st.text())
def test_no_guarded_cell_is_a_formula(cell: str) -> None:
    assert not guarded(cell).startswith(BEGINNINGS)


@given(st.text().filter(lambda cell: unguarded(cell) == cell))
def test_guarded_cell_is_read_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
