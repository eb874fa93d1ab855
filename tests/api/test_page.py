"""The description of the API, and the page made of it."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema_rs import Draft202012Validator

from alliance.api.operations import LISTS, OPERATIONS
from tests.api.conftest import Make
from tests.api.described import closed, description

ADDRESS = "/api/v1/"


@pytest.fixture
def page(client: Client, site: object) -> str:
    return client.get(ADDRESS).content.decode()


def examples(page: str) -> list[tuple[str, Any]]:
    """Each address, and what the page says that it answers."""
    found = re.findall(
        r'<p><code dir="ltr">([^<]+)</code></p>\s*<pre dir="ltr"><code>(.*?)</code></pre>', page, re.DOTALL
    )
    return [(unescape(address), json.loads(unescape(content))) for address, content in found]


def test_description_names_every_operation_and_each_of_its_answers(client: Client, db: None) -> None:
    described = description(client)

    operations = [methods["get"] for methods in described["paths"].values()]
    assert all(list(methods) == ["get"] for methods in described["paths"].values())
    assert [operation["operationId"] for operation in operations] == list(OPERATIONS)
    for operation in operations:
        assert operation["summary"]
        assert {"200", "405", "422"} <= operation["responses"].keys()
        assert ("404" in operation["responses"]) == ("path" in {entry["in"] for entry in operation["parameters"]})
        assert all(entry["description"] and entry["schema"]["type"] for entry in operation["parameters"])
        for status, answer in operation["responses"].items():
            if status != "200":
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def test_everything_in_the_description_is_explained_and_every_schema_is_one(client: Client, db: None) -> None:
    schemas = description(client)["components"]["schemas"]

    for name, schema in schemas.items():
        Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}})
        assert all(told["description"] for told in schema["properties"].values()), name
        assert all("default" not in told for told in schema["properties"].values()), name


def test_every_list_answers_with_the_same_three_names(client: Client, db: None) -> None:
    schemas = description(client)["components"]["schemas"]

    for listing in LISTS:
        assert list(schemas[f"PageOf{listing.noun}"]["properties"]) == ["count", "items", "next"]
        assert schemas[f"PageOf{listing.noun}"]["required"] == ["count", "items", "next"]


def test_page_tells_every_operation_parameter_and_name(client: Client, page: str) -> None:
    described = description(client)

    for path, methods in described["paths"].items():
        assert f'<code dir="ltr">GET {path}</code>' in page
        for parameter in methods["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in page
            assert parameter["description"] in unescape(page)
    for schema in described["components"]["schemas"].values():
        for name, told in schema["properties"].items():
            assert f"<code>{name}</code>" in page
            assert told["description"] in unescape(page)


def key_of(item: dict[str, Any]) -> Any:
    return item["digest" if "clause" in item else next(iter(item))]


def test_examples_are_what_the_site_answers_and_as_described(client: Client, page: str) -> None:
    shown = examples(page)
    schemas = closed(description(client)["components"]["schemas"])

    assert len(shown) == len(OPERATIONS) + 3
    for address, content in shown:
        method, _, path = address.rpartition(" ")
        response = client.post(path) if method == "POST" else client.get(path)
        answer = response.json()
        assert content.keys() == answer.keys()
        assert {name: value for name, value in content.items() if not isinstance(value, list | dict)} == {
            name: value for name, value in answer.items() if not isinstance(value, list | dict)
        }
        assert [key_of(it) for it in content.get("items", [])] == [key_of(it) for it in answer.get("items", [])[:1]]
    problems = [content for _, content in shown if "status" in content]
    assert [problem["status"] for problem in problems] == [422, 404, 405]
    described = Draft202012Validator({"$ref": "#/components/schemas/Problem", "components": {"schemas": schemas}})
    assert all(described.is_valid(problem) for problem in problems)


def test_page_of_a_site_without_anything_can_be_read(client: Client, db: None) -> None:
    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert '<code dir="ltr">GET /api/v1/organisations</code>' in response.content.decode()


def test_page_is_in_the_language_of_its_address_and_answers_are_not(
    client: Client, site: object, settings: Any
) -> None:
    page = client.get(f"/es{ADDRESS}").content.decode()

    assert '<html lang="es" dir="ltr">' in page
    # As on the page of the open data, whose words these are.
    assert "Su nombre legal." in page
    assert examples(page)[0] == examples(client.get(ADDRESS).content.decode())[0]


def test_page_runs_nothing_and_says_that_endorsing_is_no_accreditation(page: str) -> None:
    main = page.partition("<main")[2]

    assert "<script" not in main
    assert "style=" not in page
    assert "Endorsing is a commitment, not an accreditation" in page


def test_page_takes_the_same_few_queries_for_many_rows(client: Client, site: object, make_listed: Make) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS).status_code == 200
        return len(captured)

    few = queries()
    for number in range(10):
        make_listed(f"Number {number}", themes=("care",))

    assert queries() == few <= 60


def test_page_answers_conditional_requests_and_sets_no_cookie(client: Client, site: object) -> None:
    response = client.get(ADDRESS)

    assert response.cookies == {}
    assert client.get(ADDRESS, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_pages_lead_to_it(client: Client, site: object) -> None:
    assert f'href="{ADDRESS}"' in client.get("/data/").content.decode().partition("<footer")[0]
    assert f'href="/ar{ADDRESS}"' in client.get("/ar/beliefs/").content.decode().partition("<footer")[2]
    assert f"<loc>http://testserver{ADDRESS}</loc>" in client.get("/sitemap-lists-1.xml").content.decode()
