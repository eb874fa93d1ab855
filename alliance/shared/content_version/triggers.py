"""Which tables hold public content, and the triggers that draw a new version when it changes.

Each app names its own in `public_content` of its config, by scope. Triggers are installed after every `migrate`: the
end of a trigger's name is a digest of what it does, so names alone tell whether the right ones are there.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from alliance.shared.content_version.drawing import DRAWING, POSTGRESQL, VERSIONS
from alliance.shared.content_version.models import ContentVersion
from alliance.shared.content_version.notice import ANNOUNCE
from alliance.shared.content_version.watched import SCOPES, Watched
from alliance.shared.immutability import installed_triggers

PREFIX = "content_"
LONGEST_NAME = 63


def watched() -> Iterator[tuple[str, Watched]]:
    """Each scope with each table that belongs to it."""
    for config in apps.get_app_configs():
        for scope, tables in getattr(config, "public_content", {}).items():
            if scope not in SCOPES:
                raise ImproperlyConfigured(f"{config.name} names the scope {scope!r}; there is none of that name.")
            for table in tables:
                yield scope, table


def triggers(vendor: str) -> dict[str, tuple[str, str]]:
    """The name of each trigger, its table, and the statements that create it."""
    make = _postgresql if vendor == "postgresql" else _sqlite
    found = {}
    for scope, table in watched():
        for event, statements in make(scope, table):
            digest = hashlib.sha256(statements.encode()).hexdigest()[:6]
            name = f"{PREFIX}{scope}_{_table(table.model)}_{event}_{digest}"
            if len(name) > LONGEST_NAME:
                raise ImproperlyConfigured(f"PostgreSQL would cut the name {name}.")
            found[name] = (_table(table.model), statements.replace("{name}", name))
    return found


def _sqlite(scope: str, watched: Watched) -> Iterator[tuple[str, str]]:
    for event in watched.events:
        conditions = [watched.condition(event, "IS NOT")]
        if watched.owner:
            conditions.append(
                "("
                + " OR ".join(
                    f'EXISTS (SELECT 1 FROM "{_table(watched.owner.model)}" AS owner'
                    f' WHERE owner.id = {row}."{watched.owner.column}" AND owner.{watched.owner.when})'
                    for row in {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
                )
                + ")"
            )
        when = " AND ".join(filter(None, conditions))
        condition = f"WHEN {when}" if when else ""
        yield (
            event,
            f'CREATE TRIGGER "{{name}}" AFTER {event.upper()} ON "{_table(watched.model)}" {condition}'
            f" BEGIN UPDATE {VERSIONS} SET number = random() WHERE scope = '{scope}' AND number IS NOT NULL; END",
        )


def _postgresql(scope: str, watched: Watched) -> Iterator[tuple[str, str]]:
    def trigger(event: str, level: str, when: str, function: str) -> str:
        condition = f"WHEN ({when})" if when else ""
        return (
            f'CREATE TRIGGER "{{name}}" AFTER {event.upper()} ON "{_table(watched.model)}" FOR EACH {level} {condition}'
            f" EXECUTE FUNCTION {function}"
        )

    yield "truncate", trigger("truncate", "STATEMENT", "", f"content_version_changed('{scope}')")
    for event in watched.events:
        when = watched.condition(event, "IS DISTINCT FROM")
        if watched.owner:
            owner = f"'{_table(watched.owner.model)}', '{watched.owner.column}', $${watched.owner.when}$$"
            yield event, trigger(event, "ROW", when, f"content_version_owner_changed('{scope}', {owner})")
        else:
            level = "ROW" if when else "STATEMENT"
            yield event, trigger(event, level, when, f"content_version_changed('{scope}')")


def _table(model: str) -> str:
    return apps.get_model(model)._meta.db_table


def expected_triggers(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Those of the tables that are there: not all are, half way through the migrations."""
    tables = set(connection.introspection.table_names())
    found = {name: it for name, it in triggers(connection.vendor).items() if it[0] in tables}
    if connection.vendor == "postgresql":
        found[DRAWING] = ("content_version_due", "")
    return found


def mark_as_in_change(using: str, plan: Any, **arguments: Any) -> None:
    """Before migrations, which may lose triggers: until their end nothing is stored, or taken from a store."""
    if plan and _has_versions(connections[using]):
        _set_all(using, "NULL")


def install(using: str, **arguments: Any) -> None:
    """Puts every trigger in place, and only then draws new versions; where nothing is missing, nothing is done."""
    connection = connections[using]
    if not _has_versions(connection):
        return
    versions = dict(ContentVersion.objects.using(using).values_list("scope", "number"))
    wanted = expected_triggers(connection)
    there = {name for name in installed_triggers(connection) if name.startswith(PREFIX)}
    if there == set(wanted) and set(versions) == set(SCOPES) and None not in versions.values():
        return
    ContentVersion.objects.using(using).bulk_create(
        [ContentVersion(scope=scope) for scope in SCOPES], ignore_conflicts=True
    )
    _set_all(using, "NULL")
    for name in there - set(wanted):
        _drop(connection, name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and DRAWING not in there:
            cursor.execute(POSTGRESQL, None)
        for name in set(wanted) - there - {DRAWING}:
            cursor.execute(wanted[name][1], None)
    draw_all(using)


def draw_all(using: str) -> None:
    """New versions of everything, as if all of it had changed."""
    is_sqlite = connections[using].vendor == "sqlite"
    _set_all(using, "random()" if is_sqlite else "hashtextextended(gen_random_uuid()::text, 0)")


def _set_all(using: str, number: str) -> None:
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ANNOUNCE, None)
        cursor.execute(f"UPDATE {VERSIONS} SET number = {number}")


def _has_versions(connection: BaseDatabaseWrapper) -> bool:
    return VERSIONS in connection.introspection.table_names()


def _drop(connection: BaseDatabaseWrapper, name: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [name])
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON {cursor.fetchone()[0]}')
        else:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
