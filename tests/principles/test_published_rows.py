"""What is published never changes: not through the ORM, not through SQL run by accident."""

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from alliance.shared.immutability import expected_triggers, installed_triggers
from principles.models import Edition, EditionClause, Translation, Wording

TABLES = ("principles_edition", "principles_editionclause", "principles_wording", "principles_translation")


@pytest.fixture
def translation(founding_edition: Edition) -> Translation:
    wording = founding_edition.text.entry("participation").wording
    return Translation.objects.create(
        wording=wording, language="es", revision=1, title="Participación", text="…", digest="d", made_at=timezone.now()
    )


def refuse(statement: str, parameters: tuple[object, ...] = ()) -> None:
    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        connection.cursor().execute(statement, parameters or None)


def test_every_trigger_is_in_place_after_all_migrations(db: None) -> None:
    assert expected_triggers() <= installed_triggers()
    assert "principles_translationmove_update" in expected_triggers()
    protected = {name.rpartition("_")[0] for name in expected_triggers()}
    assert {*TABLES, "members_endorsement", "members_decision"} <= protected


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("principles_edition", "reason"),
        ("principles_edition", "published_by_id"),
        ("principles_editionclause", "position"),
        ("principles_wording", "text"),
        ("principles_translation", "text"),
    ],
)
def test_sql_update_is_refused(translation: Translation, table: str, column: str) -> None:
    refuse(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", TABLES)
def test_sql_delete_is_refused(translation: Translation, table: str) -> None:
    refuse(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_emptying_or_replacing_is_refused(translation: Translation, table: str) -> None:
    if connection.vendor == "postgresql":
        # PostgreSQL refuses a table with checks to come before it asks the trigger.
        connection.check_constraints()
        refuse(f"TRUNCATE {table} CASCADE")
    else:
        refuse(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        refuse(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


def test_replacing_by_another_unique_key_is_refused(founding_edition: Edition) -> None:
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.create(
                major=1, minor=0, reason="Twice.", published_at=timezone.now(), effective_on="2026-01-01"
            )
        return
    columns = [field.column for field in Edition._meta.local_fields]
    chosen = [f"'{uuid.uuid4().hex}'" if column == "id" else f'"{column}"' for column in columns]
    refuse(f"INSERT OR REPLACE INTO principles_edition SELECT {', '.join(chosen)} FROM principles_edition")


def test_insert_into_a_published_list_is_refused(founding_edition: Edition) -> None:
    wording = founding_edition.text.entries[0].wording

    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        EditionClause.objects.create(edition=founding_edition, wording=wording, position=99)


@pytest.mark.parametrize(
    "write",
    [
        lambda edition: edition.save(),
        lambda edition: Edition.objects.update(reason="Another."),
        lambda edition: Wording.objects.update(text="Another."),
        lambda edition: EditionClause.objects.update(tags=[]),
        lambda edition: edition.text.entries[0].wording.save(),
        lambda edition: edition.text.entries[0].save(),
        lambda edition: edition.text.entries[0].delete(),
        lambda edition: Wording.objects.bulk_update(Wording.objects.all(), ["text"]),
        lambda edition: EditionClause.objects.all().delete(),
    ],
)
def test_orm_writes_are_refused(founding_edition: Edition, write: Callable[[Edition], object]) -> None:
    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        write(founding_edition)


def test_orm_delete_of_an_edition_or_wording_is_refused(founding_edition: Edition) -> None:
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        founding_edition.delete()
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        founding_edition.text.entries[0].wording.delete()


def test_state_of_a_translation_may_move(translation: Translation, editor: object) -> None:
    moved = Translation.objects.filter(pk=translation.pk, state="machine").update(
        state="draft", moved_by=editor, moved_at=timezone.now()
    )

    assert moved == 1


def test_nobody_moves_a_translation_on_without_a_name(translation: Translation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.update(state="reviewed")


def test_an_edition_without_a_reason_is_refused(founding_edition: Edition) -> None:
    with pytest.raises(IntegrityError, match="every_edition_has_a_reason"), transaction.atomic():
        Edition.objects.create(
            major=1,
            minor=1,
            previous=founding_edition,
            change_class="editorial",
            reason="",
            published_at=timezone.now(),
            effective_on="2026-01-01",
            digest="d",
        )


def test_an_editorial_edition_with_a_substantive_number_is_refused(founding_edition: Edition) -> None:
    with pytest.raises(IntegrityError, match="every_edition_but_the_first_has_a_class"), transaction.atomic():
        Edition.objects.create(
            major=2,
            minor=0,
            previous=founding_edition,
            change_class="editorial",
            reason="Mended.",
            published_at=timezone.now(),
            effective_on="2026-01-01",
            digest="d",
        )
