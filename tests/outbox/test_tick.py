import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from post_office.models import Log

from alliance.management.commands import tick as command
from alliance.management.ticker import SECONDS_AT_MOST
from alliance.outbox.emails import queue
from alliance.outbox.models import Lease, Mail
from alliance.outbox.sending import SECONDS_FOR_ONE_RUN, send_due
from tests.races import at_once


def tick(**options: Any) -> str:
    output = StringIO()
    call_command("tick", stdout=output, **options)
    return output.getvalue()


def write(count: int = 1) -> None:
    for number in range(count):
        queue(to="ann@example.org", subject=f"Number {number}", text="The text.", carries_key=False)


@pytest.fixture
def expired_session(db: None) -> Session:
    return Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))


@pytest.fixture
def old_mail(db: None) -> Mail:
    """Sent longer ago than mails are kept."""
    write()
    send_due()
    Mail.objects.update(last_updated=timezone.now() - timedelta(days=31))
    return Mail.objects.get()


def test_tick_does_what_is_due_and_says_so(expired_session: Session, old_mail: Mail) -> None:
    write(2)

    output = tick()

    assert output.splitlines() == [
        "Expired sessions that were deleted: 1.",
        "Old mails that were deleted: 1.",
        "Mails sent: 2.",
    ]
    assert not Session.objects.exists()
    assert Mail.objects.count() == 2


@pytest.mark.django_db
def test_second_tick_finds_nothing_to_do() -> None:
    write()
    tick()

    assert tick() == "Nothing was due.\n"
    assert tick(verbosity=0) == ""
    assert len(mail.outbox) == 1


def test_dry_run_says_what_would_be_done_and_writes_nothing(expired_session: Session, old_mail: Mail) -> None:
    write(2)
    mail.outbox.clear()
    before = list(Mail.objects.order_by("pk").values())

    output = tick(dry_run=True)

    assert output.splitlines() == [
        "Expired sessions that would be deleted: 1.",
        "Old mails that would be deleted: 1.",
        "Mails that would be sent: 2.",
    ]
    assert mail.outbox == []
    assert list(Mail.objects.order_by("pk").values()) == before
    assert Session.objects.exists()
    assert not Lease.objects.exists()


@pytest.mark.django_db
def test_mail_is_kept_as_long_as_the_setting_says_and_its_errors_go_with_it(settings: Any) -> None:
    settings.OUTBOX_KEPT_DAYS = 2
    settings.EMAIL_DELIVERY_BACKEND = "tests.outbox.deliverers.Unreachable"
    write()
    send_due()
    send_due(now=timezone.now() + timedelta(days=4))
    Mail.objects.update(last_updated=timezone.now() - timedelta(days=1, hours=23))
    assert tick() == "Nothing was due.\n"
    assert Log.objects.exists()
    Mail.objects.update(last_updated=timezone.now() - timedelta(days=2))

    assert tick() == "Old mails that were deleted: 1.\n"
    assert not Log.objects.exists()


@pytest.mark.django_db
def test_mail_that_waits_is_never_purged() -> None:
    write()
    Mail.objects.update(last_updated=timezone.now() - timedelta(days=400))

    assert tick() == "Mails sent: 1.\n"


@pytest.mark.django_db
def test_failing_job_fails_the_tick_while_the_others_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(**given: Any) -> Iterator[str]:
        yield "A step."
        raise LookupError("a stone")

    monkeypatch.setattr(command, "JOBS", [stumble, *command.JOBS])
    write()

    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match=r"stumble\.$") as failure:
        tick()

    assert failure.value.returncode == 1
    assert "a stone" in caplog.text
    assert len(mail.outbox) == 1
    assert not Lease.objects.exclude(holder=None).exists()


def test_lease_outlasts_a_tick_and_a_tick_the_sending() -> None:
    assert SECONDS_FOR_ONE_RUN < SECONDS_AT_MOST < command.LEASE_LASTS.total_seconds()


@pytest.mark.django_db
def test_tick_leaves_alone_what_another_tick_is_at(expired_session: Session) -> None:
    write()
    now = timezone.now()

    with ExitStack() as other:
        for job in command.JOBS:
            other.enter_context(Lease.objects.held(f"tick: {job.__name__}", now=now, lasts=command.LEASE_LASTS))
        output = tick()

    assert output.splitlines()[-1] == "Another tick is at it: send_mails."
    assert Session.objects.exists()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_each_mail_once() -> None:
    write(20)

    at_once(tick, tick)

    assert sorted(message.subject for message in mail.outbox) == sorted(f"Number {number}" for number in range(20))


@pytest.mark.django_db(transaction=True)
def test_job_that_two_ticks_come_to_at_once_is_run_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[bool] = []
    other_is_over = threading.Event()

    def sweep(**given: Any) -> Iterator[str]:
        runs.append(other_is_over.wait(20))
        yield "Swept."

    def run() -> str:
        output = tick()
        other_is_over.set()
        return output

    monkeypatch.setattr(command, "JOBS", [sweep])

    outputs = at_once(run, run)

    assert sorted(outputs) == ["Another tick is at it: sweep.\n", "Swept.\n"]
    assert runs == [True]


@pytest.mark.django_db
def test_expired_entries_of_a_cache_in_the_database_are_deleted(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    }
    call_command("createcachetable", verbosity=0)
    cache.set("fresh", 1, timeout=600)
    cache.set("expired", 1, timeout=-1)

    would, did = tick(dry_run=True), tick()

    assert would == "Expired cache entries that would be deleted: 1.\n"
    assert did == "Expired cache entries that were deleted: 1.\n"
    assert cache.get("fresh") == 1
    assert tick() == "Nothing was due.\n"
