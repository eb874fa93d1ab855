"""What the database keeps beside organisations so that they are found fast, on SQLite and on PostgreSQL.

An index of every three letters of `searched`, and one of who signed last; and by triggers, whoever writes the rows:
the table of the first index on SQLite, and on both the columns that say what an organisation has endorsed, and since
when.

SQLite rebuilds a table for some alterations and loses its triggers silently: a migration that alters organisations or
endorsements must name `KeepSearchIndex` again, and a test finds the triggers in place.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.in_database import Install, install_triggers, remove_triggers

# The newest of the editions that were signed, and when the first signature was made.
ENDORSED = """
    UPDATE members_organisation SET
        endorsed_id = (
            SELECT edition.id FROM members_endorsement AS endorsement
            JOIN principles_edition AS edition ON edition.id = endorsement.edition_id
            WHERE endorsement.organisation_id = members_organisation.id
            ORDER BY edition.major DESC, edition.minor DESC LIMIT 1
        ),
        first_signed_at = (
            SELECT min(signed_at) FROM members_endorsement WHERE organisation_id = members_organisation.id
        ),
        since = (
            SELECT {year} FROM members_endorsement WHERE organisation_id = members_organisation.id
        )
"""
YEAR = {
    "sqlite": "CAST(strftime('%Y', min(signed_at)) AS integer)",
    "postgresql": "extract(year FROM min(signed_at) AT TIME ZONE 'UTC')::smallint",
}

SQLITE_TRIGGERS = {
    "members_organisation_search_insert": """
        AFTER INSERT ON members_organisation BEGIN
            INSERT OR REPLACE INTO members_organisation_search(rowid, searched) VALUES (NEW.id, NEW.searched);
        END
    """,
    "members_organisation_search_update": """
        AFTER UPDATE OF searched ON members_organisation WHEN NEW.searched <> OLD.searched BEGIN
            INSERT OR REPLACE INTO members_organisation_search(rowid, searched) VALUES (NEW.id, NEW.searched);
        END
    """,
    "members_organisation_search_delete": """
        AFTER DELETE ON members_organisation BEGIN
            DELETE FROM members_organisation_search WHERE rowid = OLD.id;
        END
    """,
    "members_endorsement_endorsed": f"""
        AFTER INSERT ON members_endorsement BEGIN
            {ENDORSED.format(year=YEAR["sqlite"])} WHERE id = NEW.organisation_id;
        END
    """,
}
SQLITE_TABLE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS members_organisation_search
    USING fts5(searched, tokenize = 'trigram case_sensitive 1')
"""
SQLITE_FILL = """
    INSERT OR REPLACE INTO members_organisation_search(rowid, searched) SELECT id, searched FROM members_organisation
"""

# In the order in which the directory has those who signed last, without those who signed nothing put before them. Not
# an index of the model: PostgreSQL must be told where nothing goes, and SQLite refuses to be.
NEWEST_FIRST = {
    "sqlite": """
        CREATE INDEX IF NOT EXISTS organisations_newest_first
        ON members_organisation (standing, visibility, first_signed_at DESC, id DESC)
    """,
    "postgresql": """
        CREATE INDEX IF NOT EXISTS organisations_newest_first
        ON members_organisation (standing, visibility, first_signed_at DESC NULLS LAST, id DESC)
    """,
}

# Without a list of what is yet to be sorted in: much more is searched than written, and each search would read it.
POSTGRESQL = f"""
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX IF NOT EXISTS members_organisation_searched ON members_organisation USING gin (searched gin_trgm_ops)
        WITH (fastupdate = off);
    CREATE OR REPLACE FUNCTION keep_what_is_endorsed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {ENDORSED.format(year=YEAR["postgresql"])} WHERE id = NEW.organisation_id;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS members_endorsement_endorsed ON members_endorsement;
    CREATE TRIGGER members_endorsement_endorsed AFTER INSERT ON members_endorsement
        FOR EACH ROW EXECUTE FUNCTION keep_what_is_endorsed();
"""
POSTGRESQL_BACKWARDS = """
    DROP TRIGGER IF EXISTS members_endorsement_endorsed ON members_endorsement;
    DROP FUNCTION IF EXISTS keep_what_is_endorsed();
    DROP INDEX IF EXISTS members_organisation_searched;
"""

# SQLite knows how many rows there are only when it is told to look; it looks at so many of each index.
ROWS_LOOKED_AT = 1000
TABLES_LOOKED_AT = ("members_organisation", "members_endorsement", "taggit_taggeditem")


def take_stock(connection: BaseDatabaseWrapper) -> bool:
    """Whether SQLite was told how its tables have grown, without which it reads a whole list to search in it.

    PostgreSQL finds that out by itself.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        if not _has_grown(cursor):
            return False
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        for table in TABLES_LOOKED_AT:
            cursor.execute(f"ANALYZE {table}")
    return True


def _has_grown(cursor: Any) -> bool:
    """By half or more; and the index that came last is known by now."""
    cursor.execute("SELECT coalesce(max(id), 0) FROM members_organisation")
    [newest] = cursor.fetchone()
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
    if cursor.fetchone() is None:
        return newest > 0
    cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'organisations_counted_by_key'")
    known = cursor.fetchone()
    return newest > (1.5 * int(known[0].split()[0]) if known else 0)


def triggers(vendor: str) -> set[str]:
    """The names of those that must be there."""
    return {"members_endorsement_endorsed"} if vendor == "postgresql" else set(SQLITE_TRIGGERS)


class KeepSearchIndex(Install):
    """Installs the index and the triggers that keep it; named again, it installs them anew."""

    def install(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        schema_editor.execute(NEWEST_FIRST[schema_editor.connection.vendor], params=None)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL, params=None)
            return
        schema_editor.execute(SQLITE_TABLE, params=None)
        schema_editor.execute(SQLITE_FILL, params=None)
        install_triggers(schema_editor, SQLITE_TRIGGERS)

    def remove(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        schema_editor.execute("DROP INDEX IF EXISTS organisations_newest_first", params=None)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_BACKWARDS, params=None)
            return
        remove_triggers(schema_editor, SQLITE_TRIGGERS)
        schema_editor.execute("DROP TABLE IF EXISTS members_organisation_search", params=None)

    def describe(self) -> str:
        return "Keep an index in which organisations are looked for"

    @property
    def migration_name_fragment(self) -> str:
        return "search_index"
