"""The ticker, by real processes that have no more to do than to run."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliance.management.ticker import Ticker, seconds_between_ticks

pytestmark = pytest.mark.server


class Clock:
    """A time that moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("alliance.management.ticker.time", clock)
    return clock


@pytest.fixture
def ticker(clock: Clock, tmp_path: Path) -> Iterator[Ticker]:
    """Ticks every minute, each of which says so and then runs until it is ended."""
    program = f"open({str(tmp_path / 'ticks')!r}, 'a').write('tick '); import signal; signal.pause()"
    ticker = Ticker([sys.executable, "-c", program], every=60, at_most=90)
    yield ticker
    ticker.end()


def test_first_tick_comes_soon_and_the_next_one_after_a_minute(clock: Clock) -> None:
    ticker = Ticker([sys.executable, "-c", ""], every=60)
    assert ticker.next_look() == clock.now + 3
    ticker.look()
    assert ticker.child is None

    clock.now += 3
    ticker.look()

    first = ticker.child
    assert first
    first.wait(20)
    ticker.look()
    assert ticker.child is None
    assert ticker.next_look() == clock.now + 60
    clock.now += 60
    ticker.look()
    assert ticker.child
    assert ticker.child.wait(20) == 0


def test_no_tick_starts_while_another_runs(clock: Clock, ticker: Ticker) -> None:
    clock.now += 3
    ticker.look()
    first = ticker.child

    clock.now += 60
    ticker.look()

    assert ticker.child is first


def test_tick_that_hangs_is_ended_and_the_next_one_starts(
    clock: Clock, ticker: Ticker, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.now += 3
    ticker.look()
    first = ticker.child
    assert first

    assert ticker.next_look() == clock.now + 90
    clock.now += 90
    ticker.look()

    assert first.returncode
    assert ticker.child not in {None, first}
    assert capsys.readouterr().err == "A tick took longer than 90 s and was ended.\n"


def test_tick_that_does_not_want_to_end_is_made_to(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alliance.management.ticker.SECONDS_TO_END", 0.1)
    ready = tmp_path / "ready"
    program = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f" open({str(ready)!r}, 'w').close()\nwhile True: signal.pause()"
    )
    ticker = Ticker([sys.executable, "-c", program], every=60)
    clock.now += 3
    ticker.look()
    child = ticker.child
    assert child
    deadline = time.monotonic() + 20
    while not ready.exists():
        assert time.monotonic() < deadline

    ticker.end()

    assert child.returncode == -9
    assert ticker.child is None


def test_ticks_can_be_left_to_somebody_else(clock: Clock) -> None:
    ticker = Ticker([sys.executable, "-c", ""], every=seconds_between_ticks({"TICK": "0"}))

    clock.now += 1000
    ticker.look()

    assert (ticker.child, ticker.next_look()) == (None, None)


@pytest.mark.parametrize("value", ["-1", "1.5", "3601", "often", "１"])
def test_value_that_is_no_number_of_seconds_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="TICK is"):
        seconds_between_ticks({"TICK": value})


def test_ticks_come_every_minute_where_nothing_is_said() -> None:
    assert seconds_between_ticks({}) == seconds_between_ticks({"TICK": ""}) == 60
