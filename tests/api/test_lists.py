"""The lists of the API: what is in them, as in the files; page by page; narrowed by the filters of the directory."""

import csv
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.api.operations import LISTS
from alliance.open_data import TABLES, path_of
from alliance.shared.open_data import Field, cell
from members.models import Endorsement, Organisation
from principles.models import Edition
from tests.api.conftest import Asked, Make
from tests.api.described import check, description

NAMES = [listing.name for listing in LISTS]


def every_page(client: Client, address: str) -> list[dict[str, Any]]:
    """All items, by following `next` from address to address."""
    items = []
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.content.decode()
        page = response.json()
        items += page["items"]
        assert page["next"] is None or page["next"].startswith("http://testserver/api/v1/")
        address = (page["next"] or "").removeprefix("http://testserver")
    return items


def as_cells(item: dict[str, Any], columns: tuple[Field, ...]) -> dict[str, str]:
    return {
        column.name: cell(column.between.join(item[column.name]) if column.between else item[column.name])
        for column in columns
    }


# What is in them


def test_every_file_of_the_open_data_is_a_list_too() -> None:
    assert [listing.table for listing in LISTS] == list(TABLES.values())


@pytest.mark.parametrize("listing", LISTS, ids=NAMES)
def test_list_says_what_the_file_says(client: Client, site: object, listing: Any) -> None:
    file = client.get(path_of(listing.table)).getvalue().decode()
    rows = list(csv.DictReader(file.splitlines(keepends=True)))

    items = every_page(client, f"/api/v1/{listing.name}?limit=1")

    assert len(rows) > 1
    assert all(list(item) == [column.name for column in listing.table.columns] for item in items)
    told = [as_cells(item, listing.table.columns) for item in items]
    assert sorted(told, key=repr) == sorted(rows, key=repr)


@pytest.mark.parametrize("listing", LISTS, ids=NAMES)
def test_description_has_the_columns_of_the_file_in_the_same_words(client: Client, db: None, listing: Any) -> None:
    item = description(client)["components"]["schemas"][listing.noun]

    told = {name: schema["description"] for name, schema in item["properties"].items() if name != "sample"}

    assert told == {column.name: str(column.description) for column in listing.table.columns}
    assert set(item["required"]) == told.keys()


def test_item_says_nothing_as_null_several_as_a_list_and_text_without_an_apostrophe(
    asked: Asked, site: list[Organisation]
) -> None:
    expected = {
        "id": "http://testserver/members/aba/",
        "code": site[0].code,
        "name": "Aba",
        "other_names": ["Abba", "ABA"],
        "country": "KE",
        "kind": "registered",
        "website": None,
        "year_founded": 1998,
        "themes": ["care", "health"],
        "description": "=1+1",
        "language": "en",
        "statement": None,
        "endorses": "1.0",
        "signed": "1.0",
        "since": Endorsement.objects.filter(organisation=site[0]).get().signed_at.date().isoformat(),
    }

    item = asked("organisations", q="aba")["items"][0]

    assert {name: item[name] for name in expected} == expected


@pytest.mark.parametrize("name", NAMES)
def test_list_of_a_site_without_anything_is_empty(asked: Asked, db: None, name: str) -> None:
    assert asked(name) == {"count": 0, "items": [], "next": None}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        *((f"/api/v1/{name}", f"/api/v1/{name}") for name in NAMES),
        ("/api/v1/organisations/{slug}", "/api/v1/organisations/aba"),
        ("/api/v1/organisations/{slug}", "/api/v1/organisations/منظمة-نموذجية"),
        ("/api/v1/editions/{number}", "/api/v1/editions/1.0"),
        ("/api/v1/editions/{number}", "/api/v1/editions/current"),
        *(("/api/v1/editions/{number}/text", f"/api/v1/editions/1.0/text{query}") for query in ("", "?language=es")),
    ],
)
def test_answer_is_as_described(client: Client, site: object, path: str, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    check(response, description(client), path)


def test_sample_data_says_so_in_each_answer(client: Client, site: object, settings: Any) -> None:
    assert "x-sample" not in description(client)
    settings.SAMPLE_DATA = True
    described = description(client)

    assert described["x-sample"] is True
    for name in NAMES:
        response = client.get(f"/api/v1/{name}")
        assert {item["sample"] for item in response.json()["items"]} == {True}
        check(response, described, f"/api/v1/{name}")
    for path, address in (
        ("/api/v1/editions/{number}/text", "/api/v1/editions/1.0/text"),
        ("/api/v1/organisations/{slug}", "/api/v1/organisations/nobody"),
    ):
        response = client.get(address)
        assert response.json()["sample"] is True
        check(response, described, path)


# Page by page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_item_once_in_the_order_of_the_whole(
    client: Client, asked: Asked, site: object, name: str, limit: int
) -> None:
    whole = asked(name, limit=100)

    assert whole["count"] == len(whole["items"]) > 1
    assert whole["next"] is None
    assert every_page(client, f"/api/v1/{name}?limit={limit}") == whole["items"]
    assert asked(name, limit=limit)["count"] == whole["count"]


