"""Looks at the committed content version beside Django, whose queries cost a hundred times as much.

A look returns the versions of some scopes, None while migrations run, and raises `Unreachable`. What it returns was
committed after the look was asked for, or still held then: so whoever asked at the arrival of a request, and has what
belongs to this version, has nothing older than that request.
"""

import ctypes
import mmap
import os
import select
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db import connections

from alliance.shared.content_version.drawing import IS_QUIET, LEASE
from alliance.shared.content_version.models import ContentVersion
from alliance.shared.content_version.watched import SCOPES

if TYPE_CHECKING:
    import psycopg
    from psycopg.pq.abc import PGresult

Version = tuple[int | None, ...]
Scopes = tuple[str, ...]
TABLE = ContentVersion._meta.db_table
# Seconds in which an answer must have come; and how long a database that gave none is not asked again.
PATIENCE = 2
PAUSE = 1
# Of the index of SQLite's write-ahead log: the bytes of its header, and the version of its format.
HEADER = 48
VERSION_OF_INDEX = 3007000
# Goes on while the machine sleeps, where there is such a clock.
BOOTTIME = getattr(time, "CLOCK_BOOTTIME", None)
passing_time: Callable[[], float] = partial(time.clock_gettime, BOOTTIME) if BOOTTIME else time.monotonic


class Look(Protocol):
    def __call__(self, scopes: Scopes) -> Version: ...

    def close(self) -> None: ...


class Unreachable(Exception):
    """The database gives no answer."""


