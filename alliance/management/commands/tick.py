import logging
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alliance.housekeeping import clear_cache, clear_sessions, clear_traces
from alliance.outbox.jobs import purge_mails, send_mails
from alliance.outbox.models import Lease
from members.jobs import delete_expired_invitations, know_the_register, remind_of_editions, write_about_editions
from principles.jobs import take_editions_into_effect

# A job takes `now` and `dry_run` and says in sentences what it did, or would do. It may run at any time, any number of
# times and after having been killed half way; two ticks never run the same one at once.
Job = Callable[..., Iterable[str]]
JOBS: list[Job] = [
    take_editions_into_effect,
    write_about_editions,
    remind_of_editions,
    clear_sessions,
    clear_cache,
    delete_expired_invitations,
    purge_mails,
    clear_traces,
    know_the_register,
    # Last, since it waits for others, and since it sends what those before it have queued.
    send_mails,
]
# Longer than a tick may take, see alliance/management/ticker.py.
LEASE_LASTS = timedelta(minutes=6)

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Do all that time brings: take editions into effect, write to organisations, send mail, clear what has expired."
        " Safe to repeat, and to run twice at once."
    )
    # Checks import every view; `make check` runs them, and this runs every minute.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with ended_like_an_error():
            outcomes = [self.run_job(job, dry_run=options["dry_run"]) for job in JOBS]
        failed = [job.__name__ for job, outcome in zip(JOBS, outcomes, strict=True) if outcome is None]
        if failed:
            raise CommandError(f"Failed, see above: {', '.join(failed)}.")
        if not any(outcomes) and options["verbosity"]:
            self.stdout.write("Nothing was due.")

    def run_job(self, job: Job, *, dry_run: bool) -> int | None:
        """The number of sentences that the job had to say; None when it failed, which stops no other."""
        count = 0
        try:
            now = timezone.now()
            for sentence in job(now=now, dry_run=True) if dry_run else under_lease(job, now=now):
                self.stdout.write(sentence)
                count += 1
        except Exception:
            logger.exception("The job %s failed.", job.__name__)
            return None
        return count


def under_lease(job: Job, *, now: datetime) -> Iterator[str]:
    with Lease.objects.held(f"tick: {job.__name__}", now=now, lasts=LEASE_LASTS) as is_ours:
        if is_ours:
            yield from job(now=now, dry_run=False)
        else:
            yield f"Another tick is at it: {job.__name__}."


@contextmanager
def ended_like_an_error() -> Iterator[None]:
    """Have SIGTERM unwind what runs, so that leases are given back; by itself it ends Python on the spot."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
