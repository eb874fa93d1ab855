"""What `tick` does for the outbox. A job says in sentences what it did, or would do; none when there was nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from alliance.outbox.models import Mail
from alliance.outbox.sending import send_due


def send_mails(*, now: datetime, dry_run: bool) -> Iterator[str]:
    if dry_run:
        if due := Mail.objects.due(now).count():
            yield f"Mails that would be sent: {due}."
        if overdue := Mail.objects.overdue(now).count():
            yield f"Mails that would be given up: {overdue}."
        return
    outcome = send_due(now=now)
    if outcome.sent:
        yield f"Mails sent: {outcome.sent}."
    if outcome.postponed:
        yield f"Mails that could not be sent and will be tried again: {outcome.postponed}."
    if outcome.given_up:
        yield f"Mails given up, see the outbox in the admin: {outcome.given_up}."


def purge_mails(*, now: datetime, dry_run: bool) -> Iterator[str]:
    old = Mail.objects.kept_too_long(now=now, kept=timedelta(days=settings.OUTBOX_KEPT_DAYS))
    count = old.count() if dry_run else old.delete()[1].get(Mail._meta.label, 0)
    if count:
        yield f"Old mails that {'would be' if dry_run else 'were'} deleted: {count}."
