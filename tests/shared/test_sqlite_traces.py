"""On PostgreSQL there is nothing to do, and nothing is said."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from alliance.shared.sqlite_traces import are_traces_unwanted, leave_no_traces, want_no_traces


def tick(**options: bool) -> list[str]:
    output = StringIO()
    call_command("tick", stdout=output, **options)
    return output.getvalue().splitlines()


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


@pytest.mark.django_db(transaction=True)
def test_traces_go_with_the_commit() -> None:
    with transaction.atomic():
        want_no_traces()
        assert are_traces_unwanted() == is_sqlite()

    assert not are_traces_unwanted()


@pytest.mark.django_db(transaction=True)
def test_change_that_is_rolled_back_asks_for_nothing() -> None:
    with transaction.atomic():
        want_no_traces()
        transaction.set_rollback(True)

    assert not are_traces_unwanted()


@pytest.mark.django_db
def test_what_cannot_be_done_now_stays_wanted() -> None:
    want_no_traces()
    if is_sqlite():
        # Nothing can be written anew within a transaction, such as the one of this test.
        assert not leave_no_traces()

    assert are_traces_unwanted() == is_sqlite()


@pytest.mark.django_db(transaction=True)
def test_tick_does_what_could_not_be_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(transaction, "on_commit", lambda *_, **__: None)
        want_no_traces()

    would, did, again = tick(dry_run=True), tick(), tick()

    words = ["The database would be written anew, without traces of what was erased."] if is_sqlite() else []
    assert would == (words or ["Nothing was due."])
    assert did == ([words[0].replace("would be", "was")] if words else ["Nothing was due."])
    assert again == ["Nothing was due."]
