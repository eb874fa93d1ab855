"""What the database keeps beside an organisation of its themes, by triggers, whoever writes them.

The directory counts themes in the rows that it reads anyway: joining them took longer than all the rest of a search. On
SQLite it reads these rows from an index that has all that is counted, and a fourth of the length. A migration that has
SQLite rebuild the table of tags, or that of organisations, must name `KeepThemes` again; a test finds what is missing.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.in_database import Install, install_triggers, remove_triggers

# The table has the tags of all kinds of things.
OURS = "(SELECT id FROM django_content_type WHERE app_label = 'members' AND model = 'organisation')"
JOINED = {"sqlite": "group_concat(tag_id, ',')", "postgresql": "string_agg(tag_id::text, ',')"}


def keeping(vendor: str) -> str:
    """The statement that keeps the themes of every organisation, to which a condition can be added."""
    return f"""
        UPDATE members_organisation SET tagged = coalesce((
            SELECT {JOINED[vendor]} FROM taggit_taggeditem
            WHERE object_id = members_organisation.id AND content_type_id = {OURS}
        ), '')
    """  # noqa: S608 - every word is of this module


def _sqlite(event: str, *rows: str) -> str:
    of_row = f"{keeping('sqlite')} WHERE id = {{row}}.object_id AND {{row}}.content_type_id = {OURS};"
    return f"AFTER {event} ON taggit_taggeditem BEGIN {' '.join(of_row.format(row=row) for row in rows)} END"


SQLITE_TRIGGERS = {
    "members_organisation_tagged_insert": _sqlite("INSERT", "NEW"),
    "members_organisation_tagged_update": _sqlite("UPDATE", "OLD", "NEW"),
    "members_organisation_tagged_delete": _sqlite("DELETE", "OLD"),
}
# Once for all rows of a statement: an import has thousands.
POSTGRESQL_TRIGGERS = {
    "members_organisation_tagged_insert": "AFTER INSERT ON taggit_taggeditem REFERENCING NEW TABLE AS new_rows",
    "members_organisation_tagged_update": """
        AFTER UPDATE ON taggit_taggeditem REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    """,
    "members_organisation_tagged_delete": "AFTER DELETE ON taggit_taggeditem REFERENCING OLD TABLE AS old_rows",
}
POSTGRESQL_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION keep_what_is_tagged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            {keeping("postgresql")} WHERE id IN (SELECT object_id FROM old_rows WHERE content_type_id = {OURS});
        END IF;
        IF TG_OP <> 'DELETE' THEN
            {keeping("postgresql")} WHERE id IN (SELECT object_id FROM new_rows WHERE content_type_id = {OURS});
        END IF;
        RETURN NULL;
    END $$
"""  # noqa: S608 - every word is of this module


def triggers(vendor: str) -> set[str]:
    """The names of those that must be there."""
    return set(POSTGRESQL_TRIGGERS if vendor == "postgresql" else SQLITE_TRIGGERS)


# By key, for what has a word is found by its key. PostgreSQL has to look into the table anyway.
SQLITE_INDEX = """
    CREATE INDEX IF NOT EXISTS organisations_counted_by_key ON members_organisation
    (id, standing, visibility, public_region, public_country, kind, endorsed_id, since, tagged)
"""


class KeepThemes(Install):
    """Installs the triggers and the index; named again, it installs them anew."""

    def install(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(SQLITE_INDEX, params=None)
            install_triggers(schema_editor, SQLITE_TRIGGERS)
            return
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        remove_triggers(schema_editor, POSTGRESQL_TRIGGERS, on="taggit_taggeditem")
        for name, trigger in POSTGRESQL_TRIGGERS.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {trigger} FOR EACH STATEMENT EXECUTE FUNCTION keep_what_is_tagged()",
                params=None,
            )

    def remove(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute("DROP INDEX IF EXISTS organisations_counted_by_key", params=None)
            remove_triggers(schema_editor, SQLITE_TRIGGERS)
            return
        remove_triggers(schema_editor, POSTGRESQL_TRIGGERS, on="taggit_taggeditem")
        schema_editor.execute("DROP FUNCTION IF EXISTS keep_what_is_tagged()", params=None)

    def describe(self) -> str:
        return "Keep the themes of organisations in their rows"

    @property
    def migration_name_fragment(self) -> str:
        return "kept_themes"
