"""How the directory is narrowed, and what it counts."""

import pytest
from django.test import Client

from members.directory import Number
from members.models import Organisation
from tests.members.listing import ADDRESS, Make, choices, found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Aba", "Béla", "Cato", "Dora"]),
        ({"country": "BR"}, ["Cato", "Dora"]),
        ({"region": "002"}, ["Aba", "Béla"]),
        ({"region": "002", "country": "BR"}, []),
        ({"kind": "informal"}, ["Béla", "Dora"]),
        ({"theme": "care"}, ["Aba", "Béla"]),
        ({"theme": "care", "kind": "informal"}, ["Béla"]),
        ({"edition": "1.0"}, ["Aba"]),
        ({"edition": "2.1"}, ["Béla", "Cato"]),
        ({"edition": "2.0"}, ["Béla", "Cato"]),
        ({"since": "2022"}, ["Béla", "Cato"]),
        ({"q": "bela", "country": "UG", "view": "table"}, ["Béla"]),
        ({"sort": "newest"}, ["Béla", "Cato", "Aba", "Dora"]),
        ({"from": "elsewhere"}, ["Aba", "Béla", "Cato", "Dora"]),
    ],
)
def test_filters_narrow_the_list(client: Client, list_of_four: object, query: dict[str, str], names: list[str]) -> None:
    assert found(client, **query) == names


def test_each_choice_says_how_many_it_would_find_all_other_filters_as_they_are(
    client: Client, list_of_four: object
) -> None:
    assert choices(client, "region") == {"002": "Africa (2)", "019": "Americas (2)"}
    assert choices(client, "country", kind="informal") == {"BR": "Brazil (1)", "UG": "Uganda (1)"}
    assert choices(client, "country", country="KE")["BR"] == "Brazil (2)"
    assert choices(client, "theme", country="KE") == {"care": "care (1)"}
    assert choices(client, "edition") == {"2.1": "Edition 2.1 (2)", "1.0": "Edition 1.0 (1)"}
    assert choices(client, "since") == {"2023": "2023 (1)", "2022": "2022 (2)", "2021": "2021 (3)"}
    assert choices(client, "kind", q="bela", theme="fathers") == {"informal": "informal group (1)"}


def test_what_the_list_says_is_endorsed_is_what_every_other_page_says(
    client: Client, list_of_four: dict[str, Organisation]
) -> None:
    page = client.get(ADDRESS).content.decode()

    for organisation in Organisation.objects.listed().with_current_endorsement().exclude(endorses=None):
        assert f"{organisation.country.name}, endorses edition {organisation.endorses}" in page


def test_a_chosen_filter_can_be_taken_away(client: Client, list_of_four: object) -> None:
    page = client.get(ADDRESS, {"country": "BR", "kind": "informal", "view": "table"}).content.decode()

    assert "Country: Brazil" in page
    assert 'href="?kind=informal&amp;view=table"' in page


@pytest.mark.parametrize("standing", ["applicant", "suspended", "left", "removed"])
@pytest.mark.parametrize("query", [{"q": "planted"}, {"q": "plnated nmae planted"}, {"country": "TV"}, {}])
def test_whoever_is_not_listed_is_neither_found_nor_counted(
    client: Client, make_listed: Make, standing: str, query: dict[str, str]
) -> None:
    make_listed("Men for Care", country="KE")
    planted = make_listed("Planted Name", country="TV", kind="informal", themes=("Planted theme",))
    Organisation.objects.filter(pk=planted.pk).update(standing=standing)

    page = client.get(ADDRESS, query).content.decode()

    assert "Planted" not in page
    assert "Planted theme" not in page
    assert client.get(ADDRESS, {"theme": "planted-theme"}).status_code == 422
    assert choices(client, "kind") == {"registered": "registered organisation (1)"}
    assert "TV" not in choices(client, "country")


def test_who_is_counted_only_is_not_in_the_counts_beside_filters(client: Client, make_listed: Make) -> None:
    make_listed("Men for Care", country="KE")
    make_listed("Planted Name", country="KE", visibility="counted", themes=("Planted theme",))

    assert found(client, q="planted") == []
    assert choices(client, "country") == {"KE": "Kenya (1)"}
    assert choices(client, "theme") == {}


@pytest.mark.parametrize(("exact", "shown"), [(0, 0), (999, 999), (1000, 1000), (1001, 1000), (12999, 12000)])
def test_numbers_are_exact_up_to_a_thousand_and_rounded_down_beyond(exact: int, shown: int) -> None:
    number = Number(exact)

    assert number.shown == shown
    assert number.is_rounded == (exact > 1000)


def test_page_says_that_a_number_is_rounded(client: Client, many: None) -> None:
    page = client.get(ADDRESS, {"country": "KE"}).content.decode()

    assert "About 3,000 organisations" in page
    assert "Numbers above 1,000 are rounded" in page
    assert "Numbers above" not in client.get(ADDRESS, {"q": "2718"}).content.decode()
    # Few are found, and another choice has many.
    assert "Numbers above" in client.get(ADDRESS, {"country": "UG"}).content.decode()
    assert choices(client, "country") == {"KE": "Kenya (about 3,000)"}
