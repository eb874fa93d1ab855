"""An organisation that shows its region in place of its country: what it says once, and what the public is told."""

import csv
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from alliance.accounts.models import User
from members.forms.organisation import OrganisationForm
from members.models import Organisation, ProfileChange, SignOn
from tests.members.desks import part, profile
from tests.members.joining import NEW, PROFILE
from tests.members.listing import Make, choices, found

SignedIn = Callable[[User], Client]


def shown(organisation: Organisation) -> tuple[str, str, str]:
    organisation.refresh_from_db()
    return organisation.public_country.code, organisation.public_region, organisation.public_place


def page_of(organisation: Organisation) -> str:
    return Client().get(organisation.get_absolute_url()).content.decode()


def test_country_is_shown_unless_it_is_withheld(make_organisation: Make) -> None:
    assert shown(make_organisation("Open", country="TV")) == ("TV", "009", "Tuvalu")
    assert shown(make_organisation("Withheld", country="TV", region_only=True)) == ("", "009", "Oceania")


def test_page_tells_the_region_in_place_of_the_country(member: Organisation) -> None:
    assert "<dt>Country</dt>\n          <dd>Kenya</dd>" in page_of(member)

    member.describe(region_only=True)

    page = page_of(member)
    assert "<dt>Region</dt>\n          <dd>Africa</dd>" in page
    assert "Kenya" not in page


def test_another_country_stays_withheld(member: Organisation, applicant: User, officer: User) -> None:
    member.describe(region_only=True)
    change = ProfileChange.objects.propose(
        organisation=member, by=applicant, name=member.name, country="MX", website=""
    )

    change.accept(by=officer)

    assert shown(member) == ("", "019", "Americas")
    assert member.country.code == "MX"


def test_directory_finds_it_by_its_region_and_not_by_its_country(client: Client, member: Organisation) -> None:
    member.describe(region_only=True)

    assert found(client, region="002") == ["Men for Care"]
    assert found(client, country="KE") == []
    assert choices(client, "region") == {"002": "Africa (1)"}
    assert choices(client, "country") == {}
    assert "Africa, endorses edition 1.0" in client.get("/members/").content.decode()
    assert "<td>Africa</td>" in client.get("/members/?view=table").content.decode()


def test_file_has_its_region_and_an_empty_country(client: Client, member: Organisation) -> None:
    member.describe(region_only=True)

    lines = client.get("/data/organisations.csv").getvalue().decode().splitlines(keepends=True)

    [row] = csv.DictReader(lines)
    assert (row["country"], row["region"]) == ("", "002")


def test_rows_from_before_show_their_countries(make_organisation: Make) -> None:
    organisations = [make_organisation(country, country=country) for country in ("KE", "TV", "AQ")]
    Organisation.objects.update(public_country="", public_region="")

    import_module("members.migrations.0013_regions_in_place_of_countries").fill(apps, None)

    assert [shown(organisation)[:2] for organisation in organisations] == [("KE", "002"), ("TV", "009"), ("AQ", "")]


# Its address


def test_address_of_its_own_never_has_the_country(make_organisation: Make) -> None:
    make_organisation("Men")

    withheld = make_organisation("Men", region_only=True)

    assert withheld.slug == f"men-{withheld.code}"


def test_address_that_has_the_country_gives_way(make_organisation: Make) -> None:
    make_organisation("Men")
    second = make_organisation("Men")
    assert second.slug == "men-ke"

    second.describe(region_only=True)

    second.refresh_from_db()
    assert second.slug == f"men-{second.code}"


@pytest.mark.parametrize("name", ["Men", "Men of Ke", "Men KE"])
def test_address_that_tells_nothing_but_the_name_stays(make_organisation: Make, name: str) -> None:
    organisation = make_organisation(name)
    slug = organisation.slug

    organisation.describe(region_only=True)

    organisation.refresh_from_db()
    assert organisation.slug == slug


# Where it is said


def test_applicant_says_so_on_the_sign_on_form(applicant: User, founding_edition: object) -> None:
    client = Client()
    applicant.vouch_for_address()
    client.force_login(applicant)

    assert client.post(NEW, PROFILE | {"region_only": "on"}).status_code == 302

    organisation = SignOn.objects.get().organisation
    assert shown(organisation) == ("", "019", "Americas")
    assert "Show everybody our region" in client.get(NEW).content.decode()


def test_it_holds_at_once_when_it_is_said_at_the_desk(at_desk: Client, member: Organisation) -> None:
    at_desk.post(part(member, "profile/"), profile(region_only="on"))
    assert shown(member) == ("", "002", "Africa")

    at_desk.post(part(member, "profile/"), profile())
    assert shown(member) == ("KE", "002", "Kenya")


def test_country_without_a_region_cannot_be_withheld(make_organisation: Make) -> None:
    form = OrganisationForm(PROFILE | {"country": "AQ", "region_only": "on"})

    assert form.errors.keys() == {"region_only"}
    assert not OrganisationForm(PROFILE | {"country": "AQ"}).errors


def test_somebody_of_the_same_name_is_not_told_the_country(member: Organisation, outsider: User) -> None:
    member.describe(region_only=True)
    client = Client()
    client.force_login(outsider)

    response = client.post(NEW, PROFILE | {"name": "Men for Care"})

    notice = response.content.decode().partition("Is your organisation here already?")[2].partition("</section>")[0]
    assert "Africa" in notice
    assert "Kenya" not in notice


# Who sees it nevertheless


def test_staff_see_the_country_and_that_it_is_withheld(
    member: Organisation, administrator: User, signed_in: SignedIn
) -> None:
    member.describe(region_only=True)
    client = signed_in(administrator)

    page = client.get(f"/admin/members/organisation/{member.pk}/change/").content.decode()

    assert "Kenya" in page
    assert "Region in place of the country" in page
    assert "Kenya" in client.get("/admin/members/organisation/?country=KE").content.decode()


def test_its_own_people_take_it_away_with_the_country(at_desk: Client, member: Organisation) -> None:
    member.describe(region_only=True)

    held = at_desk.get(part(member, "data.json")).json()

    assert (held["profile"]["country"], held["profile"]["region_only"]) == ("KE", True)
