"""What `tick` does for the site as a whole. A job says in sentences what it did, or would do."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

from alliance.shared.sqlite_traces import are_traces_unwanted, leave_no_traces


def clear_sessions(*, now: datetime, dry_run: bool) -> Iterator[str]:
    expired = Session.objects.filter(expire_date__lt=now)
    count = expired.count() if dry_run else expired.delete()[0]
    if count:
        yield f"Expired sessions that {'would be' if dry_run else 'were'} deleted: {count}."


def clear_cache(*, now: datetime, dry_run: bool) -> Iterator[str]:
    """Delete what has expired from the shared cache; Redis does that by itself."""
    if not isinstance(backend := cache._connections["default"], DatabaseCache):
        return
    table = connection.ops.quote_name(backend._table)
    condition = f"FROM {table} WHERE expires < %s"
    moment = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
    with connection.cursor() as cursor:
        if dry_run:
            cursor.execute(f"SELECT COUNT(*) {condition}", [moment])
            count = cursor.fetchone()[0]
        else:
            cursor.execute(f"DELETE {condition}", [moment])
            count = cursor.rowcount
    if count:
        yield f"Expired cache entries that {'would be' if dry_run else 'were'} deleted: {count}."


def clear_traces(*, now: datetime, dry_run: bool) -> Iterator[str]:
    """Writes SQLite's file anew after an erasing, if that was not possible at once."""
    if not are_traces_unwanted():
        return
    if dry_run:
        yield "The database would be written anew, without traces of what was erased."
    elif leave_no_traces():
        yield "The database was written anew, without traces of what was erased."
