"""A line in a terminal that moves while work goes on."""

import time
from typing import TextIO

WIDTH = 30
# Seconds between two movements: a terminal is slower than the work.
PAUSE = 0.1


class ProgressLine:
    """Draws how far each kind of work is; draws nothing where nobody watches, so that logs stay readable."""

    def __init__(self, stream: TextIO, *, is_watched: bool) -> None:
        self.stream, self.is_watched = stream, is_watched
        self.drawn_at = 0.0
        self.what, self.started = "", 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        if not self.is_watched:
            return
        now = time.monotonic()
        if what != self.what:
            self.what, self.started, self.drawn_at = what, now, 0.0
        if done < of and now - self.drawn_at < PAUSE:
            return
        self.drawn_at = now
        filled = WIDTH * done // of
        speed = done / max(now - self.started, 0.001)
        bar = f"{what} [{'#' * filled}{'-' * (WIDTH - filled)}] {done:,}/{of:,} {speed:,.0f}/s"
        self.stream.write(f"\r{bar}\x1b[K" + ("\n" if done == of else ""))
        self.stream.flush()
