"""The whole way of a year: a file, a total that does not add up, a mended file, the publication, what all can read."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alliance.accounts.models import User
from alliance.finances.models import FinancialYear, Publication, Statement
from tests.finances.admin.test_years import change, empty
from tests.finances.test_import import BUDGET, file

RIGHT, WRONG = "total,budget,expense,,,750.50", "total,budget,expense,,,750.05"


@pytest.fixture
def desk(treasurer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(treasurer)


def bring_in(desk: Client, year: FinancialYear, rows: str) -> None:
    address = f"/admin/finances/financialyear/{year.pk}/import/"
    preview = desk.post(address, {"file": SimpleUploadedFile("accounts.csv", file(rows))})
    response = desk.post(f"{address}confirmation/", {"name": preview.context["form"]["name"].value()})
    assert response.status_code == 302


def approve(desk: Client, budget: Statement) -> None:
    form = {
        "stated_income": str(budget.stated_income),
        "stated_expense": str(budget.stated_expense),
        "approved_by": "General assembly",
        "approved_on": "2025-02-01",
        "notes": "",
        **empty("subtotals"),
        **empty("lines"),
    }
    assert desk.post(change(budget), form).status_code == 302


def test_year_from_a_file_is_stopped_by_its_totals_mended_and_published(
    desk: Client, client: Client, year: FinancialYear
) -> None:
    bring_in(desk, year, BUDGET.replace(RIGHT, WRONG))
    budget = Statement.objects.get()
    approve(desk, budget)
    publish = f"/admin/finances/statement/{budget.pk}/publish/"
    wrong = desk.get(publish)

    assert "Total of expense: the lines add up to €750.50, and €750.05 is stated." in wrong.content.decode()

    assert desk.post(publish, {"shown": "-"}).status_code == 409
    assert not Publication.objects.exists()

    bring_in(desk, year, BUDGET)
    budget = Statement.objects.get()
    approve(desk, budget)
    publish = f"/admin/finances/statement/{budget.pk}/publish/"
    shown = desk.get(publish).content.decode().partition('name="shown" value="')[2].partition('"')[0]

    assert desk.post(publish, {"shown": shown}).status_code == 302
    assert "€750.50" in client.get("/transparency/2025/").content.decode()
    rows = client.get("/api/v1/budgets").json()["items"]
    assert sum(Decimal(row["converted_amount"]) for row in rows if row["kind"] == "expense") == Decimal("750.50")
