from typing import Any

from django.db import models
from django.db.backends.sqlite3 import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's, which can also rebuild a table that triggers of other tables read or write.

    For most alterations Django puts a new table in place of the old one. While there is neither, SQLite refuses to give
    the new one its name if a trigger anywhere speaks of it; as it did before version 3.25 it does not look. Triggers of
    the table itself are gone with the old one, as ever: a migration names them again.
    """

    def _remake_table(self, model: type[models.Model], *args: Any, **kwargs: Any) -> None:
        # https://www.sqlite.org/pragma.html#pragma_legacy_alter_table
        self.execute("PRAGMA legacy_alter_table = ON")
        try:
            super()._remake_table(model, *args, **kwargs)
        finally:
            self.execute("PRAGMA legacy_alter_table = OFF")
