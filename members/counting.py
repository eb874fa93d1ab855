"""Counts a list of organisations by each of its filters, in one statement: what is looked for is found once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q
from taggit.models import Tag, TaggedItem

from members.models import Organisation
from members.models.organisation import OrganisationQuerySet

MOST_THEMES = 50
# What each filter goes by; regions are made of countries. Themes are rows of another table.
COLUMNS = {"region": "country", "country": "country", "kind": "kind", "edition": "endorsed_id", "since": "since"}
READ: dict[str, Callable[[str], Any]] = {"country": str, "kind": str, "endorsed_id": UUID, "since": int}

Row = tuple[str, str | None, str, int]


@dataclass
class Counts:
    """How many are found.

    `named`: by words and theme alone; `total`: by all filters; `by`: by all filters but one, for each value of its
    column; `themes`: by all filters but the theme, the slug and the name of each that most have, with the number.
    """

    named: int = 0
    total: int = 0
    by: dict[str, Counter[Any]] = field(default_factory=lambda: {name: Counter() for name in COLUMNS})
    themes: list[tuple[str, str, int]] = field(default_factory=list)


def count(named: OrganisationQuerySet, narrowing: Mapping[str, Q]) -> Counts:
    """One query. `narrowing`: what each filter that is on asks for, by its name."""
    connection = connections[named.db]
    fits = {f"fits_{name}": ExpressionWrapper(asked, BooleanField()) for name, asked in narrowing.items()}
    columns = (*dict.fromkeys(COLUMNS.values()), *fits)
    rows = named.order_by().annotate(**fits).values_list("pk", *columns)
    try:
        found, parameters = rows.query.get_compiler(named.db).as_sql()
    except EmptyResultSet:
        return Counts()
    names = ", ".join(("id", *columns))
    source = "found"
    if connection.vendor == "postgresql":
        # It plans a part as if it knew nothing of it, and joins the themes of many as it would those of few.
        source, parameters = f"({found}) AS found ({names})", parameters * 2
    parts = " UNION ALL ".join(_parts([*narrowing], source))
    with connection.cursor() as cursor:
        # Every name in it is one of this module's; values are parameters.
        cursor.execute(f"WITH found ({names}) AS MATERIALIZED ({found}) {parts}", parameters)
        return _read(cursor.fetchall(), narrowing)


def _parts(on: list[str], source: str) -> Iterator[str]:
    """Statements whose rows are a `Row` each: what is counted, a value, its label and the number."""
    yield f"SELECT 'named', NULL, '', count(*) FROM found {_where(name for name in on if name == 'theme')}"
    yield f"SELECT 'total', NULL, '', count(*) FROM found {_where(on)}"
    for name in _counted_apart(on):
        column, others = COLUMNS[name], [other for other in on if other != name]
        yield (f"SELECT '{name}', CAST({column} AS text), '', count(*) FROM found {_where(others)} GROUP BY {column}")
    tagged, kind = TaggedItem._meta.db_table, ContentType.objects.get_for_model(Organisation).pk
    carried = f"object_id = found.id AND content_type_id = {kind}"
    # SQLite takes a CROSS JOIN in the order in which it is written; PostgreSQL as it likes.
    yield (
        "SELECT 'theme', slug, name, number FROM ("
        f"SELECT tag_id, count(*) AS number FROM {source} CROSS JOIN {tagged}"
        f" {_where((other for other in on if other != 'theme'), carried)}"
        f" GROUP BY tag_id ORDER BY number DESC, tag_id LIMIT {MOST_THEMES}"
        f") AS most JOIN {Tag._meta.db_table} AS tag ON tag.id = most.tag_id"
    )


def _counted_apart(on: Iterable[str]) -> list[str]:
    """Regions are counted with countries, where neither is asked for."""
    return [name for name in COLUMNS if name != "region" or not {"region", "country"}.isdisjoint(on)]


def _where(on: Iterable[str], *more: str) -> str:
    conditions = (*(f"fits_{name}" for name in on), *more)
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def _read(rows: Iterable[Row], on: Iterable[str]) -> Counts:
    counts = Counts()
    for what, value, label, number in rows:
        if what in {"named", "total"}:
            setattr(counts, what, number)
        elif what == "theme":
            counts.themes.append((value, label, number))
        elif value:
            counts.by[what][READ[COLUMNS[what]](value)] = number
    if "region" not in _counted_apart(on):
        counts.by["region"] = counts.by["country"]
    counts.themes.sort(key=lambda theme: (-theme[2], theme[0]))
    return counts
