"""How many stand behind the text: never more than have signed it, and no number that gives a member away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from alliance.accounts.models import User
from members.models import Organisation, Signatory, SignOn
from members.template_tags import standing_behind
from principles.models import Clause, Edition


@pytest.fixture
def members(make_organisation: Any, applicant: User, officer: User, sign: Any) -> list[Organisation]:
    """Eleven members, one of them counted only."""
    members = []
    for number in range(11):
        visibility = "counted" if number == 0 else "public"
        organisation = make_organisation(f"Organisation {number}", visibility=visibility)
        case = SignOn.objects.begin(organisation=organisation, by=applicant)
        sign(case)
        case.submit(by=applicant)
        case.accept(by=officer)
        members.append(organisation)
    return members


def reaffirm(organisations: list[Organisation]) -> None:
    for organisation in organisations:
        signatory = Signatory.objects.create(name="A", job_title="B", email="c@example.org")
        organisation.reaffirm(signatory=signatory, number="2.0", language="en", privacy_notice="0" * 64)


@pytest.fixture
def second_edition(publish: Callable[..., Edition], members: list[Organisation]) -> Edition:
    Clause.objects.filter(slug="participation").update(text="Everybody decides.")
    return publish("substantive")


def test_all_stand_behind_the_edition_that_they_signed(client: Client, members: list[Organisation]) -> None:
    assert (standing_behind().all, standing_behind().current) == (11, 11)
    assert "organisations stand behind the text" in client.get("/").content.decode()


def test_nobody_stands_behind_a_new_meaning_before_signing_it(client: Client, second_edition: Edition) -> None:
    home = client.get("/").content.decode()

    assert "organisations stand behind the text" not in home
    assert "organisations endorse an earlier edition" in home
    assert "have been asked about this one" in client.get("/editions/").content.decode()


@pytest.mark.parametrize(("reaffirmed", "told"), [(4, None), (5, 5), (6, 6), (7, None), (11, 11)])
def test_parts_of_fewer_than_five_are_not_told(
    members: list[Organisation], second_edition: Edition, reaffirmed: int, told: int | None
) -> None:
    reaffirm(members[:reaffirmed])

    assert (standing_behind().all, standing_behind().current) == (11, told)


def test_untold_parts_stand_in_one_number(client: Client, members: list[Organisation], second_edition: Edition) -> None:
    reaffirm(members[:2])

    assert "this edition or an earlier one" in client.get("/").content.decode()
    assert "this edition or an earlier one" in client.get("/editions/").content.decode()


def test_organisation_page_says_what_was_signed_and_what_is_endorsed_by_it(
    client: Client, members: list[Organisation], publish: Callable[..., Edition]
) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish("editorial")

    page = client.get(members[1].get_absolute_url()).content.decode()

    assert "Endorses edition 1.1" in page
    assert "Signed was edition 1.0" in page
    assert "endorses edition 1.1" in client.get("/members/").content.decode()


def test_paper_under_an_older_edition_takes_back_no_newer_signature(
    members: list[Organisation], second_edition: Edition, officer: User
) -> None:
    reaffirm(members[1:2])
    older = members[1].endorsements.get(edition__major=1)
    signed = {"edition": older.edition, "edition_digest": older.edition_digest, "language": "en", "method": "paper"}
    consents = {"agreed_to_endorse": True, "may_sign": True, "recorded_by": officer}
    members[1].endorsements.create(sign_on=older.sign_on, signatory=older.signatory, **signed, **consents)

    organisation = Organisation.objects.with_current_endorsement().get(pk=members[1].pk)

    assert (organisation.signed, organisation.endorses) == ("2.0", "2.0")


def test_list_that_says_which_edition_is_endorsed_changes_with_the_text() -> None:
    assert {"members", "text"} <= set(resolve("/members/").func.scopes)


def test_objections_of_listed_organisations_stand_beside_the_class(
    client: Client, members: list[Organisation], publish: Callable[..., Edition], applicant: User
) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    edition = publish("editorial")
    members[0].object_to(number=edition.number, by=applicant, reason="From one that is never named.")
    members[1].object_to(number=edition.number, by=applicant, reason="It asks for more.")

    page = client.get("/editions/1.1/").content.decode()

    assert "It asks for more." in page
    assert "From one that is never named." not in page
    assert members[0].name not in page
