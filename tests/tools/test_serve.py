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
SECONDS = 60
# With debug pages no static files are collected, which is not what these tests are about.
ENVIRONMENT = {"PATH": os.environ["PATH"], "DEBUG": "1"}

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc, which is Linux's"),
]


def mail_of(database: Path) -> dict[str, str]:
    """The variables of a site with this database, and with its mail beside it."""
    return {"DATABASE_URL": f"sqlite:///{database}", "EMAIL_URL": f"filemail:///{database.parent}/mail"}


class Site:
    """A site started as `make run` starts it, on a port and a database of its own."""

    def __init__(self, database: Path, *, command: str = "serve", **environment: str) -> None:
        self.port = free_port()
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.local_environment", command],
            cwd=ROOT,
            env=ENVIRONMENT | mail_of(database) | environment | {"PORT": str(self.port)},
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
        return next((pid for pid in children(self.process.pid) if "granian" in command_line(pid)), None)

    def ticks(self) -> list[int]:
        return [pid for pid in children(self.process.pid) if "\0tick\0" in command_line(pid)]

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
    environment = ENVIRONMENT | mail_of(path)
    subprocess.run([sys.executable, "-m", "tools.local_environment", "prepare"], cwd=ROOT, env=environment, check=True)
    return path


@pytest.fixture
def database(prepared_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared_database, tmp_path))


@pytest.fixture
def site(database: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(database, **getattr(request, "param", {}))
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


def test_workers_do_not_interrupt_each_other(site: Site) -> None:
    site.await_readiness()

    assert {os.sched_getscheduler(pid) for pid in site.workers()} == {os.SCHED_BATCH}


def test_workers_have_one_heap_each_and_not_one_for_each_thread(site: Site) -> None:
    site.await_readiness()

    environments = [Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") for pid in site.workers()]

    assert [b"MALLOC_ARENA_MAX=1" in it for it in environments] == [True, True]


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


@pytest.mark.parametrize("site", [{"TICK": "2"}], indirect=True)
def test_site_sends_what_waits_while_it_is_served_and_says_where_it_goes(site: Site, database: Path) -> None:
    folder = database.parent / "mail"
    site.await_readiness()
    environment = ENVIRONMENT | mail_of(database)
    queue = (
        "from alliance.outbox.emails import queue; queue(to='a@b.example', subject='News', text='T', carries_key=False)"
    )

    command = [
        sys.executable,
        "-m",
        "tools.local_environment",
        "shell",
        "--no-imports",
        "-c",
        f"from django.conf import settings; settings.OUTBOX_SENDS_AT_ONCE = False; {queue}",
    ]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)

    site.await_that(lambda: folder.is_dir() and list(folder.iterdir()))
    site.await_that(lambda: "Mails sent: 1." in site.output)
    assert f"written to files in {folder}" in site.output


@pytest.mark.parametrize("site", [{"TICK": "2"}], indirect=True)
def test_tick_that_runs_when_the_site_is_stopped_does_not_outlive_it(site: Site) -> None:
    site.await_readiness()
    ticks: list[int] = []
    site.await_that(lambda: ticks.extend(site.ticks()) or ticks)

    site.process.send_signal(signal.SIGINT)

    assert site.process.wait(SECONDS) == 0
    assert gone(ticks)
    site.listen(0)
    assert "Traceback" not in site.output


@pytest.mark.parametrize("site", [{"command": "dev", "TICK": "2"}], indirect=True)
@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM])
def test_site_of_a_developer_is_ticked_too_and_leaves_nothing_behind(site: Site, ask: signal.Signals) -> None:
    site.await_that(site.answers)
    ticks: list[int] = []
    site.await_that(lambda: ticks.extend(site.ticks()) or ticks)
    servers = [pid for pid in children(site.process.pid) if "runserver" in command_line(pid)]
    started = [*ticks, *servers, *children(servers[0])]

    site.process.send_signal(ask)
    site.process.wait(SECONDS)

    assert len(started) >= 3
    site.await_that(lambda: gone(started))


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
        environment = ENVIRONMENT | mail_of(tmp_path / "site.sqlite3") | {"PORT": port}
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


def test_what_watches_the_server_holds_no_django_in_memory() -> None:
    loaded = "import sys, alliance.management.watch; print('django' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)

    assert said.stdout == "False\n"
