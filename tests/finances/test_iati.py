"""The organisation file, held to the schema that IATI publishes; it lies beside, so that no network is needed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings
from xmlschema import XMLSchema, XMLSchemaModelError

from alliance.finances.models import Category, Correction, Line, Statement

ADDRESS = "/transparency/iati.xml"
IDENTIFIER = "XI-EXAMPLE-1"


@cache
def schema() -> XMLSchema:
    """Built leniently: in links to documents, which are not used here, the schema is ambiguous by XML Schema 1.0."""
    path = Path(__file__).parent / "schemas" / "iati-organisations-schema.xsd"
    built = XMLSchema(path, allow="local", validation="lax")
    assert {type(error) for error in built.all_errors} <= {XMLSchemaModelError}
    return built


@pytest.fixture
def identified() -> Iterator[None]:
    with override_settings(ORGANISATION_IDENTIFIER=IDENTIFIER):
        yield


def organisation(client: Client) -> ElementTree.Element:
    content = client.get(ADDRESS).content
    schema().validate(content.decode())
    return ElementTree.fromstring(content)[0]


def values(element: ElementTree.Element, name: str) -> list[tuple[str, Decimal]]:
    return [(line.find("narrative").text, Decimal(line.find("value").text)) for line in element.iter(name)]


def test_file_is_valid_and_names_the_organisation(client: Client, identified: None, budget: Statement) -> None:
    budget.publish(by=None)

    described = organisation(client)

    assert described.find("organisation-identifier").text == IDENTIFIER
    assert described.find("reporting-org").attrib == {"ref": IDENTIFIER, "type": "21"}
    assert client.get(ADDRESS).headers["Content-Type"] == "application/xml; charset=utf-8"


def test_budget_has_its_expense_and_the_lines_that_add_up_to_it(
    client: Client, identified: None, budget: Statement
) -> None:
    budget.publish(by=None)

    described = organisation(client)

    told = described.find("total-budget")
    assert (told.find("period-start").get("iso-date"), told.find("period-end").get("iso-date")) == (
        "2025-01-01",
        "2025-12-31",
    )
    assert told.find("value").attrib == {"currency": "EUR", "value-date": "2025-01-01"}
    assert Decimal(told.find("value").text) == Decimal(1750)
    assert values(told, "budget-line") == [("Staff", 1000), ("Programme", 250), ("Travel", 500)]
    assert described.find("total-expenditure") is None


def test_what_the_year_came_to_is_its_expenditure(client: Client, identified: None, budget: Statement) -> None:
    budget.publish(by=None)
    actual = Statement.objects.create(
        year=budget.year,
        kind="actual",
        stated_income=0,
        stated_expense=Decimal(90),
        approved_by="General assembly",
        approved_on=date(2026, 2, 1),
    )
    category = Category.objects.get(name="Staff")
    line = Line.objects.create(
        statement=actual, category=category, description="Half a post <&>", amount=100, currency="USD"
    )
    actual.publish(by=None)
    Correction.objects.correct(line, field="amount", value="200", reason="Half of it was missing.", by=None)

    told = organisation(client).find("total-expenditure")

    assert (told.find("value").text, told.find("value").get("value-date")) == ("180.00", "2025-12-31")
    assert values(told, "expense-line") == [("Staff: Half a post <&>", 180)]


def test_same_accounts_are_the_same_bytes(client: Client, identified: None, budget: Statement) -> None:
    budget.publish(by=None)

    assert client.get(ADDRESS).content == client.get(ADDRESS).content


def test_site_without_accounts_has_a_valid_file(client: Client, identified: None, db: None) -> None:
    assert [element.tag for element in organisation(client)] == ["organisation-identifier", "name", "reporting-org"]


def test_sample_data_is_marked(client: Client, identified: None, budget: Statement) -> None:
    budget.publish(by=None)

    with override_settings(SAMPLE_DATA=True):
        content = client.get(ADDRESS).content.decode()

    schema().validate(content)
    assert "<!-- Sample data: nothing on this site is real. -->" in content


def test_without_an_identifier_it_is_not_offered(client: Client, budget: Statement) -> None:
    budget.publish(by=None)

    response = client.get(ADDRESS)

    assert response.status_code == 404
    assert "has no identifier by which IATI names it" in response.content.decode()
    assert "iati.xml" not in client.get("/transparency/").content.decode()


def test_with_an_identifier_the_page_leads_there(client: Client, identified: None, budget: Statement) -> None:
    assert 'href="/transparency/iati.xml"' in client.get("/transparency/").content.decode()


def test_schema_refuses_what_is_no_organisation_file(identified: None) -> None:
    assert not schema().is_valid('<iati-organisations version="2.03"><iati-organisation/></iati-organisations>')
