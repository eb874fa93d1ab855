import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, OperationalError, models
from django.test.utils import isolate_apps
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


@isolate_apps("alliance.pages")
def test_table_that_a_trigger_of_another_writes_can_be_rebuilt(connection: Any) -> None:
    class Word(models.Model):
        word = models.CharField(max_length=10)

        class Meta:
            app_label = "pages"

        def __str__(self) -> str:
            return self.word

    with connection.schema_editor() as editor:
        editor.create_model(Word)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER kept AFTER INSERT ON words BEGIN UPDATE pages_word SET word = NEW.word; END")
        cursor.execute("INSERT INTO pages_word (word) VALUES ('first')")

    longer = models.CharField(max_length=10, unique=True)
    longer.set_attributes_from_name("word")
    with connection.schema_editor() as editor:
        editor.alter_field(Word, Word._meta.get_field("word"), longer)

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO words VALUES ('second')")
        cursor.execute("SELECT word FROM pages_word")
        assert cursor.fetchall() == [("second",)]
        cursor.execute("PRAGMA legacy_alter_table")
        assert cursor.fetchone() == (0,)


def test_rows_that_were_left_half_way_hold_nobody_at_an_earlier_state(connection: Any, path: Path) -> None:
    def words() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT word FROM n, words"
            )
            while row := cursor.fetchone():
                yield row[0]

    begin_request(connection)
    left = words()
    assert next(left) == "first"
    left.close()
    with sqlite3.connect(path) as other:
        other.execute("UPDATE words SET word = 'second'")
    other.close()
    begin_request(connection)

    assert ask(connection) == "second"
