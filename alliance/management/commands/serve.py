import errno
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from alliance.management.ticker import TICK, Ticker, end_with_parent, seconds_between_ticks
from alliance.shared.sample import is_loopback

SERVER = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--runtime-mode", "mt"),
    *("--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "10s", "--no-ws"),
    *("--log-level", "warning", "alliance.wsgi:application"),
]
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
# Somewhat longer than the server gives its own workers.
SECONDS_TO_STOP = 15
# A worker that is still starting does not hear that it should stop, and would be waited for in vain.
SECONDS_TO_START = 10
SECONDS_TO_STOP_YOUNG = 2
SECONDS_OF_HEALTH = 30
LONGEST_PAUSE = 30


class Command(BaseCommand):
    help = "Prepare the site and serve it at HOST and PORT, starting the server again whenever it ends unasked."
    # Checks import every view; `make check` runs them, and a start should be quick.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            host, port = listening_address(os.environ)
            address = resolve(host)
            ticker = Ticker(TICK, every=seconds_between_ticks(os.environ))
            refuse_exposed_sample(host, address)
            refuse_taken_port(address, port)
            call_command("prepare")
            close_connections()
            watch = Watch(SERVER, address, port, ticker)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            sys.exit(130)
        self.stdout.write(f"Serving {settings.SITE_URL} from {address}, port {port}. Ctrl-C stops it.")
        self.stdout.write(where_mail_goes())
        self.stdout.flush()
        watch.keep_alive()


def listening_address(environment: Mapping[str, str]) -> tuple[str, int]:
    """The host, without brackets, and the port to listen on; ValueError says what is wrong with PORT."""
    port = environment.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise ValueError(f"PORT is {port!r}; it must be a whole number from 1 to 65535.")
    return (environment.get("HOST") or "127.0.0.1").strip("[]"), int(port)


def resolve(host: str) -> str:
    """The numeric address of a host, IPv4 where it has both; ValueError when it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise ValueError(f"HOST is {host!r}, which is not the name or address of this machine.") from error
    return str(min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0])


def refuse_exposed_sample(host: str, address: str) -> None:
    if settings.SAMPLE_DATA and not is_loopback(address):
        raise CommandError(
            f"HOST is {host!r}, where others can reach the site, and everybody knows the sign-ins of the sample data."
            " Set HOST to 127.0.0.1, or SAMPLE_DATA to 0."
        )


def where_mail_goes() -> str:
    if settings.EMAIL_FILE_PATH:
        return f"Mail is not sent but written to files in {settings.EMAIL_FILE_PATH}."
    return f"Mail is sent by {settings.EMAIL_HOST}, port {settings.EMAIL_PORT}."


def refuse_taken_port(address: str, port: int) -> None:
    try:
        try_port(address, port)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise CommandError(f"HOST is {address!r}, which is not an address of this machine.") from error
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        other = port + 1 if 1024 <= port < 65535 else 8000
        raise CommandError(f"Port {port} of {address} {why}. To choose another port: PORT={other} make run") from error


def close_connections() -> None:
    """The watching process needs no database, and must not fork with a pool's threads running."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def try_port(address: str, port: int) -> None:
    """Take the port for a moment; OSError when somebody else holds it."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        probe.listen()


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
        server = subprocess.Popen(self.command, process_group=0, preexec_fn=end_with_parent)
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
