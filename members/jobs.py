"""What `tick` does for organisations. A job says in sentences what it did, or would do; none when there was nothing."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from members import emails
from members.models import Announcement, Invitation, Letter
from members.search_index import take_stock

# So that one run ends well before the next tick's lease on it does; the rest goes out a minute later.
MOST_AT_ONCE = 2000


def write_about_editions(*, now: datetime, dry_run: bool) -> Iterator[str]:
    """Asks or tells every organisation that an announcement concerns, once, whenever this is killed."""
    if not dry_run:
        Announcement.objects.plan()
    for announcement in Announcement.objects.due(now):
        if announcement.is_superseded():
            if not dry_run:
                announcement.finish(now=now)
        elif dry_run:
            yield f"Organisations that would be written to about {announcement}: {announcement.recipients().count()}."
        else:
            written = write_to_all(announcement, now=now)
            if not announcement.recipients().exists():
                announcement.finish(now=now)
            if written:
                yield f"Organisations that were written to about {announcement}: {written}."


def write_to_all(announcement: Announcement, *, now: datetime) -> int:
    written = 0
    for organisation in announcement.recipients().order_by("pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            # Somebody may stop it, or the organisation answer or leave, while this goes on.
            if not Announcement.objects.going_out().filter(pk=announcement.pk).exists():
                break
            if not announcement.recipients().filter(pk=organisation.pk).exists():
                continue
            letter, is_new = Letter.objects.get_or_create(
                organisation=organisation,
                edition=announcement.edition,
                occasion=announcement.occasion,
                defaults={"written_at": now},
            )
            if is_new:
                emails.about_edition(letter, announcement)
                written += 1
    return written


def remind_of_editions(*, now: datetime, dry_run: bool) -> Iterator[str]:
    due = Letter.objects.due_for_reminder(now).select_related("organisation", "edition")
    reminded = due.count() if dry_run else sum(remind(letter, now=now) for letter in islice(due, MOST_AT_ONCE))
    if reminded:
        yield f"Organisations that {'would be' if dry_run else 'were'} reminded to answer: {reminded}."


def remind(letter: Letter, *, now: datetime) -> bool:
    with transaction.atomic():
        is_ours = letter.count_reminder(now)
        if is_ours:
            emails.remind(letter)
        return is_ours


def delete_expired_invitations(*, now: datetime, dry_run: bool) -> Iterator[str]:
    """So that no address is kept of somebody who never came."""
    expired = Invitation.objects.expired(now)
    count = expired.count() if dry_run else expired.delete()[0]
    if count:
        yield f"Expired invitations that {'would be' if dry_run else 'were'} deleted: {count}."


def know_the_register(*, now: datetime, dry_run: bool) -> Iterator[str]:
    """Says nothing: it changes how fast a search is, and not what it finds."""
    if not dry_run:
        take_stock(connection)
    yield from ()
