"""Rows that leave the site as CSV, described so that a program can read them: Frictionless Data, version 1."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.shared import sample
from alliance.shared.languages import in_language
from alliance.shared.responses import absolute
from alliance.shared.spreadsheets import guarded

# The cells that are guarded, as the descriptor says: whoever reads the files takes the apostrophe from these alone.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
# Letters that are sent at once.
PIECE = 32_000


@dataclass(frozen=True)
class Field:
    """A column: its name, its type in Frictionless Table Schema, what it means, and its value for one row."""

    name: str
    type: str
    description: str | Promise
    value: Callable[[Any], Any]
    may_be_empty: bool = False
    one_of: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        constraints = {} if self.may_be_empty else {"required": True}
        if self.one_of:
            constraints["enum"] = list(self.one_of)
        described = {"name": self.name, "type": self.type, "description": str(self.description)}
        return described | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True)
class Table:
    """A CSV file: its columns, and its rows, which are read while they are sent.

    `key` names the columns that tell rows apart; `refers` says which column names rows of which table, by their id.
    """

    name: str
    title: str | Promise
    description: str | Promise
    columns: tuple[Field, ...]
    rows: Callable[[], Iterable[Any]]
    key: tuple[str, ...] = ("id",)
    refers: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns; where the data is sample data, one more says so in each row."""
        return self.columns + tuple(
            Field(name, "boolean", _("That nothing in it is real."), lambda row: True) for name in sample.categories()
        )

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    @property
    def resource(self) -> dict[str, Any]:
        """https://specs.frictionlessdata.io/tabular-data-resource/"""
        schema: dict[str, Any] = {
            "fields": [column.schema for column in self.fields],
            "missingValues": [""],
            "primaryKey": list(self.key),
        }
        if self.refers:
            schema["foreignKeys"] = [self._foreign_key(*reference) for reference in self.refers.items()]
        return {
            "profile": "tabular-data-resource",
            "name": self.name,
            "path": self.file_name,
            "title": str(self.title),
            "description": str(self.description),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema,
        }

    def _foreign_key(self, column: str, table: str) -> dict[str, Any]:
        # A table names itself by nothing.
        resource = "" if table == self.name else table
        return {"fields": column, "reference": {"resource": resource, "fields": "id"}}

    def pieces(self) -> Iterator[str]:
        """The file from its head on, in pieces of about the same size, whatever the number of rows (RFC 4180)."""
        fields = self.fields
        head = (column.name for column in fields)
        return csv_pieces(head, ([cell(column.value(row)) for column in fields] for row in self.rows()))

    def as_file(self) -> StreamingHttpResponse:
        response = StreamingHttpResponse(filter(None, self.pieces()), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.file_name}"'
        return response


def csv_pieces(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of cells that are not held as a whole; the head goes out before the first row is asked for."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    yield _taken_from(out)
    for row in rows:
        writer.writerow(row)
        if out.tell() >= PIECE:
            yield _taken_from(out)
    yield _taken_from(out)


def _taken_from(out: StringIO) -> str:
    piece = out.getvalue()
    out.seek(0)
    out.truncate()
    return piece


def cell(value: Any) -> str:
    """As the types of Table Schema are written by default; nothing is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value), BEGINNINGS)


def permanent(path: str) -> str:
    """The address by which data names a page: the same in whichever language it is asked for."""
    return absolute(in_language(path, settings.LANGUAGE_CODE))
