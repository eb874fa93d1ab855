from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from alliance.finances.jobs import find_missing_budgets
from alliance.finances.models import FinancialYear, Publication, Statement

LAST_DAY = datetime(2025, 3, 31, 23, 59, tzinfo=UTC)
DAY_AFTER = datetime(2025, 4, 1, tzinfo=UTC)


def test_budget_is_missing_from_the_day_after_it_was_due(year: FinancialYear) -> None:
    assert list(find_missing_budgets(now=LAST_DAY, dry_run=False)) == []

    assert list(find_missing_budgets(now=DAY_AFTER, dry_run=False)) == [
        "The budget of 2025 is missing since 2025-03-31."
    ]

    year.refresh_from_db()
    assert (year.budget_missing_since, year.is_budget_missing) == (date(2025, 3, 31), True)
    assert list(FinancialYear.objects.overdue()) == [year]
    assert list(FinancialYear.objects.public()) == [year]


def test_missing_budget_is_found_once(year: FinancialYear) -> None:
    list(find_missing_budgets(now=DAY_AFTER, dry_run=False))

    assert list(find_missing_budgets(now=DAY_AFTER, dry_run=False)) == []
    assert not year.miss_budget(DAY_AFTER.date())


def test_dry_run_says_so_and_changes_nothing(year: FinancialYear) -> None:
    said = list(find_missing_budgets(now=DAY_AFTER, dry_run=True))

    assert said == ["The budget of 2025 would be said to be missing."]
    assert not FinancialYear.objects.overdue().exists()


def test_published_budget_is_never_missing(budget: Statement) -> None:
    budget.publish(by=None)

    assert list(find_missing_budgets(now=DAY_AFTER, dry_run=False)) == []


def test_budget_that_is_a_draft_is_missing(budget: Statement) -> None:
    assert len(list(find_missing_budgets(now=DAY_AFTER, dry_run=False))) == 1
    assert not Publication.objects.exists()


def test_tick_finds_missing_budgets(year: FinancialYear) -> None:
    said = StringIO()

    call_command("tick", stdout=said)

    assert "The budget of 2025 is missing since 2025-03-31." in said.getvalue()


def test_budget_is_missing_since_no_other_day(year: FinancialYear) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FinancialYear.objects.update(budget_missing_since=date(2025, 4, 2))
