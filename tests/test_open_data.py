"""The open data of the whole site: its page, its files, and the descriptor that stands beside them."""

import csv
import json
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from alliance.open_data import FILES as FILES_BESIDE
from alliance.open_data import TABLES
from principles.models import Edition

FILES = [*(f"/data/{name}.csv" for name in FILES_BESIDE), "/transparency/funding.csv", "/transparency/budgets.csv"]
PACKAGE = "http://testserver/data/datapackage.json"
# https://specs.frictionlessdata.io/table-schema/#types-and-formats
TYPES = {"string", "integer", "number", "boolean", "date", "datetime", "year"}


@pytest.fixture
def package(client: Client, db: None) -> dict[str, Any]:
    return json.loads(client.get("/data/datapackage.json").content)


@pytest.mark.parametrize("address", FILES)
def test_file_is_the_same_for_everyone_and_open_to_other_sites(
    client: Client, founding_edition: Edition, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.streaming
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "ETag" not in response.headers
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert client.post(address).status_code == 405
    assert client.head(address).getvalue() == b""


@pytest.mark.parametrize("address", ["/data/", "/data/datapackage.json", "/feeds/endorsements.atom"])
def test_page_and_descriptor_answer_conditional_requests(
    client: Client, founding_edition: Edition, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.cookies == {}
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/data/datapackage.json", "/feeds/endorsements.atom", "/feeds/editions.atom", "/editions/1.0/text.json"]
)
def test_other_data_is_open_to_other_sites_too(client: Client, founding_edition: Edition, address: str) -> None:
    response = client.get(address)
    known = client.get(address, headers={"If-None-Match": response.headers["ETag"]})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert (known.status_code, known.headers["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize("address", ["/", "/data/", "/members/", "/accounts/login/", "/no/such/page/"])
def test_no_page_is_open_to_other_sites(client: Client, founding_edition: Edition, address: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(address).headers


@pytest.mark.parametrize(
    "address", ["/data/people.csv", "/data/funding.csv", "/es/data/organisations.csv", "/es/data/datapackage.json"]
)
def test_there_is_no_other_file_and_none_under_a_second_address(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_descriptor_is_a_data_package(package: dict[str, Any]) -> None:
    assert package["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert package["homepage"] == "http://testserver/data/"
    assert package["licenses"] == [
        {"path": "http://testserver/licence/", "title": "What may be done with it, on the page Licence"}
    ]
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        assert re.fullmatch(r"[-a-z0-9._]+", resource["name"])
        assert resource["profile"] == "tabular-data-resource"
        assert (resource["format"], resource["mediatype"], resource["encoding"]) == ("csv", "text/csv", "utf-8")


def test_schema_of_each_file_is_a_table_schema(package: dict[str, Any]) -> None:
    names = {
        resource["name"]: {field["name"] for field in resource["schema"]["fields"]} for resource in package["resources"]
    }
    for resource in package["resources"]:
        schema = resource["schema"]
        assert {field["type"] for field in schema["fields"]} <= TYPES
        assert all(field["description"] for field in schema["fields"])
        assert len(names[resource["name"]]) == len(schema["fields"])
        assert set(schema["primaryKey"]) <= names[resource["name"]]
        for key in schema.get("foreignKeys", ()):
            assert key["fields"] in names[resource["name"]]
            assert key["reference"]["fields"] in names[key["reference"]["resource"] or resource["name"]]


def test_files_stand_where_the_descriptor_says_and_have_the_columns_that_it_names(
    client: Client, package: dict[str, Any]
) -> None:
    for resource in package["resources"]:
        content = client.get(urljoin(PACKAGE, resource["path"])).getvalue().decode()

        assert next(csv.reader(content.splitlines())) == [field["name"] for field in resource["schema"]["fields"]]


def test_page_tells_every_column_of_every_file_and_leads_to_all_of_it(
    client: Client, founding_edition: Edition, package: dict[str, Any]
) -> None:
    page = client.get("/data/").content.decode()

    for resource in package["resources"]:
        assert f'href="{urlsplit(urljoin(PACKAGE, resource["path"])).path}"' in page
        for field in resource["schema"]["fields"]:
            assert f"<code>{field['name']}</code>" in page
    for address in (
        *("/data/datapackage.json", "/licence/", "/feeds/editions.atom"),
        *("/feeds/endorsements.atom", "/editions/1.0/text.json"),
    ):
        assert f'href="{address}"' in page
    assert '"@type": "Dataset"' in page


def test_page_in_another_language_leads_to_the_same_files(client: Client, founding_edition: Edition) -> None:
    page = client.get("/es/data/").content.decode()

    assert 'href="/data/organisations.csv"' in page
    assert 'href="/es/feeds/endorsements.atom"' in page
    assert '"contentUrl": "http://testserver/data/organisations.csv"' in page


def test_page_of_a_site_without_a_text_can_be_read(client: Client, db: None) -> None:
    assert client.get("/data/").status_code == 200


def test_footer_of_every_page_leads_to_the_data(client: Client, founding_edition: Edition) -> None:
    assert 'href="/data/"' in client.get("/beliefs/").content.decode()
    assert 'href="/ar/data/"' in client.get("/ar/beliefs/").content.decode()


@pytest.mark.parametrize("address", ["/members/", "/data/"])
def test_pages_about_members_name_the_feed_of_endorsements(
    client: Client, founding_edition: Edition, address: str
) -> None:
    head = client.get(address).content.decode().partition("<body")[0]

    assert 'type="application/atom+xml" title="Endorsements" href="/feeds/endorsements.atom"' in head


def test_sample_data_is_marked_in_the_descriptor_the_files_and_on_the_page(
    client: Client, founding_edition: Edition, settings: Any
) -> None:
    outputs = ["/data/", "/data/datapackage.json", "/feeds/endorsements.atom"]
    for address in outputs:
        assert "sample" not in client.get(address).content.decode().lower()
    settings.SAMPLE_DATA = True

    assert json.loads(client.get("/data/datapackage.json").content)["sample"] is True
    assert client.get("/data/editions.csv").getvalue().splitlines()[1].endswith(b",true")
    for address in outputs:
        assert "sample" in client.get(address).content.decode().lower()