class SqliteLook:
    """One connection for the process, which is asked only when something was committed since it was asked last.

    Whether anything was, the index of the write-ahead log says, which all processes share in memory: its header is
    another after each commit (https://www.sqlite.org/walformat.html, section 2.1). While the connection is open, nobody
    deletes that file. Without a write-ahead log the connection is asked each time.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.turn = threading.Lock()
        self.connection: sqlite3.Connection | None = None
        self.index: mmap.mmap | bytes = b""
        self.answer: tuple[bytes, dict[str, int | None]] = (b"", {})
        self.file: tuple[int, int] = (0, 0)
        self.looked_at_file = -1.0

    def __call__(self, scopes: Scopes) -> Version:
        # Read before anything else: what was committed by now shows in it, or in the answer.
        header = self.index[:HEADER]
        known, numbers = self.answer
        if header != known or not header or time.monotonic() > self.looked_at_file + 1:
            numbers = self._ask()
        return tuple([numbers.get(scope) for scope in scopes])

    def _ask(self) -> dict[str, int | None]:
        with self.turn:
            try:
                connection = self._open()
                header = self.index[:HEADER]
                numbers = dict(connection.execute(f"SELECT scope, number FROM {TABLE}").fetchall())
            except (OSError, sqlite3.Error) as error:
                self._close()
                raise Unreachable from error
            # If there was a commit meanwhile, the header is another one by now, and the next look asks again.
            self.answer = header, numbers
            return numbers

    def _open(self) -> sqlite3.Connection:
        """A new connection where the file is another by now, as when a backup was put in its place."""
        found = os.stat(self.path)
        if self.connection is None or self.file != (found.st_ino, found.st_dev):
            self._close()
            address = f"{Path(self.path).absolute().as_uri()}?mode=rw"
            self.connection = sqlite3.connect(
                address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self.file = found.st_ino, found.st_dev
            is_logged = self.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            self.connection.execute(f"SELECT scope FROM {TABLE}").fetchall()
            self.index = index_of_log(self.path) if is_logged else b""
        self.looked_at_file = time.monotonic()
        return self.connection

    def close(self) -> None:
        with self.turn:
            self._close()

    def _close(self) -> None:
        self.answer, self.index = (b"", {}), b""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def index_of_log(path: str) -> mmap.mmap | bytes:
    """The shared memory of a write-ahead log; empty where it is not as its documentation says.

    It is never closed: closing any descriptor of a file ends all locks that the process has on it, SQLite's as well.
    """
    descriptor = os.open(f"{path}-shm", os.O_RDONLY)
    index = mmap.mmap(descriptor, 2 * HEADER, access=mmap.ACCESS_READ)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(index))
    version = int.from_bytes(index[:4], sys.byteorder)
    return index if version == VERSION_OF_INDEX and index[12] == 1 else b""


class PostgresqlLook:
    """One connection for the process. Requests that come while a look is under way share the next one.

    Whoever comes first takes the turn and looks; those who come meanwhile wait for it, and the first of them looks for
    all of them. What a look found while no writer had announced itself holds for `lease` seconds from its beginning:
    shorter than every writer waits after that (`drawing.py`). Nobody is asked meanwhile.

    The library is imported where it is used: it takes 7 MB of each worker, which a site on SQLite can do without.
    """

    def __init__(self, parameters: dict[str, Any], *, lease: float, clock: Callable[[], float] = passing_time) -> None:
        self.parameters = parameters
        self.lease = lease
        self.clock = clock
        self.turn = threading.Lock()
        self.begun = 0
        self.finished: tuple[int, Version] = (0, ())
        # Until when, what was found, and by scopes what of it was asked for.
        self.held: tuple[float, Version, dict[Scopes, Version]] = (0.0, (), {})
        self.connection: psycopg.Connection[Any] | None = None

    def __call__(self, scopes: Scopes) -> Version:
        until, found, answers = self.held
        if self.clock() >= until:
            found, answers = self._share(), {}
        answer = answers.get(scopes)
        if answer is None:
            answer = answers[scopes] = tuple([found[SCOPES.index(scope)] for scope in scopes])
        return answer

    def _share(self) -> Version:
        """What a look found that began after this was called."""
        import psycopg

        arrived = self.begun
        if not self.turn.acquire(timeout=2 * PATIENCE):
            raise Unreachable
        try:
            number, found = self.finished
            if number <= arrived:
                self.begun += 1
                began = self.clock()
                found, is_quiet = self._look()
                self.finished = self.begun, found
                self.held = began + self.lease if is_quiet else 0.0, found, {}
            elif not found:
                raise Unreachable
        except (psycopg.Error, OSError) as error:
            self._forget()
            # For all who wait: none of them tries in turn, and waits as long again.
            self.begun += 1
            self.finished = self.begun, ()
            raise Unreachable from error
        finally:
            self.turn.release()
        return found

    def _look(self) -> tuple[Version, bool]:
        """The versions; and whether, just before they were read, no writer had announced itself."""
        if self.connection is None:
            self._connect()
        *quiet, versions = self._results()
        numbers = [versions.get_value(0, place) for place in range(len(SCOPES))]
        is_quiet = [it.get_value(0, 0) for it in quiet] == [b"t"]
        return tuple([None if number is None else int(number) for number in numbers]), is_quiet

    def _connect(self) -> None:
        import psycopg

        self.connection = psycopg.connect(**self.parameters, autocommit=True)
        # Two statements of one message are one transaction: the second has to see what was committed before it.
        self.connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")
        # Older triggers, as of a backup that was just put in place, announce nothing.
        there = self.connection.execute("SELECT to_regproc(%s) IS NOT NULL", [IS_QUIET]).fetchone()
        self.is_leased = self.lease > 0 and there == (True,)
        self.connection.pgconn.prepare(b"look", QUERY.encode())
        self.poll = select.poll()
        self.poll.register(self.connection.pgconn.socket, select.POLLIN)

    def _results(self) -> "list[PGresult]":
        import psycopg
        from psycopg.pq import ExecStatus

        asked = self.connection.pgconn
        if self.is_leased:
            asked.send_query(f"SELECT {IS_QUIET}(); {QUERY}".encode())
        else:
            asked.send_query_prepared(b"look", None)
        results: list[PGresult] = []
        while True:
            while asked.is_busy():
                if not self.poll.poll(PATIENCE * 1000):
                    raise TimeoutError
                asked.consume_input()
            answer = asked.get_result()
            if answer is None:
                return results
            if answer.status != ExecStatus.TUPLES_OK:
                raise psycopg.OperationalError
            results.append(answer)

    def close(self) -> None:
        with self.turn:
            self._forget()

    def _forget(self) -> None:
        self.held = (0.0, (), {})
        if self.connection is not None:
            import psycopg

            with suppress(psycopg.Error):
                self.connection.close()
            self.connection = None


QUERY = "SELECT " + ", ".join(f"(SELECT number FROM {TABLE} WHERE scope = '{scope}')" for scope in SCOPES)


class Looks:
    """The looks of this process, and what they tell of the database: since when it is silent, what it said last."""

    def __init__(self, look: Look, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.look = look
        self.clock = clock
        self.known: dict[Scopes, Version] = {}
        self.numbers: dict[str, int | None] = {}
        self.answered_at = clock()
        self.asked_again_at = 0.0

    def __call__(self, scopes: Scopes) -> Version | None:
        if not scopes:
            return ()
        if self.asked_again_at and self.clock() < self.asked_again_at:
            raise Unreachable
        try:
            version = self.look(scopes)
        except Unreachable:
            self.asked_again_at = self.clock() + PAUSE
            raise
        self.asked_again_at = 0.0
        self.answered_at = self.clock()
        if self.known.get(scopes) != version:
            self.known[scopes] = version
            self.numbers.update(zip(scopes, version, strict=True))
        return None if None in version else version

    def close(self) -> None:
        self.look.close()

    def is_last_known(self, scopes: Scopes, version: Version) -> bool:
        """Whether no look has told of a later version."""
        return all(self.numbers.get(scope) == number for scope, number in zip(scopes, version, strict=True))

    @property
    def silence(self) -> float:
        """Seconds since the database answered last."""
        return self.clock() - self.answered_at


def looks_at(alias: str = "default") -> Looks:
    """At the database of this alias, as Django would connect to it."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        return Looks(SqliteLook(str(connection.settings_dict["NAME"])))
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in {"context", "cursor_factory", "prepare_threshold"}
    }
    parameters |= {"connect_timeout": PATIENCE, "application_name": "alliance-looks"}
    return Looks(PostgresqlLook(parameters, lease=LEASE if settings.CONTENT_VERSION_LEASE else 0))
