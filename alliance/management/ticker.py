import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MANAGE = [sys.executable, str(Path(__file__).resolve().parents[2] / "manage.py")]
# Silent when nothing was due.
TICK = [*MANAGE, "tick", "--verbosity", "0"]
SECONDS_TO_FIRST = 3
# Shorter than the leases of the jobs, so that none is overtaken by the next tick.
SECONDS_AT_MOST = 300
SECONDS_TO_END = 5
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def seconds_between_ticks(environment: Mapping[str, str]) -> int:
    """The value of TICK, 60 where there is none; 0 is for never. ValueError says what is wrong with it."""
    value = environment.get("TICK") or "60"
    if not (value.isascii() and value.isdigit() and int(value) <= 3600):
        raise ValueError(f"TICK is {value!r}; it must be a whole number of seconds from 1 to 3600, or 0 for no ticks.")
    return int(value)


class Ticker:
    """Runs a command every so many seconds as a child: never two at once, and none for longer than its bound.

    Whoever owns it calls `look` at the time that `next_look` names, or earlier.
    """

    def __init__(self, command: list[str], *, every: int, at_most: float = SECONDS_AT_MOST) -> None:
        self.command = command
        self.every = every
        self.at_most = at_most
        self.child: subprocess.Popen[bytes] | None = None
        self.due = time.monotonic() + min(SECONDS_TO_FIRST, every)
        self.overdue = 0.0

    def look(self) -> None:
        now = time.monotonic()
        if self.child and self.child.poll() is not None:
            self.child = None
        if self.child and now >= self.overdue:
            sys.stderr.write(f"A tick took longer than {self.at_most:g} s and was ended.\n")
            self.end()
        if self.every and not self.child and now >= self.due:
            # A group of its own, so that Ctrl-C reaches it through its owner alone.
            self.child = subprocess.Popen(self.command, process_group=0, preexec_fn=end_with_parent)
            self.due, self.overdue = now + self.every, now + self.at_most

    def next_look(self) -> float | None:
        """By time.monotonic; None when there is nothing to wait for. The end of a child is told by SIGCHLD."""
        if self.child:
            return self.overdue
        return self.due if self.every else None

    def end(self) -> None:
        """Ask the tick that runs to end, and make it."""
        if not self.child:
            return
        self.child.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(SECONDS_TO_END)
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.child = None


def end_with_parent() -> None:
    """In the child: ask Linux to stop it should its parent be killed; elsewhere it would run on."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
