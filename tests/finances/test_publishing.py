from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from alliance.accounts.models import User
from alliance.finances.models import (
    AgreementDocument,
    Category,
    FinancialYear,
    FundingSource,
    Line,
    PublishingRefused,
    Statement,
    Subtotal,
)
from alliance.finances.publishing import Draft
from tests.finances.conftest import source_of


def refused(statement: Statement, **more: str) -> list[str]:
    with pytest.raises(PublishingRefused) as refusal:
        statement.publish(by=None, **more)
    assert not statement.year.publications.exists()
    return refusal.value.sentences


def test_budget_is_published_with_all_of_its_year(budget: Statement, treasurer: User) -> None:
    publication = budget.publish(by=treasurer, shown=Draft(budget).fingerprint)

    assert (publication.statement, publication.by) == (budget, treasurer)
    assert {it.published_with for it in Category.objects.all()} == {publication}
    assert {it.published_with for it in FundingSource.objects.all()} == {publication}
    assert AgreementDocument.objects.published().count() == 1
    assert FinancialYear.objects.public().get().accounts.budget.total_income.amount == Decimal(1800)


def test_nothing_is_public_before(budget: Statement) -> None:
    accounts = budget.year.accounts

    assert (accounts.budget, accounts.actual, accounts.sources, accounts.shares) == (None, None, [], [])
    assert not FinancialYear.objects.public().exists()


def test_publishing_finds_the_missing_budget(budget: Statement) -> None:
    FinancialYear.objects.update(budget_missing_since=budget.year.budget_due)

    budget.publish(by=None)

    assert not FinancialYear.objects.overdue().exists()


def test_published_twice_is_refused(budget: Statement) -> None:
    budget.publish(by=None)

    with pytest.raises(PublishingRefused, match="published already"):
        budget.publish(by=None)


@pytest.mark.parametrize(
    "edit",
    [
        lambda budget: Line.objects.filter(amount=250).update(notes="Another."),
        lambda budget: FundingSource.objects.update(purpose="Another."),
        lambda budget: Category.objects.filter(name="Staff").update(name="Salaries"),
        lambda budget: budget.document.delete(),
        lambda budget: FinancialYear.objects.update(budget_due=date(2025, 4, 1)),
    ],
)
def test_what_the_publisher_was_not_shown_is_not_published(
    budget: Statement, edit: Callable[[Statement], object]
) -> None:
    shown = Draft(budget).fingerprint

    edit(Statement.objects.get(pk=budget.pk))

    assert refused(budget, shown=shown) == ["It has changed since you opened this page. Read it again."]


def test_lines_have_to_add_up_to_the_stated_totals(budget: Statement) -> None:
    Statement.objects.update(stated_income=Decimal("1800.01"))
    Subtotal.objects.update(amount=Decimal(749))

    assert refused(budget) == [
        "Total of income: the lines add up to €1,800.00, and €1,800.01 is stated.",
        "Programme: the lines add up to €750.00, and €749.00 is stated.",
    ]


def test_stated_subtotal_without_lines_does_not_add_up(budget: Statement, category: Callable[..., Category]) -> None:
    Subtotal.objects.create(statement=budget, category=category("expense", "Rent"), amount=Decimal(10))

    assert refused(budget) == ["Rent: the lines add up to €0.00, and €10.00 is stated."]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"stated_income": None}, "The totals of income and expense are not stated."),
        ({"stated_expense": None}, "The totals of income and expense are not stated."),
        ({"approved_by": ""}, "It is not said who approved it, and when."),
        ({"approved_on": None}, "It is not said who approved it, and when."),
    ],
)
def test_incomplete_budget_is_refused(budget: Statement, columns: dict[str, object], sentence: str) -> None:
    Statement.objects.update(**columns)

    assert refused(budget) == [sentence]


def test_budget_without_lines_is_refused(budget: Statement) -> None:
    Subtotal.objects.all().delete()
    Line.objects.all().delete()
    Statement.objects.update(stated_income=0, stated_expense=0)

    assert refused(budget) == ["It has no lines."]


def test_currency_without_a_rate_is_refused_with_its_line_and_source(budget: Statement) -> None:
    budget.year.rates.all().delete()
    Statement.objects.update(stated_income=Decimal(900))

    assert refused(budget) == [
        "Grants: Fictional Fund: the year states no exchange rate for USD.",
        "Fictional Fund: the year states no exchange rate for USD.",
    ]


def test_source_that_is_silent_of_its_agreement_is_refused(budget: Statement) -> None:
    FundingSource.objects.update(agreement_link="")

    assert refused(budget) == ["Fictional Fund: it is neither shown what was agreed, nor said why not."]


@pytest.mark.parametrize("columns", [{"no_agreement_because": "It asked for it."}, {"withheld_reason": "safety"}])
def test_source_that_says_why_is_published(budget: Statement, columns: dict[str, str]) -> None:
    FundingSource.objects.update(agreement_link="", **columns)

    budget.publish(by=None)

    assert len(budget.year.accounts.sources) == 2


def test_year_that_has_not_ended_has_no_actuals(budget: Statement) -> None:
    today = timezone.localdate()
    FinancialYear.objects.update(last_day=today)
    Statement.objects.update(kind="actual")

    assert refused(Statement.objects.get()) == ["The year has not ended."]


def test_actuals_follow_the_budget_with_sources_of_their_own(budget: Statement) -> None:
    budget.publish(by=None)
    year = FinancialYear.objects.get()
    actual = Statement.objects.create(
        year=year,
        kind="actual",
        stated_income=Decimal(950),
        stated_expense=Decimal(80),
        approved_by="General assembly",
        approved_on=date(2026, 2, 1),
    )
    later = source_of(year, funder="Late Fund", amount=Decimal(50))
    gifts = Category.objects.create(year=year, kind="income", name="Gifts")
    for category, amount in ((gifts, 950), (Category.objects.get(name="Travel"), 80)):
        Line.objects.create(statement=actual, category=category, amount=Decimal(amount), currency="EUR")
    assert {it.name for it in year.accounts.sources} == {"Imaginary Foundation", "Fictional Fund"}

    publication = actual.publish(by=None)

    later.refresh_from_db()
    assert later.published_with == publication
    accounts = year.accounts
    assert len(accounts.sources) == 3
    compared = [(str(it.category), it.depth, it.budgeted, it.actual) for it in accounts.compared("expense")]
    assert [(name, depth, str(a), str(b)) for name, depth, a, b in compared] == [
        ("Staff", 0, "1000.00 EUR", "0.00 EUR"),
        ("Programme", 0, "750.00 EUR", "80.00 EUR"),
        ("Travel", 1, "500.00 EUR", "80.00 EUR"),
    ]
