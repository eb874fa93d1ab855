"""What SQLite leaves of a text that was written over or deleted: in free pages, in gaps of pages and in its journal.

`PRAGMA secure_delete` zeroes what is deleted, but not the copies that a page keeps of rows that moved to another page.
Only a database that is written anew (VACUUM) holds nothing else than its rows. That cannot be done in a transaction, so
it is asked for there, in a number that SQLite keeps in the head of the file, and done after the commit or by `tick`.
"""

from functools import partial

from django.db import OperationalError, connection, transaction

WANTED = 1


def want_no_traces() -> None:
    """Have the file hold nothing of what this transaction takes away; elsewhere than on SQLite nothing is done."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version = {WANTED}")
        transaction.on_commit(partial(leave_no_traces), robust=True)


def are_traces_unwanted() -> bool:
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        return cursor.fetchone()[0] == WANTED


def leave_no_traces() -> bool:
    """Writes the file anew and empties its journal; False if somebody uses it so that it must be tried again."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA user_version = 0")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_done = cursor.fetchone()[0] == 0
        except OperationalError:
            is_done = False
        if not is_done:
            cursor.execute(f"PRAGMA user_version = {WANTED}")
    return is_done
