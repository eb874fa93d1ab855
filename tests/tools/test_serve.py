"""The watched server, by real processes: it comes back by itself, and stops when it is asked to."""

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tools.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20
# With debug pages no static files are collected, which is not what these tests are about.
ENVIRONMENT = {"PATH": os.environ["PATH"], "DEBUG": "1"}

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc, which is Linux's"),
]


class Site:
    """A site started as `make run` starts it, on a port and a database of its own."""

    def __init__(self, database: Path) -> None:
        self.port = free_port()
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.local_environment", "serve"],
            cwd=ROOT,
            env=ENVIRONMENT | {"PORT": str(self.port), "DATABASE_URL": f"sqlite:///{database}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def await_that(self, holds: Callable[[], object]) -> None:
        """Wait until it holds, looking again whenever the site says something, and now and then in between."""
        deadline = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < deadline, f"it did not become true in {SECONDS} s; the site said:\n{self.output}"
            self.listen(0.05)

    def listen(self, seconds: float) -> None:
        assert self.process.stdout
        if select.select([self.process.stdout], [], [], seconds)[0]:
            self.output += os.read(self.process.stdout.fileno(), 65536).decode()

    def answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def master(self) -> int | None:
        return next(iter(children(self.process.pid)), None)

    def workers(self) -> list[int]:
        master = self.master()
        return [pid for pid in children(master) if "granian" in command_line(pid)] if master else []

    def await_readiness(self) -> None:
        self.await_that(lambda: [thread_count(pid) > 1 for pid in self.workers()] == [True, True])
        self.await_that(self.answers)


def children(parent: int) -> list[int]:
    """The living processes that this one started, oldest first."""
    return sorted(pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if parent_of(pid) == parent)


def parent_of(pid: int) -> int | None:
    """None when there is no such process any more, or only its exit code is left of it."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return None if state in "ZX" else int(parent)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def thread_count(pid: int) -> int:
    """A worker has one thread until it serves."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


def gone(pids: list[int]) -> bool:
    return all(parent_of(pid) is None for pid in pids)


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "site.sqlite3"
    environment = ENVIRONMENT | {"DATABASE_URL": f"sqlite:///{path}"}
    subprocess.run([sys.executable, "-m", "tools.local_environment", "prepare"], cwd=ROOT, env=environment, check=True)
    return path


@pytest.fixture
def site(prepared_database: Path, tmp_path: Path) -> Iterator[Site]:
    site = Site(Path(shutil.copy(prepared_database, tmp_path)))
    yield site
    if site.process.poll() is None:
        site.process.send_signal(signal.SIGTERM)
    assert site.process.stdout
    with site.process.stdout:
        site.process.wait(SECONDS)


def test_site_comes_back_when_a_worker_is_killed_twice_in_a_row(site: Site) -> None:
    site.await_readiness()
    master, first = site.master(), site.workers()

    os.kill(first[-1], signal.SIGKILL)
    site.await_that(lambda: [pid for pid in site.workers() if pid not in first])
    os.kill(next(pid for pid in site.workers() if pid not in first), signal.SIGKILL)
    site.await_that(lambda: "Starting it again" in site.output)

    site.await_readiness()
    assert site.master() != master


def test_site_comes_back_when_its_master_is_killed(site: Site) -> None:
    site.await_readiness()
    master, orphans = site.master(), site.workers()
    assert master

    os.kill(master, signal.SIGKILL)
    site.await_that(lambda: "signal 9" in site.output)

    site.await_readiness()
    assert gone([master, *orphans])


@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM])
def test_site_stops_cleanly_when_it_is_asked_to(site: Site, ask: signal.Signals) -> None:
    site.await_readiness()
    started = [site.master() or 0, *site.workers()]

    site.process.send_signal(ask)
    code = site.process.wait(SECONDS)
    site.listen(0)

    assert code == 0
    assert gone(started)
    assert "Traceback" not in site.output
    assert "unasked" not in site.output
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", site.port))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_server_ends_when_the_process_that_watches_it_is_killed(site: Site) -> None:
    site.await_readiness()
    started = [site.master() or 0, *site.workers()]

    site.process.kill()
    site.process.wait(SECONDS)

    site.await_that(lambda: gone(started))


def test_taken_port_is_named_with_the_way_to_choose_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        environment = ENVIRONMENT | {"PORT": port, "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"}
        outcome = subprocess.run(
            [sys.executable, "-m", "tools.local_environment", "serve"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

    assert outcome.returncode != 0
    assert re.search(rf"Port {port} .* is taken", outcome.stderr)
    assert re.search(r"PORT=\d+ make run", outcome.stderr)
    assert "Traceback" not in outcome.stderr
