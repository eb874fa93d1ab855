"""What the directory finds by name."""

import pytest
from django.db import connection
from django.test import Client

from alliance.shared.immutability import installed_triggers
from members import searching
from members.models import Organisation
from members.search_index import triggers
from tests.members.listing import ADDRESS, Make, found


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sao paulo", "Homens de São Paulo"),
        ("fundacion", "Fundación por la Igualdad"),
        ("الرجال", "مركز الرجال في مصر"),
        ("лига мужчин", "Лига Мужчин Украины"),
        ("性别", "北京性别平等中心"),
        ("un", "UN Friends"),
    ],
)
def test_a_name_is_found_by_part_in_any_script(client: Client, make_listed: Make, query: str, name: str) -> None:
    make_listed(name)
    make_listed("Somebody Else")

    assert found(client, q=query) == [name]


def test_another_name_is_found_as_well(client: Client, make_listed: Make) -> None:
    make_listed("Men for Care", other_names="Wanaume kwa Malezi\nMFC")

    assert found(client, q="malezi") == found(client, q="mfc") == ["Men for Care"]


def test_what_is_misspelt_is_found_on_postgresql_and_said(client: Client, make_listed: Make) -> None:
    make_listed("International Network of Fathers for Equality")
    make_listed("Somebody Else")

    page = client.get(ADDRESS, {"q": "Internatoinal Network of Fahters for Equality"}).content.decode()

    if connection.vendor == "postgresql":
        assert "International Network" in page
        assert "spelt much like it" in page
    else:
        assert "No name on the list has" in page
    assert "Somebody Else" not in page


def test_a_name_is_found_anew_once_it_has_changed(client: Client, make_listed: Make) -> None:
    organisation = make_listed("Former Name")

    organisation.describe(name="Present Name")

    assert found(client, q="former") == []
    assert found(client, q="present") == ["Present Name"]


def test_a_name_that_is_written_past_the_verbs_is_found(client: Client, make_listed: Make) -> None:
    organisation = make_listed("Former Name")

    Organisation.objects.filter(pk=organisation.pk).update(name="Raw", searched=searching.searched_form("Raw"))

    assert found(client, q="raw") == ["Raw"]
    assert found(client, q="former") == []


def test_one_that_is_gone_is_in_no_index(make_listed: Make) -> None:
    make_listed("Gone").delete()

    assert not Organisation.objects.holding(["gone"]).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM members_organisation_search")
            assert cursor.fetchone() == (0,)


def test_triggers_are_in_place_after_all_migrations(db: None) -> None:
    assert triggers(connection.vendor) <= set(installed_triggers())


@pytest.mark.parametrize("query", ["2718", "number 2718", "性别"])
def test_matching_uses_an_index(many: None, query: str) -> None:
    plan = Organisation.objects.listed().holding(searching.sought_parts(query)).explain()

    index = "members_organisation_searched" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX"
    assert index in plan


def test_what_is_misspelt_is_looked_for_in_an_index(many: None) -> None:
    plan = Organisation.objects.listed().resembling(["nubmer", "2718"]).explain()

    assert ("members_organisation_searched" in plan) == (connection.vendor == "postgresql")
