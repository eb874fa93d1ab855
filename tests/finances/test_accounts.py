from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.finances.accounts import read
from alliance.finances.models import (
    Category,
    Correction,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
    Subtotal,
)
from alliance.finances.money import CURRENCIES, Money, minor_unit
from alliance.finances.rates import Rates
from alliance.finances.statement_accounts import StatementAccounts

OFTEN = st.sampled_from(("EUR", "JPY", "TND", "USD", "XOF"))
CURRENCY = st.one_of(OFTEN, st.sampled_from(CURRENCIES))
RATE = st.decimals(min_value=Decimal("0.00000001"), max_value=Decimal(99999), places=8)


@st.composite
def amounts(draw: st.DrawFn) -> Money:
    currency = draw(CURRENCY)
    return Money(draw(st.integers(0, 10**9)) * minor_unit(currency), currency)


@st.composite
def budgets(draw: st.DrawFn) -> StatementAccounts:
    """A budget in memory: a tree of categories of both kinds, and lines in many currencies, each with its rate."""
    year = FinancialYear(slug="2025", currency=draw(CURRENCY))
    categories: list[Category] = []
    for pk in range(1, draw(st.integers(1, 8)) + 1):
        kind = draw(st.sampled_from(("income", "expense")))
        alike = [it for it in categories if it.kind == kind]
        parent = draw(st.sampled_from([None, *alike]))
        categories.append(Category(pk=pk, year=year, kind=kind, name=f"Category {pk}", parent=parent))
    filed = draw(st.lists(st.tuples(amounts(), st.sampled_from(categories)), max_size=12))
    lines = [
        Line(pk=pk, category=category, amount=amount.amount, currency=amount.currency)
        for pk, (amount, category) in enumerate(filed, start=1)
    ]
    others = {line.currency for line in lines} - {year.currency}
    rates = [ExchangeRate(currency=currency, rate=draw(RATE)) for currency in sorted(others)]
    return StatementAccounts(
        Statement(year=year, kind="budget"),
        lines=lines,
        subtotals=(),
        categories=categories,
        rates=Rates(year.currency, rates),
    )


@settings(deadline=None)
@given(budgets())
def test_converted_lines_add_up_to_every_total_to_the_minor_unit(budget: StatementAccounts) -> None:
    currency = budget.rates.currency

    for kind, total in (("income", budget.total_income), ("expense", budget.total_expense)):
        lines = [line.converted for line in budget.lines if line.category.kind == kind]
        assert total == Money.total(lines, currency)
        assert total.amount % minor_unit(currency) == 0
    for node in (node for top in (*budget.income, *budget.expense) for node in top.walk()):
        within = [line.converted for part in node.walk() for line in part.lines]
        assert node.total == Money.total(within, currency)
    assert budget.balance + budget.total_expense == budget.total_income
    assert budget.without_rate == []


@settings(deadline=None)
@given(budgets(), st.integers(1, 10**6))
def test_stated_total_is_a_discrepancy_exactly_if_it_differs(budget: StatementAccounts, more: int) -> None:
    budget.statement.stated_income = budget.total_income.amount
    budget.statement.stated_expense = budget.total_expense.amount + more * minor_unit(budget.rates.currency)

    found = [(it.of, it.computed) for it in budget.discrepancies]

    assert found == [("Total of expense", budget.total_expense)]


CORRECTED = st.lists(
    st.tuples(
        st.sampled_from(("Staff", "Travel", "Grants")), st.integers(1, 10**8).map(lambda cents: cents / Decimal(100))
    ),
    min_size=1,
    max_size=6,
)


def published_rows() -> list[dict[str, Any]]:
    models = (FinancialYear, Statement, Line, Subtotal, Category, ExchangeRate, FundingSource)
    return [model_to_dict(row) for model in models for row in model.objects.order_by("pk")]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corrected=CORRECTED)
def test_corrections_chain_and_nothing_published_changes(
    budget: Statement, corrected: list[tuple[str, Decimal]]
) -> None:
    with transaction.atomic():
        budget.publish(by=None)
        before = published_rows()
        lines = {name: Line.objects.filter(category__name=name).order_by("pk").first() for name, _ in corrected}
        held = {name: line.amount for name, line in lines.items()}
        for name, amount in corrected:
            if held[name] != amount:
                Correction.objects.correct(lines[name], field="amount", value=amount, reason="Again.", by=None)
                held[name] = amount

        accounts = FinancialYear.objects.get().accounts
        for name, line in lines.items():
            assert accounts.row("line", line.pk).amount == held[name]
            chain = list(Correction.objects.filter(row=line.pk).order_by("number"))
            assert [it.number for it in chain] == list(range(1, len(chain) + 1))
            assert all(later.old_value == earlier.new_value for earlier, later in pairwise(chain))
        converted = [line.converted for line in accounts.budget.lines if line.category.kind == "expense"]
        assert accounts.budget.total_expense == Money.total(converted, "EUR")
        assert published_rows() == before
        transaction.set_rollback(True)


def test_shares_are_told_with_the_largest_first(budget: Statement) -> None:
    FundingSource.objects.filter(funder="Fictional Fund").update(amount=Decimal(3000))
    budget.publish(by=None)

    accounts = budget.year.accounts

    assert [(it.name, str(it.total), it.share) for it in accounts.shares] == [
        ("Fictional Fund", "2700.00 EUR", Decimal("0.75")),
        ("Imaginary Foundation", "900.00 EUR", Decimal("0.25")),
    ]
    assert accounts.largest_share == accounts.shares[0]
    assert [it.share for it in accounts.sources] == [Decimal("0.75"), Decimal("0.25")]


def test_tree_has_the_categories_in_order_with_what_is_part_of_them(budget: Statement) -> None:
    accounts = budget.year.drafts.budget

    told = [(str(it.category), it.depth, str(it.total)) for top in accounts.expense for it in top.walk()]

    assert told == [("Staff", 0, "1000.00 EUR"), ("Programme", 0, "750.00 EUR"), ("Travel", 1, "500.00 EUR")]
    assert str(accounts.balance) == "50.00 EUR"
    assert str(accounts.expense[1].stated) == "750.00 EUR"


def test_any_number_of_years_is_read_with_the_same_queries(
    budget: Statement, year: FinancialYear, category: Callable[..., Category]
) -> None:
    budget.publish(by=None)
    Correction.objects.correct(Line.objects.first(), field="amount", value="901", reason="Misread.", by=None)
    few = queries_of_reading()

    for number in range(2026, 2030):
        later = FinancialYear.objects.create(
            slug=str(number),
            first_day=date(number, 1, 1),
            last_day=date(number, 12, 31),
            currency="EUR",
            budget_due=date(number, 3, 31),
            budget_missing_since=date(number, 3, 31),
        )
        filed_under = Category.objects.create(year=later, kind="income", name="Grants")
        statement = Statement.objects.create(year=later, kind="budget")
        Line.objects.create(statement=statement, category=filed_under, amount=Decimal(1), currency="EUR")

    assert queries_of_reading() == few
    assert len(FinancialYear.objects.public()) == 5


def queries_of_reading() -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for accounts in read(FinancialYear.objects.public()):
            repr((accounts.sources, accounts.shares, accounts.corrections, accounts.discrepancies))
            repr([accounts.compared(kind) for kind in ("income", "expense")])
    return len(queries)
