"""What the API refuses, and that every refusal has the one form that is described."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.test import Client

from alliance.api.operations import LISTS
from alliance.shared.api.paging import Order
from members.models import Endorsement, Organisation
from tests.api.conftest import Make
from tests.api.described import check, description

NAMES = [listing.name for listing in LISTS]
ADDRESSES = [
    *(f"/api/v1/{name}" for name in NAMES),
    *("/api/v1/openapi.json", "/api/v1/organisations/aba", "/api/v1/editions/1.0", "/api/v1/editions/1.0/text"),
]


def told(response: Any) -> dict[str, str]:
    """What is wrong, by the name of the parameter."""
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return {error["parameter"]: error["detail"] for error in response.json()["errors"]}


def forged(*parts: str) -> str:
    return encoded(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


NO_LIMIT = "Give a whole number from 1 to 100."
NO_CURSOR = "This is no cursor of this list. Begin without one."
NO_CHOICE = "This is none of the choices. Choose one from the list."
NO_PARAMETER = "There is no such parameter here."
OF_EVERY_LIST = [
    ({"limit": 0}, "limit", NO_LIMIT),
    ({"limit": 101}, "limit", NO_LIMIT),
    ({"limit": -1}, "limit", NO_LIMIT),
    ({"limit": "many"}, "limit", NO_LIMIT),
    ({"limit": "9" * 5000}, "limit", NO_LIMIT),
    ({"limit": "1\0"}, "limit", NO_LIMIT),
    ({"cursor": "abc"}, "cursor", NO_CURSOR),
    ({"cursor": "ä" * 9}, "cursor", NO_CURSOR),
    ({"cursor": "a\0b"}, "cursor", "Null characters are not allowed."),
    ({"cursor": "a" * 10_000}, "cursor", "No cursor is that long."),
    ({"page": 2}, "page", NO_PARAMETER),
    ({"Limit": 2}, "Limit", NO_PARAMETER),
    ({"": ""}, "", NO_PARAMETER),
    ({"limit": [1, 2]}, "limit", "Give this once."),
]


@pytest.mark.parametrize("listing", NAMES)
def test_what_makes_no_sense_is_refused_by_every_list(client: Client, site: object, listing: str) -> None:
    described = description(client)
    for query, name, sentence in OF_EVERY_LIST:
        response = client.get(f"/api/v1/{listing}", query)

        assert response.status_code == 422
        assert told(response) == {name: sentence}
        check(response, described, f"/api/v1/{listing}")


OF_ORGANISATIONS = [
    ({"q": "x" * 10_000}, "No name is that long. Look for a part of it, of at most 200 letters."),
    ({"q": "a\0b"}, "Null characters are not allowed."),
    ({"q": "--"}, "There is no letter and no figure in it to look for."),
    ({"region": "Africa"}, NO_CHOICE),
    ({"country": "XX"}, NO_CHOICE),
    ({"country": "k" * 10_000}, NO_CHOICE),
    ({"kind": "secret"}, NO_CHOICE),
    ({"theme": "unheard-of"}, NO_CHOICE),
    ({"theme": "a\0b"}, "Null characters are not allowed."),
    ({"edition": "9.9"}, NO_CHOICE),
    ({"since": "long ago"}, "This is not a number of this list."),
    ({"sort": "newest"}, NO_PARAMETER),
]


def test_filter_that_makes_no_sense_is_refused(client: Client, site: object) -> None:
    for query, sentence in OF_ORGANISATIONS:
        response = client.get("/api/v1/organisations", query)

        assert response.status_code == 422
        assert told(response) == {next(iter(query)): sentence}


def test_all_that_is_wrong_is_told_at_once(client: Client, site: object) -> None:
    response = client.get("/api/v1/organisations", {"limit": 0, "country": "XX", "cursor": "x" * 700})

    assert told(response).keys() == {"limit", "country", "cursor"}


MADE_UP = [
    ("organisations", ("endorsements", "aba")),
    ("organisations", ("organisations",)),
    ("organisations", ("organisations", "aba", "aba")),
    ("organisations", ("organisations", "a b")),
    ("organisations", ("organisations", "a\0b")),
    ("organisations", ("organisations", "")),
    ("organisations", ("organisations", "x" * 81)),
    ("endorsements", ("endorsements", "2026-01-01T00:00:00+00:00", "1")),
    ("endorsements", ("endorsements", "2026-01-01", "c0ffee00-0000-4000-8000-000000000000")),
    ("endorsements", ("endorsements", "2026-01-01T00:00:00", "c0ffee00-0000-4000-8000-000000000000")),
    ("endorsements", ("endorsements", "0001-01-01T00:00:00+23:00", "c0ffee00-0000-4000-8000-000000000000")),
    ("endorsements", ("endorsements", "yesterday", "c0ffee00-0000-4000-8000-000000000000")),
    ("editions", ("editions", "1", "-1")),
    ("editions", ("editions", "1", "99999999999999999999")),
    ("editions", ("editions", "one", "0")),
    ("translations", ("translations", "9" * 30)),
    ("translations", ("translations", "")),
]


def test_cursor_that_somebody_made_up_is_refused(client: Client, site: object) -> None:
    for name, parts in MADE_UP:
        response = client.get(f"/api/v1/{name}", {"cursor": forged(*parts)})

        assert (parts, response.status_code) == (parts, 422)
        assert told(response) == {"cursor": NO_CURSOR}


def test_cursor_of_another_make_is_refused(client: Client, site: object) -> None:
    for content in ("null", "{}", "[]", "1", '["organisations", 1]', "[" * 400, '"aba"', "NaN"):
        assert client.get("/api/v1/organisations", {"cursor": encoded(content)}).status_code == 422


def test_cursor_names_nothing_that_is_not_public(make_listed: Make) -> None:
    organisation = make_listed("Aba")
    endorsement = Endorsement.objects.get()

    assert Order("organisations", ("slug",)).cursor(organisation) == forged("organisations", "aba")
    assert Order("endorsements", ("signed_at", "pk")).cursor(endorsement) == forged(
        "endorsements", endorsement.signed_at.isoformat(), str(endorsement.pk)
    )


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/organisations/{slug}", "/api/v1/organisations/nobody"),
        ("/api/v1/organisations/{slug}", "/api/v1/organisations/hidden"),
        ("/api/v1/editions/{number}", "/api/v1/editions/9.9"),
        ("/api/v1/editions/{number}/text", "/api/v1/editions/9.9/text"),
    ],
)
def test_what_is_not_there_is_a_404_that_says_so(client: Client, site: object, path: str, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert told(response) == {}
    assert response.json()["detail"] in {"No organisation on the list has this address.", "There is no edition 9.9."}
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    check(response, description(client), path)


@pytest.mark.parametrize("standing", ["applicant", "suspended", "left", "removed"])
def test_whoever_is_no_member_is_not_there(client: Client, site: object, standing: str) -> None:
    Organisation.objects.filter(slug="aba").update(standing=standing)

    assert client.get("/api/v1/organisations/aba").status_code == 404


def test_no_edition_in_effect_is_a_404(client: Client, db: None) -> None:
    for address in ("/api/v1/editions/current", "/api/v1/editions/current/text"):
        assert client.get(address).json()["detail"] == "No edition has been published yet."


NOWHERE = [
    *("/api/v1/nothing", "/api/v1/organisations/", "/api/v1/organisations/a/b", "/api/v1/editions/01.0"),
    *("/api/v1/editions/x", "/api/v1/organisations/a%00b", "/api/v1/organisations/a%20b", "/api/v1/%2e%2e/x"),
]


def test_address_that_does_not_exist_is_a_404_of_the_same_form(client: Client, site: object) -> None:
    for address in NOWHERE:
        response = client.get(address)

        assert (address, response.status_code) == (address, 404)
        assert told(response) == {}
        assert response.json()["detail"] == "There is nothing at this address."
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_request_that_cannot_be_read_is_a_400_of_the_same_form(client: Client, site: object) -> None:
    response = client.get("/api/v1/organisations?" + "&".join(f"n{number}=1" for number in range(2000)))

    assert response.status_code == 400
    assert told(response) == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_written(site: object, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(address)

        assert response.status_code == 405
        assert told(response) == {}
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.cookies == {}


@pytest.mark.parametrize("name", NAMES)
def test_refusal_to_write_is_as_described(client: Client, site: object, name: str) -> None:
    check(client.post(f"/api/v1/{name}"), description(client), f"/api/v1/{name}")


def test_language_that_there_is_not_is_refused(client: Client, site: object) -> None:
    response = client.get("/api/v1/editions/1.0/text", {"language": "tlh"})

    assert response.status_code == 422
    assert told(response).keys() == {"language"}
    check(response, description(client), "/api/v1/editions/{number}/text")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_the_same_for_everyone_and_open_to_other_sites(
    client: Client, site: object, address: str
) -> None:
    response = client.get(address)
    known = client.get(address, headers={"If-None-Match": response.headers["ETag"]})

    assert response.status_code == 200
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"].partition(";")[0] == "application/json"
    assert response.headers["Link"] == '</api/v1/openapi.json>; rel="service-desc"'
    assert (known.status_code, known.headers["Access-Control-Allow-Origin"], known.content) == (304, "*", b"")
    head = client.head(address)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", response.headers["ETag"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_browser_may_ask_what_it_may_send(client: Client, db: None, address: str) -> None:
    response = client.options(address, headers={"Origin": "https://example.org"})

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("address", ADDRESSES)
def test_data_has_one_address_and_no_language(client: Client, site: object, address: str) -> None:
    assert client.get(f"/es{address}").status_code == 404
