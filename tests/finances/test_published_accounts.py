"""What is published of the accounts never changes; what is a draft does."""

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from alliance.finances.models import (
    AgreementDocument,
    Category,
    Correction,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    Publication,
    Statement,
    StatementDocument,
    Subtotal,
)
from alliance.shared.immutability import expected_triggers, installed_triggers

SEALED = (
    *(FinancialYear, Statement, Line, Subtotal, StatementDocument),
    *(Category, ExchangeRate, FundingSource, AgreementDocument),
)
NEVER_CHANGED = (Publication, Correction)


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def refuse(statement: str) -> None:
    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        connection.cursor().execute(statement)


def fixed_columns(model: type[models.Model]) -> list[str]:
    """Those that change in no published row: all but the few that erasing writes over, and what `tick` finds."""
    mutable = {
        FinancialYear: {"budget_missing_since"},
        Statement: {"approved_by", "notes"},
        Line: {"notes"},
        FundingSource: {"funder", "purpose", "no_agreement_because"},
        Correction: {"old_value", "new_value", "reason"},
    }
    return [it.column for it in model._meta.local_fields if it.column not in mutable.get(model, set())]


EVERY_COLUMN = [(model, column) for model in (*SEALED, *NEVER_CHANGED) for column in fixed_columns(model)]


@pytest.fixture
def published(budget: Statement) -> Statement:
    publication = Publication(year=budget.year, statement=budget, at=timezone.now())
    for model in (Category, ExchangeRate, FundingSource, AgreementDocument):
        model.objects.update(published_with=publication.pk)
    publication.save(force_insert=True)
    Correction.objects.create(
        year=budget.year,
        record="line",
        row=budget.lines.first().pk,
        field="amount",
        number=1,
        old_value="900.000",
        new_value="901.000",
        reason="Read wrongly.",
    )
    return budget


def test_every_trigger_is_in_place_after_all_migrations(db: None) -> None:
    assert expected_triggers() <= installed_triggers()
    protected = {name.rpartition("_")[0] for name in expected_triggers()}
    assert {table(model) for model in (*SEALED, *NEVER_CHANGED)} <= protected


@pytest.mark.parametrize(("model", "column"), EVERY_COLUMN)
def test_sql_update_is_refused(published: Statement, model: type[models.Model], column: str) -> None:
    refuse(f'UPDATE {table(model)} SET "{column}" = "{column}"')


@pytest.mark.parametrize("model", [*SEALED, *NEVER_CHANGED])
def test_sql_delete_is_refused(published: Statement, model: type[models.Model]) -> None:
    refuse(f"DELETE FROM {table(model)}")


@pytest.mark.parametrize("model", [*SEALED, *NEVER_CHANGED])
def test_emptying_or_replacing_is_refused(published: Statement, model: type[models.Model]) -> None:
    if connection.vendor == "postgresql":
        connection.check_constraints()
        refuse(f"TRUNCATE {table(model)} CASCADE")
    else:
        refuse(f"INSERT OR REPLACE INTO {table(model)} SELECT * FROM {table(model)}")


@pytest.mark.parametrize("model", [Line, Subtotal, StatementDocument])
def test_insert_into_a_published_statement_is_refused(published: Statement, model: type[models.Model]) -> None:
    columns = [it.column for it in model._meta.local_fields if it.column != "id"]
    chosen = ", ".join(f'"{it}"' for it in columns)

    refuse(f"INSERT INTO {table(model)} ({chosen}) SELECT {chosen} FROM {table(model)} LIMIT 1")


@pytest.mark.parametrize("model", [Category, ExchangeRate, FundingSource])
def test_insert_under_a_publication_is_refused(published: Statement, model: type[models.Model]) -> None:
    columns = [it.column for it in model._meta.local_fields if it.column != "id"]
    chosen = ", ".join(f'"{it}"' for it in columns)

    refuse(f"INSERT INTO {table(model)} ({chosen}) SELECT {chosen} FROM {table(model)} LIMIT 1")


def test_draft_is_not_moved_under_a_publication(published: Statement) -> None:
    draft = Category.objects.create(year=published.year, kind="expense", name="Later")

    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        Category.objects.filter(pk=draft.pk).update(published_with=published.publication)


def test_draft_line_is_not_moved_into_a_published_statement(published: Statement) -> None:
    actual = Statement.objects.create(year=published.year, kind="actual")
    line = Line.objects.create(
        statement=actual, category=Category.objects.first(), amount=Decimal(1), currency="EUR", description="Moved"
    )

    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(statement=published)


def test_draft_does_not_replace_a_published_row(published: Statement) -> None:
    draft = Category.objects.create(year=published.year, kind="expense", name="Later")

    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            Category.objects.filter(pk=draft.pk).update(name="Staff")
    else:
        refuse(f"UPDATE OR REPLACE finances_category SET name = 'Staff' WHERE id = {draft.pk}")


@pytest.mark.parametrize(
    "write",
    [
        lambda budget: budget.save(),
        lambda budget: budget.year.save(),
        lambda budget: budget.lines.first().save(),
        lambda budget: Line.objects.update(amount=Decimal(1)),
        lambda budget: FundingSource.objects.update(amount=Decimal(1)),
        lambda budget: ExchangeRate.objects.update(rate=Decimal(1)),
        lambda budget: Category.objects.bulk_update(
            [Category(pk=it.pk, name="Other") for it in Category.objects.all()], ["name"]
        ),
        lambda budget: budget.lines.all().delete(),
        lambda budget: budget.document.delete(),
        lambda budget: Subtotal.objects.all().delete(),
        lambda budget: Correction.objects.all().delete(),
    ],
)
def test_orm_writes_are_refused(published: Statement, write: Callable[[Statement], object]) -> None:
    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        write(published)


@pytest.mark.parametrize("of", [lambda budget: budget, lambda budget: budget.year, lambda budget: budget.publication])
def test_orm_delete_of_what_is_published_is_refused(
    published: Statement, of: Callable[[Statement], models.Model]
) -> None:
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        of(published).delete()


def test_drafts_beside_a_published_budget_stay_free(published: Statement) -> None:
    year = published.year
    actual = Statement.objects.create(year=year, kind="actual", stated_income=Decimal(1))
    category = Category.objects.create(year=year, kind="expense", name="Repairs")
    Line.objects.create(statement=actual, category=category, amount=Decimal(1), currency="EUR")

    Line.objects.filter(statement=actual).update(amount=Decimal(2))
    Category.objects.filter(pk=category.pk).update(name="Mending")
    FinancialYear.objects.filter(pk=year.pk).update(budget_missing_since=year.budget_due)
    actual.delete()
    category.delete()

    assert not Statement.objects.filter(kind="actual").exists()


def test_what_names_people_can_be_written_over(published: Statement) -> None:
    assert Statement.objects.update(approved_by="[name erased]") == 1
    assert FundingSource.objects.update(funder="[name erased]") == 2


def test_key_of_a_publication_is_taken_once(published: Statement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(id=uuid.uuid4(), year=published.year, statement=published, at=timezone.now())
