"""How the databases find what the directory shows: by the indexes that are there for it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.jobs import know_the_register
from members.models import Organisation
from members.search_index import take_stock
from members.searching import searched_form
from tests.members.listing import ADDRESS

READS_EVERYTHING = {"postgresql": "Seq Scan on members_organisation", "sqlite": "SCAN members_organisation\n"}
BY_WORDS = {"postgresql": "members_organisation_searched", "sqlite": "members_organisation_search VIRTUAL TABLE INDEX"}


@pytest.fixture
def known(many: None) -> None:
    """Three thousand on the list, and the database has looked at them."""
    take_stock(connection)


@pytest.fixture
def plans(client: Client) -> Callable[..., list[str]]:
    """How each query of the page that reads organisations is carried out."""

    def plans(address: str = ADDRESS, **query: str) -> list[str]:
        # What it keeps from page to page is no part of it.
        client.get(address, query)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, query).status_code == 200
        asked = [it["sql"] for it in queries.captured_queries if '"members_organisation"' in it["sql"]]
        return [plan(sql) for sql in asked]

    return plans


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
        return "".join(f"{row[-1]}\n" for row in cursor.fetchall())


@pytest.mark.parametrize(
    "query",
    [
        {"q": "2718"},
        {"q": "number 2718", "country": "KE"},
        {"q": "2718", "region": "002", "kind": "registered", "sort": "newest", "view": "table"},
        {"q": "性别"},
    ],
)
def test_search_finds_by_the_index_of_words_and_reads_no_list(
    known: None, plans: Callable[..., list[str]], query: dict[str, str]
) -> None:
    if query["q"] == "性别":
        Organisation.objects.filter(name="Number 7").update(searched=searched_form("性别"))

    carried_out = plans(**query)

    assert len(carried_out) == 2
    for found in carried_out:
        assert BY_WORDS[connection.vendor] in found
        assert READS_EVERYTHING[connection.vendor] not in found


@pytest.mark.parametrize("query", [{"q": "2718"}, {"q": "2718", "country": "KE"}, {}, {"kind": "registered"}])
def test_what_is_counted_is_read_from_an_index_on_sqlite(
    known: None, plans: Callable[..., list[str]], query: dict[str, str]
) -> None:
    counted = plans(**query)[0]

    covering = "COVERING INDEX organisations_counted_by_key (id=? AND standing=? AND visibility=?)"
    assert (covering in counted) == (connection.vendor == "sqlite")


def test_what_no_index_has_is_looked_for_in_the_whole_list(known: None) -> None:
    """Else the tests beside this one would prove nothing."""
    found = f"{Organisation.objects.filter(statement__contains='2718').explain()}\n"

    assert READS_EVERYTHING[connection.vendor].strip() in found


@pytest.mark.parametrize(("sort", "index"), [("name", "by_name"), ("newest", "newest_first")])
def test_a_page_of_the_list_is_read_in_its_order(
    known: None, plans: Callable[..., list[str]], sort: str, index: str
) -> None:
    with connection.cursor() as cursor:
        # Other tests took back thousands of rows, which PostgreSQL leaves in its indexes; some grow more than others.
        cursor.execute("REINDEX TABLE members_organisation" if connection.vendor == "postgresql" else "REINDEX")
    take_stock(connection)
    page = plans(sort=sort)[-1]

    assert f"organisations_{index}" in page
    assert "Sort" not in page
    assert "TEMP B-TREE" not in page


def test_sqlite_looks_at_its_tables_again_when_they_have_grown(many: None) -> None:
    is_told = connection.vendor == "sqlite"
    assert not take_stock(connection)

    Organisation.objects.bulk_create(
        Organisation(code=f"d{number}", slug=f"d-{number}", name="D", country="KE", kind="registered")
        for number in range(1600)
    )
    assert [*know_the_register(now=None, dry_run=True)] == []

    assert [take_stock(connection), take_stock(connection)] == [is_told, False]


def test_tick_has_sqlite_look_at_its_tables(many: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_stat1")

    assert [*know_the_register(now=None, dry_run=False)] == []

    assert not take_stock(connection)
