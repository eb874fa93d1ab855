from collections.abc import Callable

import pytest
from django.test import Client

from alliance.accounts.models import User
from members.models import Organisation, SignOn
from principles.models import Edition

Make = Callable[..., Organisation]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Men for Care", "men-for-care"), ("الرجال", "الرجال"), ("性别平等", "性别平等"), ("Мужчины", "мужчины")],
)
def test_address_holds_letters_of_any_script(make_organisation: Make, name: str, slug: str) -> None:
    assert make_organisation(name).slug == slug


def test_where_nothing_is_left_of_a_name_the_code_stands_in(make_organisation: Make) -> None:
    organisation = make_organisation("!!!")

    assert organisation.slug == organisation.code


@pytest.mark.parametrize("name", ["Join", "signing"])
def test_words_that_are_addresses_are_reserved(make_organisation: Make, name: str) -> None:
    assert make_organisation(name).slug == f"{name.lower()}-ke"


def test_a_taken_address_is_told_apart_by_country_and_then_by_code(make_organisation: Make) -> None:
    slugs = [make_organisation("Men for Care").slug for _ in range(2)]
    third = make_organisation("Men for Care")

    assert slugs == ["men-for-care", "men-for-care-ke"]
    assert third.slug == f"men-for-care-{third.code}"


@pytest.mark.parametrize("standing", ["applicant", "suspended", "left", "removed"])
def test_whoever_is_no_member_is_a_plain_404_and_on_no_page(
    client: Client, make_organisation: Make, founding_edition: Edition, standing: str
) -> None:
    organisation = make_organisation("Planted Name")
    Organisation.objects.filter(pk=organisation.pk).update(standing=standing)

    assert client.get(organisation.get_absolute_url()).status_code == 404
    for address in ("/", "/members/", "/editions/", "/sitemap.xml", "/feeds/editions.atom"):
        assert "Planted" not in client.get(address).content.decode()


def test_counted_only_member_is_counted_and_never_named(
    client: Client, make_organisation: Make, member: Organisation
) -> None:
    planted = make_organisation("Planted Name", visibility="counted")
    Organisation.objects.filter(pk=planted.pk).update(standing="member")

    page = client.get("/members/").content.decode()

    assert "2 organisations" in page
    assert "Planted" not in page
    assert client.get(planted.get_absolute_url()).status_code == 404


def test_member_has_a_page_with_what_it_endorsed(client: Client, member: Organisation) -> None:
    page = client.get(member.get_absolute_url()).content.decode()

    assert "Men for Care" in page
    assert "/editions/1.0/" in page
    assert "EndorseAction" in page
    assert "Amina" not in page, "who signed is nobody's business"


def test_leaving_leaves_no_trace(client: Client, member: Organisation, applicant: User) -> None:
    member.leave(by=applicant)

    assert client.get(member.get_absolute_url()).status_code == 404
    assert "Men for Care" not in client.get("/members/").content.decode()


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/members/", 6), ("/members/join/", 3), ("/members/men-for-care/", 4), ("/", 3), ("/editions/1.0/", 3)],
)
def test_public_pages_take_few_queries_however_many_organisations_there_are(
    client: Client,
    make_organisation: Make,
    member: Organisation,
    address: str,
    queries: int,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(30):
        make_organisation(f"Number {number}")
    Organisation.objects.update(standing="member")

    with django_assert_max_num_queries(queries):
        response = client.get(address)

    assert response.status_code == 200
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_longest_name_and_number_that_grow_by_folding_are_kept(make_organisation: Make) -> None:
    letter = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"

    organisation = make_organisation(letter * 200, registration_number=letter * 80)

    organisation.refresh_from_db()
    assert (len(organisation.folded_name), len(organisation.folded_number)) == (200, 80)


def test_applicant_that_was_merged_is_no_duplicate_of_others(
    make_organisation: Make, submitted: SignOn, officer: User
) -> None:
    joined, newcomer = make_organisation(), make_organisation()
    Organisation.objects.filter(pk=joined.pk).update(standing="member")
    before = set(Organisation.objects.likely_duplicates(newcomer))

    submitted.merge_into(joined, by=officer, reason="You are here already.")

    assert before == {joined, submitted.organisation}
    assert set(Organisation.objects.likely_duplicates(newcomer)) == {joined}
