"""Keeps the server running: without Django, whose modules would take memory for as long as the site runs.

python -m alliance.management.watch ADDRESS PORT      as `serve` goes on once the site is prepared
"""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from alliance.management.ticker import TICK, Ticker, end_with_parent, seconds_between_ticks

SERVER = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--runtime-mode", "mt"),
    *("--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "10s", "--no-ws"),
    *("--log-level", "warning", "alliance.wsgi:application"),
]
# glibc gives threads heaps of their own, which under Python's lock is memory for nothing: 8 MB for each worker.
ALLOCATOR = {"MALLOC_ARENA_MAX": "1"}
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
# Somewhat longer than the server gives its own workers.
SECONDS_TO_STOP = 15
# A worker that is still starting does not hear that it should stop, and would be waited for in vain.
SECONDS_TO_START = 10
SECONDS_TO_STOP_YOUNG = 2
SECONDS_OF_HEALTH = 30
LONGEST_PAUSE = 30


class Watch:
    """Keeps one server running, and has it ticked, until this process is asked to stop.

    The server gives up when its workers die in quick succession, and workers that outlive their master keep the port.
    """

    def __init__(self, command: list[str], address: str, port: int, ticker: Ticker) -> None:
        self.command = [*command, "--host", address, "--port", str(port)]
        self.address = address
        self.port = port
        self.ticker = ticker
        self.stopping = False
        # Signals arrive as bytes to be read, so that nothing happens half way through anything else.
        self.arrivals, wakeup = socket.socketpair()
        wakeup.setblocking(False)
        signal.set_wakeup_fd(wakeup.detach())
        for number in STOP_SIGNALS | {signal.SIGCHLD}:
            signal.signal(number, lambda *_: None)

    def keep_alive(self) -> None:
        try:
            self.start_again_and_again()
        finally:
            self.ticker.end()

    def start_again_and_again(self) -> None:
        pause = 0
        while not self.stopping:
            started = time.monotonic()
            outcome = self.run_once()
            if self.stopping:
                return
            pause = 0 if time.monotonic() - started > SECONDS_OF_HEALTH else pause
            sys.stderr.write(f"{outcome} Starting it again{f' in {pause} s' if pause else ''}.\n")
            self.rest(pause)
            pause = min(pause * 2 or 1, LONGEST_PAUSE)

    def run_once(self) -> str:
        """Start the server, wait for its end, end what it left behind, and say how it ended."""
        try:
            try_port(self.address, self.port)
        except OSError as error:
            return f"Port {self.port} of {self.address} cannot be used: {error.strerror}."
        # A group of its own, so that this process alone passes signals on and can end exactly what it started.
        environment = ALLOCATOR | os.environ
        server = subprocess.Popen(self.command, env=environment, process_group=0, preexec_fn=end_with_parent)
        started = time.monotonic()
        while server.poll() is None and not self.stopping:
            self.ticker.look()
            self.await_signal(until=self.ticker.next_look())
        if server.poll() is None:
            young = time.monotonic() - started < SECONDS_TO_START
            self.stop(server, SECONDS_TO_STOP_YOUNG if young else SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        self.await_free_port()
        code = server.wait()
        return f"The server ended unasked ({f'signal {-code}' if code < 0 else f'code {code}'})."

    def stop(self, server: subprocess.Popen[bytes], seconds: float) -> None:
        """Let the requests in flight finish, for so long at most; whoever asks again does not want to wait."""
        asked = time.monotonic()
        # To the master alone, and once: a second signal would make a worker drop the request that it answers.
        server.terminate()
        while server.poll() is None and time.monotonic() < asked + seconds:
            # A signal to the whole group of `make` comes twice, at once.
            if self.await_signal(until=asked + seconds) and time.monotonic() > asked + 1:
                break

    def await_free_port(self) -> None:
        """The kernel takes a moment to end a group; a server started before that would find the port taken."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            try:
                return try_port(self.address, self.port)
            except OSError:
                time.sleep(0.02)

    def rest(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < deadline:
            self.await_signal(until=deadline)

    def await_signal(self, *, until: float | None) -> bool:
        """Wait for any signal, at most until then; whether it was one that asks to stop."""
        seconds = None if until is None else max(0.0, until - time.monotonic())
        ready, _, _ = select.select([self.arrivals], [], [], seconds)
        asked_to_stop = bool(ready and STOP_SIGNALS & set(self.arrivals.recv(4096)))
        self.stopping = self.stopping or asked_to_stop
        return asked_to_stop


def work_in_batches() -> None:
    """This process, and what it starts, no longer interrupts whoever is at work when it is woken, where Linux is asked.

    The threads of a worker pass each request on to one another. So they do it half as often one by one, and a stored
    page takes a third less work (docs/adr/0016-readers-ask-for-the-version.md).
    """
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def try_port(address: str, port: int) -> None:
    """Take the port for a moment; OSError when somebody else holds it."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        probe.listen()


if __name__ == "__main__":
    work_in_batches()
    try:
        Watch(SERVER, sys.argv[1], int(sys.argv[2]), Ticker(TICK, every=seconds_between_ticks(os.environ))).keep_alive()
    except KeyboardInterrupt:
        sys.exit(130)
