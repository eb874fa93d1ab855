"""What a search of everything would find: every table as SQL sees it, sessions and escapes undone. It asks no model."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from django.contrib.sessions.models import Session
from django.db import connection

# Names that are hard to find, and where they are written to.
NAMES = ["Sofía Signatory", "محمد العربي", "Amira O'Brien", "100% (Bo) .* Li\\d [a-z]+"]
ADDRESS = "sofia@example.org"


def stands(words: str) -> bool:
    """Whether these words stand anywhere, in whatever case, as a part of other words too."""
    return composed(words) in composed(unescaped(rows_of_all_tables()) + what_sessions_keep())


def begins_a_word(words: str) -> bool:
    """Whether they stand anywhere, but not in the middle of a word: of short names the pages have some by chance."""
    everything = composed(unescaped(rows_of_all_tables()) + what_sessions_keep())
    return re.search(rf"(?<![^\W_]){re.escape(composed(words))}", everything) is not None


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def rows_of_all_tables() -> str:
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump()).replace("''", "'")
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT whole::text FROM "{table}" AS whole')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows).replace('""', '"').replace("\\\\", "\\")


def what_sessions_keep() -> str:
    """In clear, and as the queries in it say it."""
    kept = "\n".join(str(value) for it in Session.objects.all() for value in leaves(it.get_decoded()))
    return unescaped(kept) + unquote_plus(kept)


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for it in value:
            yield from leaves(it)
    else:
        yield value


def unescaped(text: str) -> str:
    """With the escapes of JSON undone."""
    return re.sub(r"\\u[0-9a-f]{4}", lambda match: codecs.decode(match[0], "unicode_escape"), text)
