"""The rows of the directory's pages: what they show, and that they are the same however they were found."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from members import directory, directory_rows
from members.models import Organisation
from members.searching import searched_form
from tests.members.listing import ADDRESS, Make, found


def row_of(page: str) -> str:
    [row] = re.findall(r"<li>(<a href=[^>]*><bdi>.*?)</li>", page, re.DOTALL)
    return unescape(row)


@pytest.mark.parametrize("name", ["Men & Care", "مركز الرجال", "北京性别平等中心", "Łódź – Men"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_row_leads_to_the_page_of_its_organisation(client: Client, make_listed: Make, name: str, language: str) -> None:
    organisation = make_listed(name)
    with translation.override(language):
        address, wanted = reverse("members:organisation-list"), organisation.get_absolute_url()

    page = client.get(address).content.decode()

    assert f'<a href="{wanted}"><bdi>{name}</bdi></a>' in row_of(page)
    assert f'<a href="{wanted}">' in client.get(address, {"view": "table"}).content.decode()


def test_row_tells_the_country_in_the_language_of_the_page_or_the_region_alone(
    client: Client, make_listed: Make
) -> None:
    organisation = make_listed("Men for Care", country="DE")

    assert "Alemania" in row_of(client.get("/es/members/").content.decode())

    organisation.describe(region_only=True)

    row = row_of(client.get("/es/members/").content.decode())
    assert "Europa" in row
    assert "Alemania" not in row


def test_what_a_row_and_an_option_show_is_escaped(client: Client, make_listed: Make) -> None:
    make_listed("Men <b>& 'Care'", themes=('<i>"Care"',))

    page = client.get(ADDRESS).content.decode()

    assert "<bdi>Men &lt;b&gt;&amp; &#x27;Care&#x27;</bdi>" in page
    assert "&lt;i&gt;&quot;care&quot; (1)" in page.lower()


@pytest.fixture
def words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of three hundred have a word, some have another one, and the last hundred in order a third."""

    def word_of(number: int) -> str:
        return "last" if number >= 200 else "rare" if number % 20 == 0 else "fathers"

    Organisation.objects.bulk_create(
        Organisation(
            **{"name": f"N {number:03}", "folded_name": f"n {number:03}", "slug": f"n-{number}", "code": f"n{number}"},
            **{"country": "KE", "public_country": "KE", "kind": "registered", "standing": "member"},
            searched=searched_form(word_of(number)),
        )
        for number in reversed(range(300))
    )
    monkeypatch.setattr(directory_rows, "MANY", 40)
    monkeypatch.setattr(directory, "PAGE", 5)


def pages(client: Client, *numbers: int, **query: object) -> tuple[list[str], bool]:
    """The names of the pages, and whether for each the list was gone through in its order."""
    names, is_walked = [], []
    for number in numbers:
        with CaptureQueriesContext(connection) as queries:
            names += found(client, page=number, **query)
        is_walked.append("WITH walked" in queries.captured_queries[-1]["sql"])
    return names, all(is_walked)


def having(word: str, *order: str) -> list[str]:
    return [*Organisation.objects.filter(searched__contains=word).order_by(*order).values_list("name", flat=True)]


@pytest.mark.parametrize(("sort", "order"), [("name", "folded_name"), ("newest", "-pk")])
def test_common_word_is_looked_for_in_a_list_in_order_and_finds_the_same(
    client: Client, words: None, sort: str, order: str
) -> None:
    names, is_walked = pages(client, 1, 2, q="fathers", sort=sort, kind="registered")

    assert names == having("fathers", order)[:10]
    assert is_walked == (connection.vendor == "sqlite")


def test_last_page_of_a_common_word_has_the_rest(client: Client, words: None) -> None:
    wanted = having("fathers", "folded_name")
    last = -(-len(wanted) // 5)

    assert pages(client, last, q="fathers") == (wanted[(last - 1) * 5 :], False)


@pytest.mark.parametrize("query", [{"q": "rare"}, {"q": "last"}])
def test_what_stands_far_from_the_beginning_or_is_rare_is_found_as_well(
    client: Client, words: None, query: dict[str, str]
) -> None:
    assert pages(client, 1, **query) == (having(query["q"], "folded_name")[:5], False)


def test_who_is_not_listed_is_not_met_on_the_way(client: Client, words: None) -> None:
    names, _is_walked = pages(client, 1, q="fathers")
    Organisation.objects.filter(name=names[0]).update(standing="suspended")
    Organisation.objects.filter(name=names[1]).update(visibility="counted")

    after, _is_walked = pages(client, 1, q="fathers")

    assert after[:3] == names[2:]
    assert not {*names[:2]} & {*after}
