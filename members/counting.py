"""Counts a list of organisations by each of its filters, in one statement that reads each of them once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q

from members.models.organisation import OrganisationQuerySet

# What each filter goes by. An organisation has one value in each column, and in the last any number of keys of tags.
COLUMNS = {
    **{"region": "public_region", "country": "public_country", "kind": "kind"},
    **{"edition": "endorsed_id", "since": "since", "theme": "tagged"},
}
SINGLE = [name for name in COLUMNS if name != "theme"]
READ: dict[str, Callable[[str], Any]] = {
    **{"region": str, "country": str, "kind": str},
    **{"edition": UUID, "since": int, "theme": int},
}
# Between the keys in `tagged`, and between the values of many rows. It stands in none of them.
SEPARATOR = ","


@dataclass
class Counts:
    """How many are found.

    `named`: by words and theme alone; `total`: by all filters; `by`: by all filters but one, for each value of its
    column.
    """

    named: int = 0
    total: int = 0
    by: dict[str, Counter[Any]] = field(default_factory=lambda: {name: Counter() for name in COLUMNS})

    def add(self, name: str, value: str | None, number: int) -> None:
        if value and number:
            self.by[name][READ[name](value)] = number

    def add_joined(self, name: str, values: str | None) -> None:
        for value, number in Counter((values or "").split(SEPARATOR)).items():
            self.add(name, value, number)


def count(named: OrganisationQuerySet, narrowing: Mapping[str, Q]) -> Counts:
    """One query. `narrowing`: what each filter that is on asks for, by its name."""
    connection = connections[named.db]
    fits = {f"fits_{name}": ExpressionWrapper(asked, BooleanField()) for name, asked in narrowing.items()}
    rows = named.order_by().annotate(**fits).values_list(*COLUMNS.values(), *fits)
    try:
        found, parameters = rows.query.get_compiler(named.db).as_sql()
    except EmptyResultSet:
        return Counts()
    counting, read = (_grouped, _read_grouped) if connection.vendor == "postgresql" else (_joined, _read_joined)
    names = ", ".join((*COLUMNS.values(), *fits))
    # Or SQLite looks for the theme of a row as often as there are columns; to ask the other filters again is cheaper.
    materialized = "MATERIALIZED " if connection.vendor == "sqlite" and "theme" in narrowing else ""
    with connection.cursor() as cursor:
        # Every name in it is one of this module's; values are parameters.
        cursor.execute(f"WITH found ({names}) AS {materialized}({found}) {counting([*narrowing])}", parameters)
        return read(cursor.fetchall())


def _where(on: Iterable[str]) -> str:
    conditions = " AND ".join(f"fits_{name}" for name in on)
    return f" FILTER (WHERE {conditions})" if conditions else ""


def _but(name: str, on: Sequence[str]) -> str:
    return _where(other for other in on if other != name)


def _numbers(on: Sequence[str]) -> str:
    return f"count(*){_where(name for name in on if name == 'theme')}, count(*){_where(on)}"


def _joined(on: Sequence[str]) -> str:
    """SQLite sorts to group: it takes less to have it join the values of each column, and to count them here."""
    values = (f"group_concat({column}, '{SEPARATOR}'){_but(name, on)}" for name, column in COLUMNS.items())
    return f"SELECT {_numbers(on)}, {', '.join(values)} FROM found"


def _read_joined(rows: Sequence[Sequence[Any]]) -> Counts:
    [(named, total, *texts)] = rows
    counts = Counts(named, total)
    for name, values in zip(COLUMNS, texts, strict=True):
        counts.add_joined(name, values)
    return counts


def _grouped(on: Sequence[str]) -> str:
    """PostgreSQL groups by every column while it reads the rows once, and says of a group by which one."""
    columns = [COLUMNS[name] for name in SINGLE]
    values = ", ".join(f"{column}::text" for column in columns)
    numbers = ", ".join(f"count(*){_but(name, on)}" for name in SINGLE)
    return (
        f"SELECT GROUPING({', '.join(columns)}), coalesce({values}), {_numbers(on)}, {numbers},"
        f" string_agg(tagged, '{SEPARATOR}'){_but('theme', on)} FROM found"
        f" GROUP BY GROUPING SETS ((), {', '.join(f'({column})' for column in columns)})"
    )


# The bits of what it says are those columns by which is not grouped.
BY_NONE = 2 ** len(SINGLE) - 1
BY_ONE = {BY_NONE - 2**place: name for place, name in enumerate(reversed(SINGLE))}


def _read_grouped(rows: Sequence[Sequence[Any]]) -> Counts:
    counts = Counts()
    for grouping, value, named, total, *numbers, themes in rows:
        if grouping == BY_NONE:
            counts.named, counts.total = named, total
            counts.add_joined("theme", themes)
        else:
            name = BY_ONE[grouping]
            counts.add(name, value, numbers[SINGLE.index(name)])
    return counts
