"""Changes of public content, as readers notice them: the version of one scope becomes another one.

A change of a row does the same by its trigger. What the change itself costs is no part of what is measured.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg

from alliance.shared.content_version.notice import ANNOUNCE
from bench.sites import Site

DRAWN = {"SQLite": "random()", "PostgreSQL": "hashtextextended(gen_random_uuid()::text, 0)"}
# As the triggers do, in the transaction of the change: see docs/adr/0017-readers-hold-the-version.md.
ANNOUNCED = {"SQLite": "", "PostgreSQL": f"{ANNOUNCE};"}


class Connection(Protocol):
    def execute(self, query: Any) -> Any: ...


@contextmanager
def changing(site: Site) -> Iterator["Changer"]:
    address = site.environment["DATABASE_URL"]
    connection: Any
    if site.database == "SQLite":
        connection = sqlite3.connect(
            address.removeprefix("sqlite:///"), isolation_level=None, timeout=10, check_same_thread=False
        )
    else:
        connection = psycopg.connect(address, autocommit=True)
    try:
        yield Changer(connection, drawn=DRAWN[site.database], announced=ANNOUNCED[site.database])
    finally:
        connection.close()


class Changer:
    def __init__(self, connection: Connection, *, drawn: str, announced: str) -> None:
        self.connection = connection
        self.drawn = drawn
        self.announced = announced

    def change(self, scope: str) -> None:
        self.connection.execute(
            f"{self.announced} UPDATE content_version_contentversion"  # noqa: S608 - every word is of this module
            f" SET number = {self.drawn} WHERE scope = '{scope}'"
        )

    @contextmanager
    def once_a_second(self, scope: str) -> Iterator[None]:
        is_over = threading.Event()

        def go_on() -> None:
            while not is_over.wait(1):
                self.change(scope)

        # At once as well, so that a run of a second has one whole change in it.
        self.change(scope)
        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
