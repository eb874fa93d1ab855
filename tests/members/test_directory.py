"""What the directory finds, narrows and counts, and the page that shows it."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from members import searching
from members.directory import PAGE, Number
from members.models import Endorsement, Organisation
from members.search_index import triggers
from principles.models import Clause, Draft, Edition

Make = Callable[..., Organisation]
ADDRESS = "/members/"


@pytest.fixture
def make_listed(make_organisation: Make) -> Make:
    """One that is on the list, though nobody signed for it."""

    def make(name: str, *, themes: tuple[str, ...] = (), **profile: Any) -> Organisation:
        organisation = make_organisation(name, **profile)
        Organisation.objects.filter(pk=organisation.pk).update(standing="member")
        organisation.themes.add(*themes)
        return organisation

    return make


@pytest.fixture
def endorse(administrator: User) -> Callable[..., None]:
    def endorse(organisation: Organisation, edition: Edition, *, year: int) -> None:
        Endorsement.objects.create(
            organisation=organisation,
            edition=edition,
            edition_digest=edition.digest,
            language="en",
            method=Endorsement.Method.REGISTER,
            agreed_to_endorse=True,
            may_sign=True,
            recorded_by=administrator,
            signed_at=timezone.now().replace(year=year, month=3, day=1),
        )

    return endorse


@pytest.fixture
def publish(publisher: User, participation: Clause) -> Callable[[str], Edition]:
    def publish(change_class: str) -> Edition:
        participation.refresh_from_db()
        participation.text += " More."
        participation.save()
        shown = Draft.now().fingerprint
        return Edition.objects.publish(shown=shown, change_class=change_class, reason="Because.", by=publisher)

    return publish


def found(client: Client, **query: object) -> list[str]:
    """The names in the order of the page."""
    response = client.get(ADDRESS, query)
    assert response.status_code == 200, response.content.decode()
    listed = response.content.decode().partition('id="found"')[2].partition('class="neighbours"')[0]
    return [unescape(name) for name in re.findall(r'<a href="/members/[^"]+"><bdi>(.*?)</bdi></a>', listed)]


def choices(client: Client, name: str, **query: object) -> dict[str, str]:
    """What a filter offers, by value, with the words that say how many."""
    page = client.get(ADDRESS, query).content.decode()
    select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert select
    options = re.findall(r'<option value="([^"]+)"[^>]*>(.*?)</option>', select[0], re.DOTALL)
    return {value: " ".join(unescape(label).split()) for value, label in options}


# By name


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
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}

    assert triggers(connection.vendor) <= there


@pytest.fixture
def many(db: None) -> None:
    rows = [
        Organisation(
            code=f"c{number}",
            slug=f"number-{number}",
            name=f"Number {number}",
            country="KE",
            kind="registered",
            standing="member",
        )
        for number in range(3000)
    ]
    for row in rows:
        row.fold()
    Organisation.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_organisation")


@pytest.mark.parametrize("query", ["2718", "number 2718", "性别"])
def test_matching_uses_an_index(many: None, query: str) -> None:
    plan = Organisation.objects.listed().holding(searching.sought_parts(query)).explain()

    index = "members_organisation_searched" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX"
    assert index in plan


def test_what_is_misspelt_is_looked_for_in_an_index(many: None) -> None:
    plan = Organisation.objects.listed().resembling(["nubmer", "2718"]).explain()

    assert ("members_organisation_searched" in plan) == (connection.vendor == "postgresql")


# Filters


@pytest.fixture
def list_of_four(
    client: Client, make_listed: Make, founding_edition: Edition, endorse: Callable[..., None], publish: Any
) -> dict[str, Organisation]:
    """Two editions that ask, and an editorial one after the second."""
    names = {
        "Aba": make_listed("Aba", country="KE", themes=("Care",)),
        "Béla": make_listed("Béla", country="UG", kind="informal", themes=("Care", "Fathers")),
        "Cato": make_listed("Cato", country="BR"),
        "Dora": make_listed("Dora", country="BR", kind="informal"),
    }
    endorse(names["Aba"], founding_edition, year=2021)
    second = publish("substantive")
    endorse(names["Béla"], second, year=2023)
    third = publish("editorial")
    endorse(names["Cato"], third, year=2024)
    endorse(names["Cato"], founding_edition, year=2022)
    return names


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


def test_form_works_by_itself_and_its_script_is_a_file(client: Client, make_listed: Make) -> None:
    make_listed("Men for Care")

    page = client.get(ADDRESS, {"q": "men", "country": "KE"}).content.decode()

    assert '<form class="directory" action="/members/" role="search"' in page
    assert '<button type="submit"' in page
    assert 'value="men"' in page
    assert re.search(r'<option value="KE" selected>', page)
    assert '<script type="module" src="/static/js/directory.js">' in page
