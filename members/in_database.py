"""What a migration installs in the database itself, indexes and triggers, and a later one can install anew."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Install(Operation):
    """Named again in a later migration, it installs what it does anew."""

    reversible = True

    def install(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        raise NotImplementedError

    def remove(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        raise NotImplementedError

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.install(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.remove(schema_editor)


def install_triggers(schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, str]) -> None:
    """SQLite's, in place of those of the same names."""
    remove_triggers(schema_editor, triggers)
    for name, trigger in triggers.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {trigger}", params=None)


def remove_triggers(schema_editor: BaseDatabaseSchemaEditor, names: Iterable[str], *, on: str = "") -> None:
    """`on`: the table, which PostgreSQL wants to know."""
    for name in names:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} {on and f'ON {on}'}", params=None)
