"""Rows that the database itself refuses to change, on SQLite and on PostgreSQL.

A migration names a table's protection with `ProtectRows`. SQLite rebuilds a table for some alterations and loses its
triggers silently: such a migration must name the protection again, and a test compares the triggers that exist with
`expected_triggers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Seal(NamedTuple):
    """A row of `table` whose `key` is what the `column` of the sealed row holds."""

    column: str
    table: str
    key: str

    def exists(self, row: str) -> str:
        """The condition in SQL that the row has its seal."""
        return f'EXISTS (SELECT 1 FROM "{self.table}" WHERE "{self.table}"."{self.key}" = {row}."{self.column}")'


@dataclass(frozen=True)
class Protection:
    """What may never happen to the rows of a table.

    `keys`: every unique key of the table, since SQLite's REPLACE deletes the older row without asking a trigger.
    `mutable`: columns that may change nevertheless; a row may never be deleted.
    `sealed_by`: (column, table): no row may be added once the row that the column points to exists.
    `free_until`: rows are drafts, and may change and go, until a seal exists; none is added or moved under a seal.
    """

    table: str
    keys: Sequence[Sequence[str]]
    columns: Sequence[str]
    mutable: Sequence[str] = ()
    sealed_by: tuple[str, str] | None = None
    free_until: Seal | None = None

    def triggers(self, vendor: str) -> dict[str, str]:
        """The name of each trigger and the statement that creates it."""
        return self._postgresql() if vendor == "postgresql" else self._sqlite()

    @property
    def _fixed(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns if column not in self.mutable)

    @property
    def _update_of(self) -> str:
        return f"UPDATE OF {self._fixed}" if self.mutable else "UPDATE"

    def _sqlite(self) -> dict[str, str]:
        table = self.table

        def refusal(name: str, event: str, when: str = "") -> tuple[str, str]:
            return f"{table}_{name}", (
                f'CREATE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" {when} '
                f"BEGIN SELECT RAISE(ABORT, '{table}: published rows never change ({name})'); END"
            )

        taken = " OR ".join(
            "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in self.keys
        )
        if self.free_until:
            old, new, other = (self.free_until.exists(row) for row in ("OLD", "NEW", f'"{table}"'))
            others = f'SELECT 1 FROM "{table}" WHERE ({taken}) AND {other}'
            # UPDATE OR REPLACE deletes too, whatever has the key that a draft is given.
            return dict(
                [
                    refusal(
                        "update", self._update_of, f'WHEN {old} OR {new} OR EXISTS ({others} AND "id" <> OLD."id")'
                    ),
                    refusal("delete", "DELETE", f"WHEN {old}"),
                    refusal("replace", "INSERT", f"WHEN EXISTS ({others})"),
                    refusal("sealed", "INSERT", f"WHEN {new}"),
                ]
            )
        triggers = [
            refusal("update", self._update_of),
            refusal("delete", "DELETE"),
            refusal("replace", "INSERT", f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {taken})'),
        ]
        if self.sealed_by:
            column, parent = self.sealed_by
            sealed = f'WHEN EXISTS (SELECT 1 FROM "{parent}" WHERE "id" = NEW."{column}")'
            triggers.append(refusal("sealed", "INSERT", sealed))
        return dict(triggers)

    def _postgresql(self) -> dict[str, str]:
        table = self.table

        def refusal(name: str, event: str, level: str = "ROW") -> tuple[str, str]:
            function, seal = "refuse_change", ()
            if name == "sealed" and self.sealed_by:
                function, seal = "refuse_insert_into_sealed", self.sealed_by
            elif name != "truncate" and self.free_until:
                function, seal = "refuse_change_under_seal", self.free_until
            arguments = ", ".join(f"'{argument}'" for argument in seal)
            return f"{table}_{name}", (
                f'CREATE TRIGGER "{table}_{name}" BEFORE {event} ON "{table}" '
                f"FOR EACH {level} EXECUTE FUNCTION {function}({arguments})"
            )

        triggers = [
            refusal("update", self._update_of),
            refusal("delete", "DELETE"),
            refusal("truncate", "TRUNCATE", "STATEMENT"),
        ]
        if self.sealed_by or self.free_until:
            triggers.append(refusal("sealed", "INSERT"))
        return dict(triggers)


POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: published rows never change (%)', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION refuse_insert_into_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sealed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = ($1).%I)', TG_ARGV[1], TG_ARGV[0]) INTO sealed USING NEW;
    IF sealed THEN
        RAISE EXCEPTION '%: published rows never change (sealed)', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION refuse_change_under_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealed boolean := false;
    query text := format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I = ($1).%I)', TG_ARGV[1], TG_ARGV[2], TG_ARGV[0]);
BEGIN
    IF TG_OP <> 'INSERT' THEN
        EXECUTE query INTO sealed USING OLD;
    END IF;
    IF TG_OP <> 'DELETE' AND NOT sealed THEN
        EXECUTE query INTO sealed USING NEW;
    END IF;
    IF sealed THEN
        RAISE EXCEPTION '%: published rows never change (%)', TG_TABLE_NAME,
            CASE TG_OP WHEN 'INSERT' THEN 'sealed' ELSE lower(TG_OP) END
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
"""


class ProtectRows(Operation):
    """Installs the triggers of a model's protection; named again, it installs them anew."""

    reversible = True

    def __init__(
        self,
        model: str,
        *,
        mutable: Sequence[str] = (),
        sealed_by: tuple[str, str] | None = None,
        free_until: tuple[str, str, str] | None = None,
    ) -> None:
        self.model = model
        self.mutable = mutable
        self.sealed_by = sealed_by
        self.free_until = free_until

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        told = {"mutable": self.mutable, "sealed_by": self.sealed_by, "free_until": self.free_until}
        return self.__class__.__name__, [self.model], told

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        protection = self.protection(app_label, to_state)
        drop(schema_editor, protection)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTIONS, params=None)
        for statement in protection.triggers(schema_editor.connection.vendor).values():
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        drop(schema_editor, self.protection(app_label, from_state))

    def describe(self) -> str:
        return f"Refuse changes to rows of {self.model}"

    @property
    def migration_name_fragment(self) -> str:
        return f"protect_{self.model.lower()}"

    def protection(self, app_label: str, state: ProjectState) -> Protection:
        options = state.apps.get_model(app_label, self.model)._meta
        return Protection(
            table=options.db_table,
            keys=[[field.column] for field in options.local_fields if field.unique]
            + [
                [options.get_field(name).column for name in constraint.fields]
                for constraint in options.total_unique_constraints
            ],
            columns=[field.column for field in options.local_fields],
            mutable=[options.get_field(name).column for name in self.mutable],
            sealed_by=self.sealed_by,
            free_until=Seal(*self.free_until) if self.free_until else None,
        )


def drop(schema_editor: BaseDatabaseSchemaEditor, protection: Protection) -> None:
    vendor = schema_editor.connection.vendor
    for name in protection.triggers(vendor):
        on_table = f' ON "{protection.table}"' if vendor == "postgresql" else ""
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on_table}', params=None)


def expected_triggers(connection: BaseDatabaseWrapper = default_connection) -> set[str]:
    """The names of the triggers that the migrations of all apps ask for on this database."""
    loader = MigrationLoader(connection)
    state = loader.project_state()
    return {
        name
        for (app_label, _), migration in loader.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, ProtectRows)
        for name in operation.protection(app_label, state).triggers(connection.vendor)
    }


def installed_triggers(connection: BaseDatabaseWrapper = default_connection) -> set[str]:
    """The names of all triggers that the database has, Django's and PostgreSQL's own apart."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}
