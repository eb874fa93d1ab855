from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from alliance.accounts.models import User
from alliance.finances.models import (
    Category,
    Correction,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    NothingToCorrect,
    Statement,
    Subtotal,
)


@pytest.fixture
def published(budget: Statement, treasurer: User) -> Statement:
    budget.publish(by=treasurer)
    return budget


def correct(row: models.Model, field: str, value: Any, **more: Any) -> Correction:
    return Correction.objects.correct(row, field=field, value=value, **{"reason": "Misread.", "by": None} | more)


def staff_line() -> Line:
    return Line.objects.get(category__name="Staff")


def test_correction_holds_and_the_row_stays(published: Statement, treasurer: User) -> None:
    correction = correct(staff_line(), "amount", "1000.50", by=treasurer)

    assert (correction.old_value, correction.new_value, correction.by) == ("1000.000", "1000.500", treasurer)
    assert staff_line().amount == Decimal(1000)
    accounts = published.year.accounts
    assert str(accounts.budget.total_expense) == "1750.50 EUR"
    assert [(it.subject, it.old, it.new) for it in accounts.corrections] == [("Staff", "1000", "1000.5")]


def test_what_no_longer_adds_up_is_shown_until_the_total_is_corrected(published: Statement) -> None:
    correct(staff_line(), "amount", Decimal(1001))
    assert [str(it) for it in published.year.accounts.discrepancies] == [
        "Total of expense: the lines add up to €1,751.00, and €1,750.00 is stated."
    ]

    correct(published, "stated_expense", Decimal(1751))

    assert published.year.accounts.discrepancies == []


def test_corrections_of_a_correction_chain(published: Statement) -> None:
    for amount in (1001, 1002, 1000):
        correct(staff_line(), "amount", amount)

    rows = Correction.objects.values_list("number", "old_value", "new_value")
    assert list(rows) == [(1, "1000.000", "1001.000"), (2, "1001.000", "1002.000"), (3, "1002.000", "1000.000")]
    assert published.year.accounts.discrepancies == []


def test_corrected_rate_converts_every_amount_anew(published: Statement) -> None:
    correct(ExchangeRate.objects.get(), "rate", "0.8")

    accounts = published.year.accounts
    assert str(accounts.budget.total_income) == "1700.00 EUR"
    assert str(accounts.total_given) == "1700.00 EUR"


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Category, "name", "Salaries"),
        (Subtotal, "amount", "751"),
        (FundingSource, "is_restricted", True),
        (FundingSource, "ends_on", "2025-12-31"),
        (FundingSource, "country", "ES"),
        (FundingSource, "kind", "company"),
        (Statement, "approved_on", date(2025, 2, 2)),
        (Line, "currency", "USD"),
    ],
)
def test_every_kind_of_field_is_corrected(
    published: Statement, model: type[models.Model], field: str, value: object
) -> None:
    row = model.objects.order_by("pk").first()

    correction = correct(row, field, value)

    held = published.year.accounts.row(correction.record, row.pk)
    assert getattr(held, field) == row._meta.get_field(field).to_python(value)
    assert published.year.accounts.corrections[0].new


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Line, "amount", "-1"),
        (Line, "amount", "much"),
        (Line, "amount", "1.005"),
        (Line, "amount", ""),
        (Line, "currency", "XXX"),
        (Line, "currency", "CHF"),
        (FundingSource, "currency", "CHF"),
        (FundingSource, "amount", "0"),
        (FundingSource, "ends_on", "2024-12-31"),
        (FundingSource, "kind", "friend"),
        (FundingSource, "funder", ""),
        (FundingSource, "link", "nowhere"),
        (ExchangeRate, "rate", "0"),
        (Category, "name", ""),
        (Statement, "stated_income", ""),
        (Statement, "approved_on", ""),
        (Statement, "approved_by", ""),
        (Statement, "stated_income", "1800.005"),
        # Not of what can be corrected.
        (Statement, "kind", "actual"),
        (Line, "category", "1"),
    ],
)
def test_value_that_the_field_would_not_take_is_refused(
    published: Statement, model: type[models.Model], field: str, value: str
) -> None:
    with pytest.raises(ValidationError):
        correct(model.objects.order_by("pk").first(), field, value)

    assert not Correction.objects.exists()


def test_name_of_another_category_is_refused(published: Statement) -> None:
    with pytest.raises(ValidationError):
        correct(Category.objects.get(name="Travel"), "name", "Staff")


def test_withheld_source_whose_name_comes_back_has_to_say_of_its_agreement(budget: Statement) -> None:
    FundingSource.objects.filter(funder="Fictional Fund").update(agreement_link="", withheld_reason="safety")
    budget.publish(by=None)

    with pytest.raises(ValidationError, match="neither a link nor a PDF"):
        correct(FundingSource.objects.get(funder="Fictional Fund"), "withheld_reason", "")


def test_correction_that_changes_nothing_is_refused(published: Statement) -> None:
    with pytest.raises(NothingToCorrect, match="already"):
        correct(staff_line(), "amount", "1000.00")


def test_correction_of_what_somebody_corrected_meanwhile_is_refused(published: Statement) -> None:
    correct(staff_line(), "amount", 1001)

    with pytest.raises(NothingToCorrect, match="meanwhile"):
        correct(staff_line(), "amount", 1002, shown="1000.000")


def test_correction_without_a_reason_is_refused(published: Statement) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        correct(staff_line(), "amount", 1001, reason="  ")


def test_draft_is_edited_and_not_corrected(budget: Statement) -> None:
    with pytest.raises(ValidationError):
        correct(staff_line(), "amount", 1001)


@pytest.mark.parametrize(
    "columns",
    [
        {"number": 0},
        {"reason": ""},
        {"record": "year"},
        {"new_value": "1000.000"},
    ],
)
def test_database_refuses_a_correction_that_is_none(published: Statement, columns: dict[str, object]) -> None:
    usual = {"record": "line", "row": 1, "field": "amount", "number": 1, "old_value": "1000.000", "new_value": "1.000"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(year=published.year, **usual | {"reason": "Misread."} | columns)


def test_database_refuses_two_corrections_of_the_same_value(published: Statement) -> None:
    correction = correct(staff_line(), "amount", 1001)

    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(
            year=published.year,
            **{"record": "line", "row": correction.row, "field": "amount", "number": 1},
            **{"old_value": "1000.000", "new_value": "7.000", "reason": "Also."},
        )


def test_one_year_is_corrected_without_the_other(published: Statement) -> None:
    other = FinancialYear.objects.create(
        slug="2026",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        currency="EUR",
        budget_due=date(2026, 3, 31),
    )
    correct(staff_line(), "amount", 1001)

    assert other.accounts.corrections == []
