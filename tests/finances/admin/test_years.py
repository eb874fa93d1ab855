"""Finance staff keep the years and see which budget is overdue."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from alliance.finances.models import Category, ExchangeRate, FinancialYear, FundingSource, Line, Statement
from tests.finances.conftest import source_of

YEARS = "/admin/finances/financialyear/"


@pytest.fixture
def desk(bookkeeper: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(bookkeeper)


def change(row: object) -> str:
    return f"/admin/finances/{row._meta.model_name}/{row.pk}/change/"


def empty(*prefixes: str) -> dict[str, str]:
    """The inlines of a form in which nobody typed."""
    return {f"{prefix}-{name}_FORMS": "0" for prefix in prefixes for name in ("TOTAL", "INITIAL")}


def typed(year: FinancialYear, **more: str) -> dict[str, str]:
    usual = {
        "slug": year.slug,
        "first_day": str(year.first_day),
        "last_day": str(year.last_day),
        "currency": year.currency,
        "budget_due": str(year.budget_due),
    }
    return usual | empty("categories", "categories-2", "rates", "rates-2") | more


def test_bookkeeper_adds_a_year(desk: Client) -> None:
    year = FinancialYear(
        slug="2024-25",
        first_day=date(2024, 7, 1),
        last_day=date(2025, 6, 30),
        currency="TND",
        budget_due=date(2024, 9, 1),
    )

    response = desk.post(f"{YEARS}add/", typed(year))

    assert response.status_code == 302
    assert FinancialYear.objects.get().history.get().history_user.email == "bookkeeper@example.org"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("slug", "last year", "Write it like 2025 or 2024-25."),
        ("slug", "2025", "There is a year of this name already."),
        ("first_day", "2025-12-31", "Its days belong to the year 2025 already."),
        ("last_day", "2025-01-01", "The last day comes after the first one."),
        ("currency", "XXX", "Select a valid choice."),
    ],
)
def test_wrong_year_is_refused_beside_the_field(
    desk: Client, year: FinancialYear, column: str, value: str, said: str
) -> None:
    other = FinancialYear(
        slug="2026",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        currency="EUR",
        budget_due=date(2026, 3, 1),
    )

    response = desk.post(f"{YEARS}add/", typed(other, **{column: value}))

    assert said in response.content.decode()
    assert FinancialYear.objects.count() == 1


def test_overdue_budgets_stand_first_and_say_for_how_long(desk: Client, year: FinancialYear) -> None:
    FinancialYear.objects.create(
        slug="2027",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 12, 31),
        currency="EUR",
        budget_due=date(2027, 3, 31),
    )
    due = timezone.localdate() - timedelta(days=3)
    FinancialYear.objects.filter(pk=year.pk).update(budget_due=due, budget_missing_since=due)

    page = desk.get(YEARS).content.decode()

    assert "Overdue for 3 days" in page
    assert page.index(">2025<") < page.index(">2027<")


def test_day_on_which_a_missing_budget_was_due_does_not_move(desk: Client, year: FinancialYear) -> None:
    FinancialYear.objects.update(budget_missing_since=year.budget_due)

    response = desk.post(change(year), typed(year, budget_due="2030-01-01"))

    assert response.status_code == 302
    year.refresh_from_db()
    assert year.budget_due == date(2025, 3, 31)


def test_published_year_is_only_shown_with_the_way_to_correct_it(desk: Client, budget: Statement) -> None:
    budget.publish(by=None)

    page = desk.get(change(budget.year)).content.decode()

    assert f"{YEARS}{budget.year_id}/corrections/" in page
    assert 'name="slug"' not in page
    assert desk.post(change(budget.year), typed(budget.year, slug="2099")).status_code == 403
    assert desk.post(f"{YEARS}{budget.year_id}/delete/", {"post": "yes"}).status_code == 403
    assert FinancialYear.objects.get().slug == "2025"


def test_categories_and_rates_of_a_published_year_can_still_be_added(desk: Client, budget: Statement) -> None:
    budget.publish(by=None)

    response = desk.get(change(budget.year))

    page = response.content.decode()
    assert "Published categories" in page or "published categories" in page
    assert 'name="categories-TOTAL_FORMS"' in page


def test_published_rows_are_neither_changed_nor_deleted(desk: Client, budget: Statement) -> None:
    budget.publish(by=None)
    source = FundingSource.objects.first()

    for row in (budget, source):
        assert desk.get(change(row)).status_code == 200
        assert desk.post(change(row), {"funder": "Other", "approved_by": "Other"}).status_code == 403
        assert desk.post(change(row).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert FundingSource.objects.count() == 2


def test_line_is_edited_in_its_statement(desk: Client, budget: Statement) -> None:
    line = Line.objects.get(category__name="Staff")
    form = {
        "stated_income": "1800",
        "stated_expense": "1751",
        "approved_by": "General assembly",
        "approved_on": "2025-02-01",
        "notes": "",
        **empty("subtotals"),
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "1",
        "lines-0-id": str(line.pk),
        "lines-0-statement": str(budget.pk),
        "lines-0-category": str(line.category_id),
        "lines-0-description": "",
        "lines-0-amount": "1001",
        "lines-0-currency": "EUR",
        "lines-0-notes": "",
    }

    assert desk.post(change(budget), form).status_code == 302
    line.refresh_from_db()
    assert line.amount == Decimal(1001)

    response = desk.post(change(budget), form | {"lines-0-amount": "1.005"})

    assert "EUR has 2 decimal places at most." in response.content.decode()


def test_source_is_added(desk: Client, year: FinancialYear) -> None:
    form = {
        "year": str(year.pk),
        "funder": "Imaginary Foundation",
        "kind": "foundation",
        "amount": "5",
        "currency": "EUR",
        "starts_on": "2025-01-01",
        "purpose": "Core costs.",
    }

    assert desk.post("/admin/finances/fundingsource/add/", form).status_code == 302
    assert FundingSource.objects.get().history.get().history_user.email == "bookkeeper@example.org"

    response = desk.post("/admin/finances/fundingsource/add/", form | {"ends_on": "2024-01-01"})

    assert "An agreement does not end before it starts." in response.content.decode()


def test_earlier_state_is_looked_at_and_not_brought_back(desk: Client, budget: Statement) -> None:
    budget.notes = "Another."
    budget.save()
    address = change(budget).replace("change/", f"history/{budget.history.last().pk}/")

    assert desk.get(address).status_code == 200
    assert desk.post(address, {"notes": ""}).status_code == 403


def test_forms_and_lists_do_not_ask_more_for_more_rows(desk: Client, budget: Statement) -> None:
    pages = [YEARS, change(budget.year), change(budget), f"/admin/finances/statement/{budget.pk}/publish/"]
    pages += ["/admin/finances/fundingsource/", "/admin/finances/statement/"]
    before = [queries(desk, page) for page in pages]

    for number in range(5):
        category = Category.objects.create(year=budget.year, kind="expense", name=f"Category {number}")
        Line.objects.create(statement=budget, category=category, amount=Decimal(1), currency="EUR")
        ExchangeRate.objects.create(
            year=budget.year, currency=("CHF", "JPY", "TND", "KES", "XOF")[number], rate=1, source="A", day="2025-01-01"
        )
        source_of(budget.year, funder=f"Fund {number}")
        later = FinancialYear.objects.create(
            slug=str(2026 + number),
            first_day=date(2026 + number, 1, 1),
            last_day=date(2026 + number, 12, 31),
            currency="EUR",
            budget_due=date(2026 + number, 3, 31),
        )
        Statement.objects.create(year=later, kind="budget")

    assert [queries(desk, page) for page in pages] == before


def queries(desk: Client, page: str) -> int:
    desk.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(page).status_code == 200
    return len(captured)


def test_staff_of_other_groups_see_nothing(
    editor: User, year: FinancialYear, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)

    for page in (YEARS, change(year), "/admin/finances/statement/", "/admin/finances/fundingsource/"):
        assert client.get(page).status_code == 403
