"""The pages of the accounts: what they tell, what they keep back, and what they cost."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

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

ALL_YEARS = "/transparency/"
YEAR = "/transparency/2025/"


def told(client: Client, address: str) -> str:
    """The words of a page, without its markup, with one space between two."""
    page = client.get(address).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])).split())


@pytest.fixture
def published(budget: Statement) -> FinancialYear:
    budget.publish(by=None)
    return budget.year


@pytest.fixture
def ended(published: FinancialYear) -> FinancialYear:
    """The year with what it came to: 1,800 EUR received as planned, 1,640 EUR spent, 110 EUR less than planned."""
    actual = Statement.objects.create(
        year=published,
        kind="actual",
        stated_income=Decimal(1800),
        stated_expense=Decimal(1640),
        approved_by="General assembly",
        approved_on=date(2026, 2, 1),
    )
    amounts = [
        ("Grants", "Imaginary Foundation", 900, "EUR"),
        ("Grants", "Fictional Fund", 1000, "USD"),
        ("Staff", "", 1040, "EUR"),
        ("Travel", "", 600, "EUR"),
    ]
    for name, description, amount, currency in amounts:
        category = Category.objects.get(year=published, name=name)
        Line.objects.create(
            statement=actual, category=category, description=description, amount=amount, currency=currency
        )
    actual.publish(by=None)
    return published


def test_site_without_accounts_says_so_kindly(client: Client, db: None) -> None:
    words = told(client, ALL_YEARS)

    assert "No accounts are published yet." in words
    assert "All years" not in words


def test_all_years_tell_in_plain_words_who_gives_and_how_much(client: Client, published: FinancialYear) -> None:
    words = told(client, ALL_YEARS)

    assert "For 2025 the Alliance expects €1,800.00 and plans to spend €1,750.00." in words
    assert "2 funders give €1,800.00 in 2025. The largest, Imaginary Foundation, gives 50% of it." in words
    assert "2025 Budget €1,800.00 €1,750.00" in words


def test_year_that_has_ended_tells_what_it_came_to(client: Client, ended: FinancialYear) -> None:
    words = told(client, ALL_YEARS)

    assert "In 2025 the Alliance received €1,800.00 and spent €1,640.00." in words
    assert "2025 Actual €1,800.00 €1,640.00" in words
    assert "Staff €1,000.00 €1,040.00 €40.00" in words
    assert "Programme €750.00 €600.00 -€150.00" in words


def test_figures_are_written_as_the_language_of_the_page_has_them(client: Client, published: FinancialYear) -> None:
    assert "1.800,00\xa0€" in unescape(client.get("/es/transparency/").content.decode())


def test_missing_budget_is_shown_with_since_when(client: Client, year: FinancialYear) -> None:
    FinancialYear.objects.update(budget_missing_since=year.budget_due)

    for address in (ALL_YEARS, YEAR):
        assert "The budget of 2025 is missing: it was to be published by 31 March 2025." in told(client, address)


def test_year_has_every_line_with_subtotals_and_what_was_given(client: Client, published: FinancialYear) -> None:
    words = told(client, YEAR)

    assert "Grants €1,800.00 Imaginary Foundation €900.00 Fictional Fund €900.00 $1,000.00 Total €1,800.00" in words
    assert ("Staff €1,000.00 Programme €750.00 In this category itself €250.00 Travel €500.00 Total €1,750.00") in words
    assert "All totals are in EUR: amounts in other currencies are converted at the year's stated rate." in words
    assert "1 USD = 0.9 EUR An imaginary bank , 2 January 2025" in words
    assert "Approved by General assembly on 1 February 2025, published on" in words


def test_year_that_has_ended_has_both_statements_side_by_side(client: Client, ended: FinancialYear) -> None:
    words = told(client, YEAR)

    assert "Category and line Budgeted Actual Difference" in words
    assert "Programme €750.00 €600.00 -€150.00" in words
    assert "In this category itself €250.00 -€250.00" in words
    assert "Total €1,750.00 €1,640.00 -€110.00" in words


def test_sources_are_told_with_their_agreements(client: Client, published: FinancialYear) -> None:
    page = client.get(YEAR).content.decode()
    sources = {it.funder: it.pk for it in FundingSource.objects.all()}

    assert f'href="/transparency/2025/agreement-{sources["Imaginary Foundation"]}.pdf"' in page
    assert f'id="source-{sources["Fictional Fund"]}"' in page
    assert 'href="https://example.org/agreement"' in page
    assert "50% of all that is given" in told(client, YEAR)


def test_correction_is_shown_with_both_values_and_lines_that_no_longer_add_up(
    client: Client, published: FinancialYear
) -> None:
    staff = Line.objects.get(category__name="Staff")
    Correction.objects.correct(staff, field="amount", value="1000.01", reason="A figure was misread.", by=None)

    words = told(client, YEAR)

    assert "Total of expense: the lines add up to €1,750.01, and €1,750.00 is stated." in words
    assert "Line : Staff , amount 1000 1000.01" in words
    assert "A figure was misread." in words
    assert "Staff €1,000.01" in words


def test_page_without_corrections_or_other_currencies_does_not_speak_of_them(client: Client, budget: Statement) -> None:
    for model in (Line, FundingSource):
        model.objects.filter(currency="USD").update(amount=Decimal(900), currency="EUR")
    ExchangeRate.objects.all().delete()
    budget.publish(by=None)

    words = told(client, YEAR)

    assert "All totals are in EUR." in words
    for silent in ("Corrections", "Exchange rates", "do not add up", "Difference"):
        assert silent not in words


def test_flow_has_what_is_left_over_and_tells_at_most_eight_apart(client: Client, budget: Statement) -> None:
    grants = Category.objects.get(name="Grants")
    for number in range(12):
        Line.objects.create(
            statement=budget, category=grants, description=f"Small fund {number}", amount=Decimal(1), currency="EUR"
        )
    Statement.objects.update(stated_income=Decimal(1812))
    budget.publish(by=None)

    flow = told(client, YEAR).partition("Where it comes from")[2].partition("Every line")[0]

    assert "8 All others €7.00" in flow
    assert "Small fund 4" in flow
    assert "Small fund 5" not in flow
    assert "Kept for later years €62.00" in flow


def test_what_is_lacking_comes_from_what_was_kept(client: Client, budget: Statement) -> None:
    Line.objects.filter(category__name="Staff").update(amount=Decimal(1100))
    Statement.objects.update(stated_expense=Decimal(1850))
    budget.publish(by=None)

    assert "Taken from what was kept €50.00" in told(client, YEAR)


def test_flow_is_read_from_the_right_where_the_page_is(client: Client, published: FinancialYear) -> None:
    groups = {
        address: re.findall(r'<g class="flow-(\w+)"', client.get(address).content.decode())
        for address in (YEAR, f"/ar{YEAR}")
    }

    assert groups == {YEAR: ["sources", "uses"], f"/ar{YEAR}": ["uses", "sources"]}


def test_unknown_year_leads_to_those_that_there_are(client: Client, published: FinancialYear) -> None:
    response = client.get("/transparency/1999/")

    assert response.status_code == 404
    assert "There are no accounts of such a year." in response.content.decode()
    assert 'href="/transparency/"' in response.content.decode().partition("<main")[2]


def fill(statement: Statement, lines: int) -> None:
    """As many lines in all, in groups of twenty, half of them in another currency."""
    year = statement.year
    Subtotal.objects.all().delete()
    Line.objects.all().delete()
    groups = [
        Category.objects.create(year=year, kind="expense", name=f"Group {number}", position=number)
        for number in range(-(-lines // 20))
    ]
    Line.objects.bulk_create(
        Line(
            statement=statement,
            category=groups[number // 20],
            description=f"Line {number}",
            amount=Decimal(10),
            currency=("EUR", "USD")[number % 2],
        )
        for number in range(lines)
    )
    Statement.objects.update(stated_income=0, stated_expense=Decimal(lines) * 19 / 2)


@pytest.mark.parametrize("lines", [10, 2000])
@pytest.mark.parametrize(("address", "queries"), [(ALL_YEARS, 10), (YEAR, 10)])
def test_page_takes_as_many_queries_however_many_lines_there_are(
    client: Client,
    budget: Statement,
    django_assert_num_queries: Callable[..., AbstractContextManager[None]],
    lines: int,
    address: str,
    queries: int,
) -> None:
    fill(budget, lines)
    budget.publish(by=None)

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_pages_read_no_clock(client: Client, published: FinancialYear, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [client.get(address).content for address in (ALL_YEARS, YEAR)]

    def no_clock(*arguments: object) -> None:
        raise AssertionError("a page asked for the time")

    for name in ("now", "localdate"):
        monkeypatch.setattr(timezone, name, no_clock)

    assert [client.get(address).content for address in (ALL_YEARS, YEAR)] == before
