"""How PostgreSQL draws the versions of what a transaction has changed.

The transaction remembers in a setting of its own which scopes it has changed; a savepoint that is rolled back takes
that back with the change. It draws their versions at its end, after every check that was deferred, and so in a second
round: what is deferred runs in the order in which it was queued. So it holds the rows of the versions, for which all
writers wait, only while it waits for nobody itself. Of several rows it takes the locks in the order of their names.

Before it draws, it announces that it will: it takes a lock that readers see before any commit, and waits. A reader who
finds that nobody has can rely for a shorter time on what is committed (docs/adr/0017-readers-hold-the-version.md).
"""

import hashlib

from alliance.shared.content_version.models import ContentVersion
from alliance.shared.content_version.notice import ANNOUNCED, NOTICE

VERSIONS = ContentVersion._meta.db_table
IS_QUIET = "content_version_is_quiet"
POSTGRESQL = f"""
CREATE TABLE IF NOT EXISTS content_version_due (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, is_last boolean NOT NULL
);
CREATE OR REPLACE FUNCTION content_version_note(scope text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE noted text := coalesce(current_setting('alliance.changed', true), '');
BEGIN
    IF position(scope IN noted) = 0 THEN
        PERFORM set_config('alliance.changed', noted || scope || ' ', true);
        INSERT INTO content_version_due (is_last) VALUES (false);
    END IF;
END $$;
CREATE OR REPLACE FUNCTION content_version_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM content_version_note(TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION content_version_owner_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows jsonb[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[to_jsonb(NEW)] WHEN 'DELETE' THEN ARRAY[to_jsonb(OLD)]
        ELSE ARRAY[to_jsonb(OLD), to_jsonb(NEW)] END;
    changed jsonb;
    counts boolean;
BEGIN
    IF position(TG_ARGV[0] IN coalesce(current_setting('alliance.changed', true), '')) > 0 THEN
        RETURN NULL;
    END IF;
    FOREACH changed IN ARRAY rows LOOP
        -- Under the lock of the owner: who makes it public meanwhile does so before this is asked, or after the commit.
        EXECUTE format('SELECT owner.%s FROM %I AS owner WHERE owner.id = $1 FOR NO KEY UPDATE', TG_ARGV[3], TG_ARGV[1])
            INTO counts USING (changed ->> TG_ARGV[2])::bigint;
        IF counts THEN
            PERFORM content_version_note(TG_ARGV[0]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION {IS_QUIET}() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever asks lets go at once, so that no writer waits for a reader who waits for somebody else.
    RETURN CASE WHEN pg_try_advisory_lock({ANNOUNCED}) THEN pg_advisory_unlock({ANNOUNCED}) ELSE false END;
END $$;
CREATE OR REPLACE FUNCTION content_version_draw() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed text := coalesce(current_setting('alliance.changed', true), '');
BEGIN
    DELETE FROM content_version_due WHERE id = NEW.id;
    IF NEW.is_last THEN
        PERFORM pg_advisory_xact_lock_shared({ANNOUNCED});
        PERFORM pg_sleep({NOTICE});
        PERFORM 1 FROM {VERSIONS} WHERE position(scope IN changed) > 0 ORDER BY scope FOR NO KEY UPDATE;
        UPDATE {VERSIONS} SET number = hashtextextended(gen_random_uuid()::text, 0)
            WHERE position(scope IN changed) > 0 AND number IS NOT NULL;
    ELSE
        INSERT INTO content_version_due (is_last) VALUES (true);
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS content_version_due_draw ON content_version_due;
CREATE CONSTRAINT TRIGGER content_version_due_draw AFTER INSERT ON content_version_due
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION content_version_draw();
"""
# In the name of a trigger that stands for all of the above.
DRAWING = f"content_version_due_{hashlib.sha256(POSTGRESQL.encode()).hexdigest()[:6]}"
POSTGRESQL = POSTGRESQL.replace("content_version_due_draw", DRAWING)
