import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, OperationalError
from environ import Env

from alliance.shared.environment import database

# For the permission to open any connection; these are the tests' own, whichever database the suite runs on.
pytestmark = pytest.mark.django_db


def begin_request(connection: Any) -> None:
    """What Django does with each connection before a request and after it."""
    connection.close_if_unusable_or_obsolete()


def ask(connection: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM words")
        return str(cursor.fetchone()[0])


def write(path: Path, word: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE words (word)")
        connection.execute("INSERT INTO words VALUES (?)", [word])
    connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path / "site.sqlite3", "first")
    return tmp_path / "site.sqlite3"


@pytest.fixture
def connection(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    connection = ConnectionHandler({"default": database(Env(), "DATABASE_URL", default="")})["default"]
    yield connection
    connection.close()


def test_connection_outlives_a_request(connection: Any) -> None:
    begin_request(connection)
    ask(connection)
    opened = connection.connection
    begin_request(connection)
    begin_request(connection)
    ask(connection)

    assert connection.connection is opened


def test_next_request_reads_the_file_that_was_put_in_place(connection: Any, path: Path, tmp_path: Path) -> None:
    begin_request(connection)
    before = ask(connection)
    write(tmp_path / "backup.sqlite3", "second")
    os.replace(tmp_path / "backup.sqlite3", path)
    begin_request(connection)

    assert (before, ask(connection)) == ("first", "second")


def test_file_that_is_gone_is_not_read_on(connection: Any, path: Path) -> None:
    begin_request(connection)
    ask(connection)
    path.unlink()
    begin_request(connection)

    # A connection to a file that is not there makes an empty one.
    with pytest.raises(OperationalError, match="no such table"):
        ask(connection)


def test_database_in_memory_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
    connection = ConnectionHandler({"default": database(Env(), "DATABASE_URL", default="")})["default"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE words (word)")
        cursor.execute("INSERT INTO words VALUES ('first')")
    begin_request(connection)

    assert ask(connection) == "first"
