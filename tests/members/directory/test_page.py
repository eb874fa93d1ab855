"""The page of the directory: one after the other, and where there is nothing or no sense."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.directory import PAGE
from members.models import Organisation
from tests.members.listing import ADDRESS, Make

# Pages


def test_pages_hold_everybody_once_though_names_are_alike(client: Client, make_listed: Make) -> None:
    for _ in range(PAGE + 3):
        make_listed("Men for Care")

    pages = [client.get(ADDRESS, {"page": number}).content.decode() for number in (1, 2)]

    slugs = [slug for page in pages for slug in re.findall(r'href="/members/(men-for-care[^"]*)/"', page)]
    assert len(slugs) == len(set(slugs)) == PAGE + 3
    assert 'href="?page=2" rel="next"' in pages[0]
    assert 'href="?" rel="prev"' in pages[1]


def test_next_page_keeps_what_was_looked_for(client: Client, many: None) -> None:
    page = client.get(ADDRESS, {"q": "number", "sort": "newest", "view": "table", "page": 2, "kind": ""})

    assert 'href="?page=3&amp;q=number&amp;sort=newest&amp;view=table" rel="next"' in page.content.decode()


# Nothing, and what makes no sense


def test_where_nothing_is_found_the_page_says_why_and_what_to_try(client: Client, list_of_four: object) -> None:
    page = client.get(ADDRESS, {"q": "<nobody>", "country": "KE"}).content.decode()

    assert "No name on the list has “<bdi>&lt;nobody&gt;</bdi>” in it and fits the filters" in page
    assert 'href="?q=%3Cnobody%3E"' in page
    assert 'href="?country=KE"' in page


def test_where_no_filter_fits_it_says_so(client: Client, list_of_four: object) -> None:
    page = client.get(ADDRESS, {"country": "KE", "kind": "informal"}).content.decode()

    assert "No organisation on the list fits the filters" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"country": "XX"}, "Country: This is none of the choices."),
        ({"region": "Africa"}, "Region: This is none of the choices."),
        ({"kind": "secret"}, "Kind: This is none of the choices."),
        ({"theme": "unheard-of"}, "Theme: This is none of the choices."),
        ({"theme": "a\0b"}, "Theme: Null characters are not allowed."),
        ({"edition": "9.9"}, "Edition endorsed: This is none of the choices."),
        ({"since": "long ago"}, "Signed since: This is not a number"),
        ({"since": "9" * 5000}, "Signed since: "),
        ({"sort": "size"}, "Order: This is none of the choices."),
        ({"view": "map"}, "View: This is none of the choices."),
        ({"page": "junk"}, "Page: This is not a number"),
        ({"page": "0"}, "Page: "),
        ({"page": "-1"}, "Page: "),
        ({"q": "a" * 10_000}, "Search by name: No name is that long."),
        ({"q": "men\0care"}, "Search by name: Null characters are not allowed."),
        ({"q": "?!"}, "Search by name: There is no letter and no figure in it"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    client: Client, make_listed: Make, query: dict[str, str], sentence: str
) -> None:
    make_listed("Men for Care")

    response = client.get(ADDRESS, query)

    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert sentence in page
    assert "See the whole list" in page
    assert "Men for Care" not in page


@pytest.mark.parametrize("page", ["2", "9" * 60])
def test_page_beyond_the_end_is_a_404_that_leads_to_the_last_one(client: Client, make_listed: Make, page: str) -> None:
    make_listed("Men for Care")

    response = client.get(ADDRESS, {"page": page, "q": "men"})

    assert response.status_code == 404
    assert "It has 1 page." in response.content.decode()
    assert 'href="?q=men"' in response.content.decode()


@pytest.mark.parametrize("query", ['"', "men' OR 1=1 --", '" OR "', "NEAR(men)", "*", "%", "_", "\ud800", "a" * 200])
def test_signs_of_query_languages_are_letters_or_nothing(client: Client, make_listed: Make, query: str) -> None:
    make_listed("Else")

    response = client.get(ADDRESS, {"q": query.encode("utf-8", "replace")})

    assert response.status_code in {200, 422}
    assert "<bdi>Else</bdi>" not in response.content.decode()


def test_search_takes_at_most_six_queries_however_many_there_are(
    client: Client, list_of_four: object, many: None, django_assert_max_num_queries: Callable[..., Iterator[None]]
) -> None:
    wanted = [
        {},
        {"q": "number 27", "region": "002", "theme": "", "page": "2", "sort": "newest"},
        {"q": "nubmer onety", "theme": "fathers", "country": "KE"},
        {"theme": "fathers", "country": "BR"},
    ]
    for query in wanted:
        with django_assert_max_num_queries(6):
            assert client.get(ADDRESS, query).status_code == 200


@pytest.mark.parametrize("query", [{}, {"view": "table"}, {"q": "number", "country": "KE", "sort": "newest"}])
def test_list_of_ten_thousand_takes_the_queries_of_a_list_of_ten(
    client: Client, make_listed: Make, query: dict[str, str]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS, query).status_code == 200
        return len(queries)

    for number in range(10):
        make_listed(f"Number {number}")
    queries()
    few = queries()
    Organisation.objects.bulk_create(
        Organisation(
            **{"name": f"N {number}", "folded_name": f"n {number}", "slug": f"n-{number}", "code": f"n{number}"},
            **{"country": "KE", "kind": "registered", "standing": "member", "searched": "  number"},
        )
        for number in range(10_000)
    )

    assert queries() == few <= 6


def test_form_works_by_itself_and_its_script_is_a_file(client: Client, make_listed: Make) -> None:
    make_listed("Men for Care")

    page = client.get(ADDRESS, {"q": "men", "country": "KE"}).content.decode()

    assert '<form class="directory" action="/members/" role="search"' in page
    assert '<button type="submit"' in page
    assert 'value="men"' in page
    assert re.search(r'<option value="KE" selected>', page)
    assert '<script type="module" src="/static/js/directory.js">' in page
