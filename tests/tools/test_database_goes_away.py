"""A site whose PostgreSQL ends, or falls silent, while it is read: what readers get, and how soon all is well."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest

from tests.tools.nodes import (
    PROGRAMS,
    ROOT,
    SECONDS,
    Answer,
    ask,
    ask_on,
    await_that,
    environment_of,
    manage,
    must_be_installed,
    node,
)
from tests.tools.test_serve import children
from tools import postgres

READERS = 4
STORED = ("/beliefs/", "/principles/participation/", "/editions/1.0/text.json", "/about/")
# Pages that name or count organisations, though they were read; a form; and a page that nobody read.
NEEDING = ("/", "/members/", "/accounts/login/", "/fr/licence/")
# Within which all is as before, once the database answers again.
SECONDS_TO_RECOVER = 2

pytestmark = pytest.mark.server


@dataclass
class Site:
    port: int
    database: postgres.Cluster
    environment: dict[str, str]

    def ask(self, path: str) -> Answer:
        return ask(self.port, path, Host=self.environment["ALLOWED_HOSTS"])

    def is_well(self) -> bool:
        """Of several workers, very likely each: so often, each time on a new connection."""
        return all(self.ask(path).status == 200 for path in (*NEEDING[:3], "/healthz") for _ in range(4))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    must_be_installed(postgres.PACKAGE)
    folder = tmp_path_factory.mktemp("outage")
    with ExitStack() as ends:
        database = ends.enter_context(postgres.throwaway_cluster(PROGRAMS[postgres.PACKAGE]))
        database.start()
        environment = environment_of(database.address, folder, SITE_URL="http://127.0.0.1")
        manage(environment, "prepare")
        port = ends.enter_context(node(environment, folder))
        yield Site(port, database, environment)


@dataclass
class Reader:
    """Reads on one connection, so that one worker answers, which stored each page when it was read first."""

    rounds: int = 0
    failed: list[tuple[str, int]] = field(default_factory=list)
    aged: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)

    def keep_reading(self, site: Site, over: Event) -> None:
        with closing(HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
            while not over.wait(0.01):
                for path in STORED:
                    self.read(connection, path, site.environment["ALLOWED_HOSTS"])
                self.rounds += 1

    def read(self, connection: HTTPConnection, path: str, host: str) -> None:
        answer = ask_on(connection, path, Host=host)
        if answer.status != 200:
            self.failed.append((path, answer.status))
        is_aged = "age" in answer.headers
        assert is_aged == ("the database cannot be reached" in answer.headers.get("cache-status", ""))
        (self.aged if is_aged else self.fresh).add(path)


@contextmanager
def readers(site: Site) -> Iterator[list[Reader]]:
    """Some who read all the while, and met no error by the end of the block."""
    over, found = Event(), [Reader() for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as threads:
        acts: list[Future[None]] = [threads.submit(reader.keep_reading, site, over) for reader in found]
        try:
            await_that(lambda: all(reader.rounds >= 2 for reader in found) or any(act.done() for act in acts))
            yield found
        finally:
            over.set()
        for act in acts:
            act.result()


def end(database: postgres.Cluster, how: signal.Signals) -> Callable[[], None]:
    """End it as `pg_ctl stop` does, and return what starts it again."""
    assert database.server
    database.server.send_signal(how)
    database.server.wait(SECONDS)
    return database.start


def silence(database: postgres.Cluster) -> Callable[[], None]:
    """Have it answer nobody, though it takes connections, and return what has it answer again."""
    assert database.server
    processes = [database.server.pid, *children(database.server.pid)]

    def resume() -> None:
        for process in reversed(processes):
            os.kill(process, signal.SIGCONT)

    for process in processes:
        os.kill(process, signal.SIGSTOP)
    return resume


@pytest.mark.parametrize(
    "take_away",
    [
        pytest.param(lambda database: end(database, signal.SIGINT), id="stopped"),
        pytest.param(lambda database: end(database, signal.SIGQUIT), id="stopped at once, as in a crash"),
        pytest.param(silence, id="silent"),
    ],
)
def test_the_text_is_read_without_an_error_and_all_is_well_two_seconds_after_the_database(
    site: Site, take_away: Callable[[postgres.Cluster], Callable[[], None]]
) -> None:
    await_that(site.is_well)
    with readers(site) as reading:
        give_back = take_away(site.database)
        try:
            await_that(lambda: all(reader.aged == set(STORED) for reader in reading))
            for path in NEEDING:
                answer = site.ask(path)
                assert (path, answer.status) == (path, 503)
                assert answer.headers["retry-after"] == "30"
                assert "cannot reach its records" in answer.text or path.startswith("/fr/")
                assert "<h1" in answer.text
                assert "age" not in answer.headers
            assert site.ask("/healthz").status == 503
        finally:
            give_back()
            back = time.monotonic()
        last_failure = back
        while not site.is_well():
            last_failure = time.monotonic()
            assert last_failure < back + SECONDS
        for reader in reading:
            reader.fresh.clear()
            reader.aged.clear()
        await_that(lambda: all(reader.fresh == set(STORED) for reader in reading))

    assert last_failure - back < SECONDS_TO_RECOVER
    assert [reader.failed for reader in reading] == [[]] * READERS
    assert [reader.aged for reader in reading] == [set()] * READERS


def test_a_site_that_starts_without_its_database_says_so_and_comes_up_once_it_is_there(tmp_path: Path) -> None:
    must_be_installed(postgres.PACKAGE)
    with postgres.throwaway_cluster(PROGRAMS[postgres.PACKAGE]) as database:
        environment = environment_of(database.address, tmp_path, SITE_URL="http://127.0.0.1")
        port = str(postgres.free_port())
        outcome = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment | {"PORT": port},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

        assert outcome.returncode == 1
        assert "The database of DATABASE_URL cannot be used" in outcome.stderr
        assert "Traceback" not in outcome.stderr
        database.start()
        with node(environment, tmp_path) as answering:
            assert ask(answering, "/beliefs/", Host="127.0.0.1").status == 200
