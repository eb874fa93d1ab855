"""Django's SQLite with connections that outlive a request: to open one takes longer than to make some pages."""

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base

from alliance.shared.sqlite3.schema import DatabaseSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is given up where the file is another by now, as when a backup was put in its place."""

    SchemaEditorClass = DatabaseSchemaEditor
    file: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        # Before it is opened: a file that is replaced in between is noticed with the next request.
        self.file = self.file_of_database()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Asked once in each request, by CONN_HEALTH_CHECKS."""
        return self.file == self.file_of_database()

    def file_of_database(self) -> tuple[int, int] | None:
        """Which file it is, whatever its name; none of a database in memory."""
        with suppress(FileNotFoundError):
            found = os.stat(self.settings_dict["NAME"])
            return found.st_ino, found.st_dev
        return None
