"""The cast of the accounts: who keeps them, who publishes them, and a year whose budget adds up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from alliance.accounts.models import User
from alliance.finances.models import (
    AgreementDocument,
    Category,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
    StatementDocument,
    Subtotal,
)
from alliance.finances.models.document import columns_of
from tests.conftest import member_of

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def bookkeeper(db: None) -> User:
    return member_of("Finance", email="bookkeeper@example.org", name="Bruna Bookkeeper")


@pytest.fixture
def treasurer(db: None) -> User:
    return member_of("Finance publishers", email="treasurer@example.org", name="Tomas Treasurer")


@pytest.fixture
def year(db: None) -> FinancialYear:
    """2025, told in euros, with nothing in it."""
    return FinancialYear.objects.create(
        slug="2025",
        first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 31),
        currency="EUR",
        budget_due=date(2025, 3, 31),
    )


@pytest.fixture
def category(year: FinancialYear) -> Callable[..., Category]:
    def category(kind: str, name: str, parent: Category | None = None) -> Category:
        return Category.objects.get_or_create(year=year, kind=kind, name=name, defaults={"parent": parent})[0]

    return category


def source_of(year: FinancialYear, **fields: Any) -> FundingSource:
    usual = {
        "funder": "Imaginary Foundation",
        "kind": "foundation",
        "country": "PT",
        "amount": Decimal(900),
        "currency": "EUR",
        "starts_on": year.first_day,
        "purpose": "Core costs.",
        "agreement_link": "https://example.org/agreement",
    }
    return FundingSource.objects.create(year=year, **usual | fields)


@pytest.fixture
def budget(year: FinancialYear, category: Callable[..., Category]) -> Statement:
    """Two sources, one of them in dollars, a tree of expenses with a subtotal, and a signed PDF; all of it a draft.

    1,000 USD are 900 EUR: income 1,800 EUR, expense 1,750 EUR.
    """
    budget = Statement.objects.create(
        year=year,
        kind="budget",
        stated_income=Decimal(1800),
        stated_expense=Decimal(1750),
        approved_by="General assembly",
        approved_on=date(2025, 2, 1),
    )
    ExchangeRate.objects.create(
        year=year, currency="USD", rate=Decimal("0.9"), source="An imaginary bank", day=date(2025, 1, 2)
    )
    grants = category("income", "Grants")
    staff = category("expense", "Staff")
    programme = category("expense", "Programme")
    travel = category("expense", "Travel", programme)
    amounts = [
        (grants, "Imaginary Foundation", 900, "EUR"),
        (grants, "Fictional Fund", 1000, "USD"),
        (staff, "", 1000, "EUR"),
        (programme, "", 250, "EUR"),
        (travel, "", 500, "EUR"),
    ]
    for filed_under, description, amount, currency in amounts:
        Line.objects.create(
            statement=budget, category=filed_under, description=description, amount=Decimal(amount), currency=currency
        )
    Subtotal.objects.create(statement=budget, category=programme, amount=Decimal(750))
    StatementDocument.objects.create(statement=budget, **columns_of(PDF))
    source = source_of(year)
    AgreementDocument.objects.create(source=source, **columns_of(PDF))
    source_of(year, funder="Fictional Fund", amount=Decimal(1000), currency="USD")
    return budget
