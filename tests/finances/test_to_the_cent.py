"""Whatever is budgeted, in whichever currencies: every output tells the same amounts, to the minor unit."""

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.finances.models import Category, ExchangeRate, FinancialYear, Line, Statement
from alliance.finances.money import minor_digits
from tests.finances.conftest import source_of

CURRENCIES = ("EUR", "JPY", "TND", "USD")
CATEGORIES = [("income", "Grants"), ("income", "Gifts"), ("expense", "Staff"), ("expense", "Travel")]
ROW = re.compile(r'<tr class="line [^"]*"><th scope="row"><bdi>(.*?)</bdi></th>(.*?)</tr>')
CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)


@st.composite
def amounts(draw: st.DrawFn) -> tuple[Decimal, str]:
    currency = draw(st.sampled_from(CURRENCIES))
    # Ten of them at the highest rate are a total that its column can hold.
    units = draw(st.integers(min_value=1, max_value=10**7))
    return Decimal(units).scaleb(-minor_digits(currency)), currency


RATES = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(1000), places=8)
LINES = st.lists(st.tuples(st.sampled_from(("budget", "actual")), st.sampled_from(range(4)), amounts()), max_size=10)
SOURCES = st.lists(amounts(), max_size=5)


def publish(currency: str, rates: list[Decimal], lines: list[Any], sources: list[Any]) -> FinancialYear:
    year = FinancialYear.objects.create(
        slug="2025", first_day="2025-01-01", last_day="2025-12-31", currency=currency, budget_due="2025-03-31"
    )
    for other, rate in zip([it for it in CURRENCIES if it != currency], rates, strict=True):
        ExchangeRate.objects.create(year=year, currency=other, rate=rate, source="A bank", day="2025-01-02")
    grants, *categories = [Category.objects.create(year=year, kind=kind, name=name) for kind, name in CATEGORIES]
    for number, (amount, given_in) in enumerate(sources):
        source_of(year, funder=f"Funder {number}", amount=amount, currency=given_in, starts_on=date(2025, 1, 1))
    for kind in ("budget", "actual"):
        statement = Statement.objects.create(
            year=year, kind=kind, approved_by="General assembly", approved_on="2025-02-01"
        )
        # None is without a line.
        own = [(0, (Decimal(1), currency)), *((place, amount) for of, place, amount in lines if of == kind)]
        for number, (place, (amount, given_in)) in enumerate(own):
            Line.objects.create(
                statement=statement,
                category=[grants, *categories][place],
                description=f"Line {number}",
                amount=amount,
                currency=given_in,
            )
        accounts = getattr(FinancialYear.objects.get().drafts, kind)
        statement.stated_income = accounts.total_income.amount
        statement.stated_expense = accounts.total_expense.amount
        statement.save()
        statement.publish(by=None)
    return FinancialYear.objects.get()


def figure(cell: str) -> Decimal:
    """What a cell of the page says, without what was given in another currency."""
    written = unescape(re.sub(r"<[^>]+>", "", cell.partition('<bdi class="given">')[0]))
    amount = Decimal(re.sub(r"[^\d.]", "", written) or "0")
    return -amount if "-" in written else amount


def table(page: str, caption: str) -> str:
    return page.partition(f"<caption>{caption}</caption>")[2].partition("</table>")[0]


def cells(row: str) -> list[Decimal]:
    return [figure(cell) for cell in CELL.findall(row)]


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(client.get(address).getvalue().decode().splitlines()))


def totals(rows: list[dict[str, str]]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row["statement"], row["kind"]] += Decimal(row["converted_amount"])
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    currency=st.sampled_from(CURRENCIES),
    rates=st.lists(RATES, min_size=3, max_size=3),
    lines=LINES,
    sources=SOURCES,
)
@pytest.mark.django_db
def test_page_charts_files_and_iati_tell_the_same_amounts(
    client: Client, currency: str, rates: list[Decimal], lines: list[Any], sources: list[Any]
) -> None:
    with transaction.atomic(), override_settings(ORGANISATION_IDENTIFIER="XI-EXAMPLE-1"):
        publish(currency, rates, lines, sources)
        rows = rows_of(client, "/transparency/budgets.csv")
        page = client.get("/transparency/2025/").content.decode()
        glance = client.get("/transparency/").content.decode()
        organisation = ElementTree.fromstring(client.get("/transparency/iati.xml").content)
        funding = rows_of(client, "/transparency/funding.csv")
        transaction.set_rollback(True)

    assert len(rows) == len(lines) + 2
    of_each = totals(rows)
    assert_page_has(page, rows, of_each)
    assert_charts_have(page, glance, of_each)
    assert_iati_has(organisation, rows, of_each)
    assert_funding_is_told(glance, funding)


def assert_page_has(page: str, rows: list[dict[str, str]], of_each: Counter[tuple[str, str]]) -> None:
    found = {}
    for kind, caption in (("income", "Income"), ("expense", "Expense")):
        sheet = table(page, caption)
        for name, row in ROW.findall(sheet):
            found.setdefault((kind, name), []).append(cells(row))
        budgeted, actual = of_each["budget", kind], of_each["actual", kind]
        assert cells(sheet.partition("<tfoot>")[2]) == [budgeted, actual, actual - budgeted]
    for statement, column in (("budget", 0), ("actual", 1)):
        told = Counter((kind, name, row[column]) for (kind, name), them in found.items() for row in them if row[column])
        of_file = ((row, Decimal(row["converted_amount"])) for row in rows if row["statement"] == statement)
        assert told == Counter((row["kind"], row["description"], amount) for row, amount in of_file if amount)
    for row in (row for rows_of_line in found.values() for row in rows_of_line):
        assert row[2] == row[1] - row[0]


def assert_charts_have(page: str, glance: str, of_each: Counter[tuple[str, str]]) -> None:
    """The flow is of what the year came to; it is as wide as the larger of income and expense."""
    income, expense = of_each["actual", "income"], of_each["actual", "expense"]
    for page_with_flow in (page, glance):
        for caption in ("Where it comes from", "Where it goes"):
            rows = table(page_with_flow, caption).split("</tr>")[1:-1]
            assert sum(cells(row)[0] for row in rows) == max(income, expense)
    years = glance.partition("<caption>Years told in")[2].partition("</table>")[0].split("</tr>")[1:-1]
    assert [cells(row) for row in years] == [
        [of_each[statement, "income"], of_each[statement, "expense"]] for statement in ("budget", "actual")
    ]


def assert_iati_has(root: ElementTree.Element, rows: list[dict[str, str]], of_each: Counter[tuple[str, str]]) -> None:
    for statement, whole, part in (
        ("budget", "total-budget", "budget-line"),
        ("actual", "total-expenditure", "expense-line"),
    ):
        told = root.find(f"iati-organisation/{whole}")
        assert Decimal(told.find("value").text) == of_each[statement, "expense"]
        assert {line.get("ref"): Decimal(line.find("value").text) for line in told.iter(part)} == {
            row["line"]: Decimal(row["converted_amount"])
            for row in rows
            if (row["statement"], row["kind"]) == (statement, "expense")
        }


def assert_funding_is_told(glance: str, funding: list[dict[str, str]]) -> None:
    told = table(glance, "Funders in 2025").split("</tr>")[1:-1]
    assert Counter(cells(row)[0] for row in told) == Counter(Decimal(row["converted_amount"]) for row in funding)
