from io import StringIO

import pytest

from alliance.shared import progress
from alliance.shared.progress import ProgressLine


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_line_moves_on_as_work_goes_on(clock: list[float]) -> None:
    stream = StringIO()
    line = ProgressLine(stream, is_watched=True)

    for done in (1, 2, 3):
        clock[0] += 1
        line("Writing", done * 100, 300)

    first, second, third = stream.getvalue().split("\r")[1:]
    assert first.startswith("Writing [##########--------------------] 100/300")
    assert second.startswith("Writing [####################----------] 200/300 200/s")
    assert third.startswith("Writing [##############################] 300/300")
    assert third.endswith("\n")


def test_line_is_drawn_at_most_ten_times_a_second_and_at_the_end(clock: list[float]) -> None:
    stream = StringIO()
    line = ProgressLine(stream, is_watched=True)

    for done in range(1, 1001):
        clock[0] += 0.001
        line("Checking", done, 1000)

    assert 8 <= stream.getvalue().count("\r") <= 12
    assert stream.getvalue().count("\n") == 1


def test_nothing_is_drawn_where_nobody_watches() -> None:
    stream = StringIO()

    ProgressLine(stream, is_watched=False)("Writing", 1, 1)

    assert stream.getvalue() == ""
