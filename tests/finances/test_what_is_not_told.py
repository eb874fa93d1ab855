"""Every public output of the accounts, searched for what it may not tell; and with what headers each answers."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client, override_settings

from alliance.finances.models import (
    AgreementDocument,
    Category,
    Correction,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
)
from alliance.finances.models.document import columns_of
from principles.models import Edition
from tests.finances.conftest import PDF, source_of

SECRET = "Unspoken"
PAGES = ["/transparency/", "/ar/transparency/", "/transparency/2025/", "/es/transparency/2025/"]
STREAMS = ["/transparency/funding.csv", "/transparency/budgets.csv"]
OTHERS = ["/transparency/iati.xml", "/transparency/2025/budget.pdf"]
EVERYTHING = [*PAGES, *STREAMS, *OTHERS, "/sitemap.xml", "/data/", "/data/datapackage.json", "/"]


@pytest.fixture(autouse=True)
def _identifier() -> Iterator[None]:
    with override_settings(ORGANISATION_IDENTIFIER="XI-EXAMPLE-1"):
        yield


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.getvalue().decode(errors="replace")


def agreement_of(source: FundingSource) -> str:
    return f"/transparency/2025/agreement-{source.pk}.pdf"


@pytest.fixture
def withheld(budget: Statement) -> FundingSource:
    """A source each of whose columns would tell who it is, with an agreement, and with a correction of its name."""
    source = FundingSource.objects.get(funder="Fictional Fund")
    FundingSource.objects.filter(pk=source.pk).update(
        funder=f"{SECRET} Fund",
        purpose=f"{SECRET} aims",
        link=f"https://{SECRET}.example.org",
        agreement_link=f"https://{SECRET}.example.org/agreement",
        no_agreement_because=f"{SECRET} asked for it",
        withheld_reason="safety",
        kind="academic",
        country="MZ",
    )
    Line.objects.filter(description="Fictional Fund").update(description="A fund")
    AgreementDocument.objects.create(source=source, **columns_of(PDF))
    source.refresh_from_db()
    budget.publish(by=None)
    Correction.objects.correct(source, field="funder", value=f"{SECRET} Foundation", reason="Renamed.", by=None)
    return source


@pytest.mark.parametrize("address", EVERYTHING)
def test_nothing_tells_who_a_withheld_funder_is(
    client: Client, founding_edition: Edition, withheld: FundingSource, address: str
) -> None:
    content = read(client, address)

    assert SECRET.casefold() not in content.casefold()
    assert "Mozambi" not in content
    if address == "/transparency/funding.csv":
        assert "MZ" not in content
        assert not re.search(r",academic,", content)


@pytest.mark.parametrize("address", ["/transparency/", "/transparency/2025/", "/transparency/funding.csv"])
def test_amount_and_reason_of_a_withheld_funder_are_told(client: Client, withheld: FundingSource, address: str) -> None:
    content = read(client, address)

    assert "1000.00" in content if address.endswith("csv") else "€900.00" in content
    assert ",safety," in content if address.endswith("csv") else "Withheld for the safety of people" in content


def test_agreement_of_a_withheld_funder_is_not_there(client: Client, withheld: FundingSource) -> None:
    assert client.get(agreement_of(withheld)).status_code == 404


def test_agreement_is_gone_once_its_funder_is_withheld(client: Client, budget: Statement) -> None:
    budget.publish(by=None)
    source = FundingSource.objects.get(funder="Imaginary Foundation")
    assert client.get(agreement_of(source)).status_code == 200

    Correction.objects.correct(source, field="withheld_reason", value="safety", reason="Threats.", by=None)

    assert client.get(agreement_of(source)).status_code == 404
    assert "Imaginary Foundation" not in read(client, "/transparency/funding.csv")


@pytest.fixture
def drafts(budget: Statement) -> FinancialYear:
    """Beside a published budget: drafts of the same year, and a year of which nothing is published."""
    budget.publish(by=None)
    year = budget.year
    actual = Statement.objects.create(year=year, kind="actual", notes=SECRET, approved_by=SECRET)
    category = Category.objects.create(year=year, kind="expense", name=f"{SECRET} category")
    Line.objects.create(statement=actual, category=category, description=SECRET, amount=77777, currency="EUR")
    source = source_of(year, funder=f"{SECRET} Fund", amount=Decimal(77777))
    AgreementDocument.objects.create(source=source, **columns_of(PDF))
    ExchangeRate.objects.create(year=year, currency="GBP", rate=1, source=SECRET, day=year.first_day)
    next_year = FinancialYear.objects.create(
        slug="2031", first_day="2031-01-01", last_day="2031-12-31", currency="EUR", budget_due="2031-03-31"
    )
    to_come = Statement.objects.create(year=next_year, kind="budget", notes=SECRET)
    later = Category.objects.create(year=next_year, kind="expense", name=SECRET)
    Line.objects.create(statement=to_come, category=later, amount=77777, currency="EUR")
    source_of(next_year, funder=f"{SECRET} Fund")
    return next_year


@pytest.mark.parametrize("address", EVERYTHING)
def test_no_draft_is_told_of(client: Client, founding_edition: Edition, drafts: FinancialYear, address: str) -> None:
    content = read(client, address)

    assert SECRET.casefold() not in content.casefold()
    assert "77777" not in content
    assert "77,777" not in content
    assert "2031" not in content


@pytest.mark.parametrize(
    "address",
    ["/transparency/2031/", "/transparency/2031/budget.pdf", "/transparency/2025/actual.pdf"],
)
def test_what_is_not_published_is_not_there(client: Client, drafts: FinancialYear, address: str) -> None:
    assert client.get(address).status_code == 404


def test_agreement_that_is_not_published_is_not_there(client: Client, drafts: FinancialYear) -> None:
    source = FundingSource.objects.get(funder=f"{SECRET} Fund", year__slug="2025")

    assert client.get(agreement_of(source)).status_code == 404
    assert client.get(f"/transparency/2025/agreement-{source.pk + 1000}.pdf").status_code == 404


@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_page_and_document_are_the_same_for_everyone(client: Client, budget: Statement, address: str) -> None:
    budget.publish(by=None)

    response = client.get(address)

    assert response.status_code == 200
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.head(address).status_code == 200
    assert client.head(address).content == b""
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [*STREAMS, "/transparency/iati.xml"])
def test_file_is_open_to_other_sites(client: Client, budget: Statement, address: str) -> None:
    budget.publish(by=None)

    response = client.get(address)

    assert response.status_code == 200
    assert response.cookies == {}
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.head(address).getvalue() == b""
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [*STREAMS, *OTHERS])
def test_file_has_no_second_address_in_another_language(client: Client, budget: Statement, address: str) -> None:
    budget.publish(by=None)

    assert client.get(f"/es{address}").status_code == 404


def test_signed_documents_are_taken_away_and_never_opened_here(client: Client, budget: Statement) -> None:
    budget.publish(by=None)
    source = FundingSource.objects.get(funder="Imaginary Foundation")

    for address, name in (
        ("/transparency/2025/budget.pdf", "budget-2025.pdf"),
        (agreement_of(source), f"agreement-2025-{source.pk}.pdf"),
    ):
        response = client.get(address, headers={"Accept-Encoding": "br"})
        assert response.content == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["Content-Security-Policy"] == "sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Encoding" not in response.headers
        assert "Access-Control-Allow-Origin" not in response.headers
