"""A look sees every commit that was made before it was asked for, and says so when it cannot see."""

import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alliance.pages.models import Page
from alliance.shared.content_version.holding import PostgresqlLook
from alliance.shared.content_version.looking import SqliteLook, Unreachable, looks_at
from alliance.shared.content_version.models import ContentVersion
from tests.races import at_once

TABLE = ContentVersion._meta.db_table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a file.sqlite3"
    write(path, f"CREATE TABLE {TABLE} (scope text PRIMARY KEY, number integer); PRAGMA journal_mode = WAL")
    write(path, f"INSERT INTO {TABLE} VALUES ('text', 1), ('members', 2)")
    return path


def write(path: Path, statements: str) -> None:
    """By a connection that opens and closes for it, as Django's do."""
    writer = sqlite3.connect(path, isolation_level=None)
    writer.executescript(statements)
    writer.close()


@pytest.fixture
def look(file: Path) -> Iterator[SqliteLook]:
    look = SqliteLook(str(file))
    yield look
    look.close()


def test_look_at_a_file_tells_the_version_of_each_scope(look: SqliteLook) -> None:
    assert look(("text",)) == (1,)
    assert look(("members", "text")) == (2, 1)
    assert look(("pages",)) == (None,)


def test_look_asks_only_when_something_was_committed(look: SqliteLook, file: Path) -> None:
    look(("text",))
    asked = []
    look.connection.set_trace_callback(asked.append)

    for _ in range(5):
        look(("text",))
    assert asked == []

    write(file, f"UPDATE {TABLE} SET number = 3 WHERE scope = 'text'")
    assert look(("text",)) == (3,)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "between", ["PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "ANALYZE", ""]
)
def test_look_sees_each_of_many_commits_whatever_becomes_of_the_log(look: SqliteLook, file: Path, between: str) -> None:
    for number in range(10, 60):
        write(file, f"UPDATE {TABLE} SET number = {number} WHERE scope = 'text'; {between}")
        assert look(("text",)) == (number,)


def test_what_is_not_committed_is_not_seen(look: SqliteLook, file: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute(f"UPDATE {TABLE} SET number = 9")
    assert look(("text",)) == (1,)
    writer.execute("ROLLBACK")
    assert look(("text",)) == (1,)
    writer.close()


def test_another_file_in_its_place_is_seen_within_a_second(
    look: SqliteLook, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = file.with_name("backup")
    shutil.copy(file, backup)
    write(backup, f"UPDATE {TABLE} SET number = 77")
    assert look(("text",)) == (1,)

    backup.replace(file)
    for name in ("-wal", "-shm"):
        file.with_name(file.name + name).unlink(missing_ok=True)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 1.1)

    assert look(("text",)) == (77,)
    write(file, f"UPDATE {TABLE} SET number = 78")
    assert look(("text",)) == (78,)


def test_a_file_without_a_write_ahead_log_is_asked_each_time(file: Path) -> None:
    write(file, "PRAGMA journal_mode = DELETE")
    look = SqliteLook(str(file))
    look(("text",))
    asked = []
    look.connection.set_trace_callback(asked.append)

    write(file, f"UPDATE {TABLE} SET number = 5")

    assert look(("text",)) == look(("text",)) == (5,)
    assert len(asked) == 2
    look.close()


def test_a_file_that_is_not_there_or_says_nothing_is_unreachable_and_back_when_it_is(
    tmp_path: Path, file: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    look = SqliteLook(str(elsewhere))
    with pytest.raises(Unreachable):
        look(("text",))
    elsewhere.write_bytes(b"not a database" * 100)
    with pytest.raises(Unreachable):
        look(("text",))
    assert elsewhere.exists()

    elsewhere.unlink()
    shutil.copy(file, elsewhere)

    assert look(("text",)) == (1,)
    look.close()


def test_nobody_sees_less_than_was_committed_while_many_write_and_read(look: SqliteLook, file: Path) -> None:
    """Each writer counts up by one and says so after the commit; no look that begins afterwards may find less."""
    committed = [0]
    turn = threading.Lock()
    ends = time.monotonic() + 1.5

    def count_up() -> None:
        writer = sqlite3.connect(file, isolation_level=None, timeout=20)
        while time.monotonic() < ends:
            with turn:
                writer.execute(f"UPDATE {TABLE} SET number = {committed[0] + 1} WHERE scope = 'members'")
                committed[0] += 1
            if random.random() < 0.1:
                writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
        writer.close()

    def read() -> int:
        looks = 0
        while time.monotonic() < ends:
            least = committed[0]
            (found,) = look(("members",))
            assert found >= least
            looks += 1
        return looks

    write(file, f"UPDATE {TABLE} SET number = 0 WHERE scope = 'members'")
    counts = at_once(count_up, count_up, read, read)

    assert committed[0] > 5
    assert min(counts[2:]) > 5


# At the database of the test, whichever it is


@pytest.mark.django_db(transaction=True)
def test_a_look_sees_what_was_committed_before_it() -> None:
    looks = looks_at("default")
    page = Page.objects.create(slug="a-page", title="A page", text="A page.")
    seen = {looks(("pages",))}

    for number in range(20):
        Page.objects.filter(pk=page.pk).update(title=f"Title {number}")
        seen.add(looks(("pages",)))

    assert len(seen) == 21
    assert looks(()) == ()
    looks.close()


class Turn:
    """A lock that counts who has come to it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.came = 0
        self.release = self.lock.release

    def acquire(self, timeout: float) -> bool:
        self.came += 1
        return self.lock.acquire(timeout=timeout)


class Slow(PostgresqlLook):
    """Takes as long as it is told, and counts its looks."""

    def __init__(self) -> None:
        super().__init__({}, lease=0)
        self.turn = Turn()
        self.go_on = threading.Semaphore(0)
        self.number = 0

    def _look(self) -> tuple[tuple[int, ...], bool]:
        number = self.number = self.number + 1
        assert self.go_on.acquire(timeout=20)
        if number == 4:
            raise OSError
        return (number,) * 4, True


def test_who_comes_during_a_look_shares_the_next_one() -> None:
    look = Slow()
    first = [Asking(look)]
    wait_until(lambda: look.number == 1)
    others = [Asking(look) for _ in range(5)]
    wait_until(lambda: look.turn.came == 6)

    for _ in range(2):
        look.go_on.release()

    assert [it.answer() for it in first] == [(1,)]
    assert {it.answer() for it in others} == {(2,)}
    assert look.number == 2


def test_who_waits_for_a_look_that_fails_does_not_wait_again() -> None:
    look = Slow()
    look.number = 3
    asking = [Asking(look)]
    wait_until(lambda: look.number == 4)
    asking += [Asking(look) for _ in range(3)]
    wait_until(lambda: look.turn.came == 4)

    look.go_on.release()

    assert {it.answer() for it in asking} == {Unreachable}
    assert look.number == 4


class Asking(threading.Thread):
    def __init__(self, look: PostgresqlLook) -> None:
        super().__init__(daemon=True)
        self.look = look
        self.found: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.found = self.look(("text",))
        except Unreachable:
            self.found = Unreachable

    def answer(self) -> Any:
        self.join(20)
        return self.found


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)
