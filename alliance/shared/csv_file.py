"""A CSV file that somebody sends: its rows by the names of its columns, and what is to be said of its lines."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext

from alliance.shared.spreadsheets import unguarded

# The line on which a row begins, and its cells by column; None where there are more cells than columns.
Record = tuple[int, dict[str, str] | None]


class Unreadable(Exception):
    """Why a file cannot be read as rows of what it should hold, as a sentence."""


@dataclass(frozen=True)
class Remark:
    """What is to be said of a line of the file, or of one of its cells."""

    line: int
    sentence: str
    column: str = ""

    def __str__(self) -> str:
        said = {"line": self.line, "column": self.column, "sentence": self.sentence}
        if self.column:
            return gettext("Line %(line)s, %(column)s: %(sentence)s") % said
        return gettext("Line %(line)s: %(sentence)s") % said

    @classmethod
    def too_many_cells(cls, line: int) -> "Remark":
        return cls(line, gettext("There are more cells in it than columns."))


def read_records(content: bytes, *, columns: Collection[str], required: Collection[str]) -> list[Record]:
    """The rows that have something in them, of UTF-8 with commas (RFC 4180); cells without the guard against formulas.

    The first line names some of the columns, in any order, and all that are required. Raises Unreadable.
    """
    records = list(_records(_decoded(content), columns, required))
    if not records:
        raise Unreadable(gettext("The file has no rows: nothing stands below the names of the columns."))
    return records


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            gettext("The file is not in UTF-8 (see line %(line)s). Save it as “CSV UTF-8”.") % {"line": line}
        ) from error


def _records(text: str, known: Collection[str], required: Collection[str]) -> Iterator[Record]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 0
    try:
        columns = _columns(next(reader, []), known, required)
        line = reader.line_num
        for cells in reader:
            begins, line = line + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                fits = len(cells) <= len(columns)
                yield begins, dict(zip(columns, map(_cell, cells), strict=False)) if fits else None
    except csv.Error as error:
        raise Unreadable(
            gettext("Line %(line)s cannot be read as CSV: %(error)s.") % {"line": line + 1, "error": error}
        ) from error


def _cell(cell: str) -> str:
    return unguarded(cell.strip())


def _columns(header: list[str], known: Collection[str], required: Collection[str]) -> list[str]:
    columns = [name.strip().lower() for name in header]
    missing = [name for name in required if name not in columns]
    if missing:
        raise Unreadable(
            gettext("The first line names the columns, with commas between them. Missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    unknown = [name[:40] or "“”" for name in columns if name not in known]
    if unknown:
        raise Unreadable(
            gettext("These columns are not known: %(unknown)s. Those that are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        )
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise Unreadable(gettext("These columns are there twice: %(columns)s.") % {"columns": ", ".join(twice)})
    return columns