def test_nothing_is_skipped_or_told_twice_when_others_come_and_go_meanwhile(
    client: Client, asked: Asked, make_listed: Make
) -> None:
    for name in "BDFHK":
        make_listed(name * 3)
    first = asked("organisations", limit=2)
    make_listed("AAA")
    make_listed("GGG")
    Organisation.objects.filter(slug="ddd").update(standing="left")

    rest = every_page(client, first["next"].removeprefix("http://testserver"))

    assert [item["name"] for item in first["items"]] == ["BBB", "DDD"]
    assert [item["name"] for item in rest] == ["FFF", "GGG", "HHH", "KKK"]


def test_signatures_of_the_same_moment_are_told_once_each(
    client: Client, make_listed: Make, founding_edition: Edition
) -> None:
    for name in "ABCDE":
        make_listed(name)
    moment = Endorsement.objects.first().signed_at
    rows = list(Endorsement.objects.all())
    for row in rows:
        row.pk, row.signed_at = None, moment
        row._state.adding = True
    again = Endorsement.objects.bulk_create(
        Endorsement(**{field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name != "id"})
        for row in rows
    )

    ids = [item["id"] for item in every_page(client, "/api/v1/endorsements?limit=2")]

    assert len(ids) == len(set(ids)) == Endorsement.objects.count() == 2 * len(again)


def test_next_page_keeps_the_filters_and_the_limit(asked: Asked, make_listed: Make) -> None:
    for name in "ABC":
        make_listed(f"Number {name}", country="UG")
    make_listed("Other")

    page = asked("organisations", q="number", country="UG", limit=2, region="")

    assert page["count"] == 3
    query = urlsplit(page["next"]).query
    assert query.startswith("q=number&country=UG&limit=2&cursor=")


@pytest.mark.parametrize("name", NAMES)
def test_list_takes_the_same_few_queries_for_many_rows_and_far_in(
    client: Client, site: object, make_listed: Make, officer: Any, name: str
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = queries(f"/api/v1/{name}?limit=2")
    # The accounts are read as a whole, whatever is wanted of them.
    most = 13 if name in {"funding", "budgets"} else 6
    for number in range(12):
        make_listed(f"Number {number}", themes=("care", "work"))
    far = client.get(f"/api/v1/{name}?limit=1").json()["next"].removeprefix("http://testserver")

    assert queries(f"/api/v1/{name}?limit=100") <= few <= most
    assert queries(far) <= few


# Filters


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "aba"}, ["Aba"]),
        ({"q": "نموذجية"}, ["منظمة نموذجية"]),
        ({"region": "002"}, ["Aba", "Dora", "منظمة نموذجية"]),
        ({"country": "BR"}, ["Bela"]),
        ({"kind": "informal"}, ["Bela"]),
        ({"theme": "care"}, ["Aba"]),
        ({"edition": "2.0"}, ["Dora"]),
        ({"edition": "1.0", "country": "KE"}, ["Aba"]),
        ({"since": "1900"}, ["Aba", "Bela", "Dora", "منظمة نموذجية"]),
        ({"since": "9000"}, []),
        ({"q": "hidden"}, []),
    ],
)
def test_organisations_are_narrowed_as_in_the_directory(
    client: Client, asked: Asked, site: object, query: dict[str, str], names: list[str]
) -> None:
    found = asked("organisations", **query)

    assert sorted(item["name"] for item in found["items"]) == names
    assert found["count"] == len(names)
    page = client.get("/members/", query).content.decode()
    assert all(f"<bdi>{name}</bdi>" in page for name in names)


# One of them


def test_one_organisation_is_told_as_in_the_list(asked: Asked, site: object) -> None:
    for item in asked("organisations")["items"]:
        slug = item["id"].rstrip("/").rpartition("/")[2]
        assert asked(f"organisations/{slug}") == item


def test_one_edition_is_told_as_in_the_list(asked: Asked, site: object) -> None:
    first, second = asked("editions")["items"]

    assert asked("editions/1.0") == first
    assert asked("editions/2.0") == asked("editions/current") == second
    assert second["previous"] == first["id"]


@pytest.mark.parametrize("called", ["1.0", "2.0", "current"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_words_are_those_that_other_sites_embed(
    client: Client, asked: Asked, site: object, called: str, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    embedded = client.get(f"{prefix}/embed/text/{called}.json").json()

    assert asked(f"editions/{called}/text", language=language) == embedded


def test_words_without_a_language_are_those_of_the_file(client: Client, asked: Asked, site: object) -> None:
    item = asked("editions/1.0")
    file = client.get(item["text"].removeprefix("http://testserver")).json()

    assert asked("editions/1.0/text") == file | {"translation": None}
