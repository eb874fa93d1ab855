"""Looks at the committed content version beside Django, whose queries cost a hundred times as much.

A look returns the versions of some scopes, None while migrations run, and raises `Unreachable`. What it returns was
committed after the look was asked for, or still held then: so whoever asked at the arrival of a request, and has what
belongs to this version, has nothing older than that request.
"""

import ctypes
import mmap
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from django.db import connections

from alliance.shared.content_version.models import ContentVersion

Version = tuple[int | None, ...]
Scopes = tuple[str, ...]
TABLE = ContentVersion._meta.db_table
# Seconds in which an answer must have come; and how long a database that gave none is not asked again.
PATIENCE = 2
PAUSE = 1
# Of the index of SQLite's write-ahead log: the bytes of its header, and the version of its format.
HEADER = 48
VERSION_OF_INDEX = 3007000


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
    # Its library takes 7 MB of each worker, which a site on SQLite can do without.
    from alliance.shared.content_version.holding import look_at

    return Looks(look_at(connection.get_connection_params()))
