"""The pictures of the directory: the map, the growth and the shares, each with its figures as a table."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.test import Client

from members.models import Organisation
from principles.models import Edition
from tests.members.listing import Make

MAP = "/members/map/"


def page(client: Client, address: str = MAP) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def rows(text: str, caption: str) -> list[tuple[str, ...]]:
    """The words of each row of the table of that caption."""
    table = re.search(rf"<caption[^>]*>{re.escape(caption)}</caption>(.*?)</table>", text)
    assert table, caption
    body = table[1].partition("<tbody>")[2]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body))
    return [tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in row) for row in cells]


def dots(text: str) -> dict[str, str]:
    """Where each dot leads, by its name."""
    return {name: address for address, name in re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>', text)}


def test_each_country_has_a_dot_and_a_row_that_lead_to_its_organisations(client: Client, list_of_four: object) -> None:
    text = page(client)

    assert dots(text) == {
        "Brazil: 2 organisations": "/members/?country=BR",
        "Kenya: 1 organisation": "/members/?country=KE",
        "Uganda: 1 organisation": "/members/?country=UG",
    }
    assert rows(text, "Organisations by country") == [("Brazil", "2"), ("Kenya", "1"), ("Uganda", "1")]
    assert "4 organisations are named on the list." in text


def test_map_has_a_name_a_description_and_no_borders_and_says_why(client: Client, list_of_four: object) -> None:
    text = page(client)

    svg = re.search(r'<figure class="map"> <svg [^>]*role="group" aria-labelledby="map-title map-description">', text)
    assert svg
    assert '<title id="map-title">Map of the signatories</title>' in text
    assert '<desc id="map-description">' in text
    assert "No borders are drawn: the map says where organisations are" in text


def test_organisation_that_shows_its_region_alone_is_a_number_of_it(client: Client, make_listed: Make) -> None:
    make_listed("Open", country="KE")
    for name in ("One", "Two"):
        make_listed(name, country="TV", region_only=True)

    text = page(client)

    assert dots(text) == {"Kenya: 1 organisation": "/members/?country=KE"}
    assert rows(text, "Organisations by country") == [("Kenya", "1"), ("Oceania, country not shown", "2")]
    assert "An organisation that shows its region alone has no dot" in text
    assert 'href="/members/?region=009"' in text
    assert "Tuvalu" not in text


def test_country_that_is_on_no_map_stands_in_the_table(client: Client, make_listed: Make) -> None:
    make_listed("Ice", country="AQ")

    text = page(client)

    assert dots(text) == {}
    assert rows(text, "Organisations by country") == [("Antarctica", "1")]
    assert "By region" not in text


def test_growth_is_told_for_every_period_from_the_first_signature_to_the_last(
    client: Client, list_of_four: object
) -> None:
    text = page(client)

    growth = rows(text, "Organisations that had signed")
    assert len(growth) == 25
    assert growth[:2] == [("March 2021", "1", "1"), ("April 2021", "0", "1")]
    assert [row for row in growth if row[1] != "0"][1:] == [("March 2022", "1", "2"), ("March 2023", "1", "3")]
    assert "From March 2021 to March 2023, when they were 3 organisations." in text


def test_many_years_are_told_year_by_year(
    client: Client, make_listed: Make, endorse: Callable[..., None], founding_edition: object
) -> None:
    for name, year in (("Old", 2015), ("Older", 2011), ("New", 2015)):
        endorse(make_listed(name), founding_edition, year=year)

    growth = rows(page(client), "Organisations that had signed")

    assert growth == [
        ("2011", "1", "1"),
        ("2012", "0", "1"),
        ("2013", "0", "1"),
        ("2014", "0", "1"),
        ("2015", "2", "3"),
    ]


def test_shares_are_told_by_region_and_by_edition(client: Client, list_of_four: object) -> None:
    text = page(client)

    assert rows(text, "Organisations by region") == [("Africa", "2", "50%"), ("Americas", "2", "50%")]
    assert rows(text, "Organisations by the edition that they endorse") == [
        ("Edition 2.1", "2", "67%"),
        ("Edition 1.0", "1", "33%"),
    ]
    assert 'href="/members/?edition=2.1"' in text


@pytest.mark.parametrize(
    ("standing", "visibility"),
    [("member", "counted"), *((standing, "public") for standing in ("applicant", "suspended", "left", "removed"))],
)
def test_whoever_is_not_named_is_in_no_figure(
    client: Client,
    list_of_four: object,
    make_listed: Make,
    endorse: Callable[..., None],
    standing: str,
    visibility: str,
) -> None:
    before = page(client)
    planted = make_listed("Planted", country="TV")
    endorse(planted, Edition.objects.newest_first().last(), year=2012)
    Organisation.objects.filter(pk=planted.pk).update(standing=standing, visibility=visibility)

    assert page(client) == before


def test_page_of_nobody_says_so(client: Client, founding_edition: object) -> None:
    text = page(client)

    assert "No organisation is named on the list yet" in text
    assert "<svg viewBox" not in text.partition("<main")[2].partition("</main")[0]


def test_members_without_a_signature_are_on_the_map_and_in_no_growth(client: Client, make_listed: Make) -> None:
    make_listed("Unsigned", country="KE")

    text = page(client)

    assert "Kenya: 1 organisation" in text
    assert "How their number grew" not in text
    assert "By edition endorsed" not in text


def test_pictures_take_the_same_few_queries_however_many_there_are(
    client: Client, list_of_four: object, many: None, django_assert_max_num_queries: Callable[..., Iterator[None]]
) -> None:
    page(client)
    with django_assert_max_num_queries(4):
        page(client)


def test_page_has_nothing_inline_and_weighs_little(client: Client, many: None) -> None:
    text = client.get(MAP).content.decode().partition("<main")[2]

    assert "style=" not in text
    assert "<script" not in text
    assert len(text) < 40_000


def test_page_is_found_from_the_list_and_in_other_languages(client: Client, list_of_four: object) -> None:
    assert 'href="/members/map/"' in page(client, "/members/")
    assert 'href="/es/members/?country=BR"' in page(client, "/es/members/map/")
    assert "/members/map/" in client.get("/sitemap.xml").content.decode()
