"""Looks at the version in PostgreSQL. What one finds holds for a moment: docs/adr/0017-readers-hold-the-version.md."""

import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from alliance.shared.content_version.drawing import IS_QUIET
from alliance.shared.content_version.looking import PATIENCE, TABLE, Scopes, Unreachable, Version
from alliance.shared.content_version.notice import LEASE
from alliance.shared.content_version.watched import SCOPES

QUERY = "SELECT " + ", ".join(f"(SELECT number FROM {TABLE} WHERE scope = '{scope}')" for scope in SCOPES)
OF_DJANGO = {"context", "cursor_factory", "prepare_threshold"}
# Goes on while the machine sleeps, where there is such a clock.
BOOTTIME = getattr(time, "CLOCK_BOOTTIME", None)
passing_time: Callable[[], float] = partial(time.clock_gettime, BOOTTIME) if BOOTTIME else time.monotonic


class PostgresqlLook:
    """One connection for the process. Requests that come while a look is under way share the next one.

    Whoever comes first takes the turn and looks; those who come meanwhile wait for it, and the first of them looks for
    all of them. What a look found while no writer had announced itself holds for `lease` seconds from its beginning:
    shorter than every writer waits after that (`drawing.py`). Nobody is asked meanwhile.
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
        self.connection = psycopg.connect(**self.parameters, autocommit=True)
        # Two statements of one message are one transaction: the second has to see what was committed before it.
        self.connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")
        # Older triggers, as of a backup that was just put in place, announce nothing.
        there = self.connection.execute("SELECT to_regproc(%s) IS NOT NULL", [IS_QUIET]).fetchone()
        self.is_leased = self.lease > 0 and there == (True,)
        self.connection.pgconn.prepare(b"look", QUERY.encode())
        self.poll = select.poll()
        self.poll.register(self.connection.pgconn.socket, select.POLLIN)

    def _results(self) -> list[PGresult]:
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
            with suppress(psycopg.Error):
                self.connection.close()
            self.connection = None


def look_at(parameters: dict[str, Any]) -> PostgresqlLook:
    """With a connection like Django's, but for what concerns its cursors."""
    known = {it: value for it, value in parameters.items() if it not in OF_DJANGO}
    known |= {"connect_timeout": PATIENCE, "application_name": "alliance-looks"}
    return PostgresqlLook(known, lease=LEASE if settings.CONTENT_VERSION_LEASE else 0)
