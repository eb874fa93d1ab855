"""Buttons that are pressed when the session has run out."""

from collections.abc import Callable

import pytest
from django.test import Client

from alliance.accounts.models import User
from members.models import Decision, Invitation, Organisation, ProfileChange, SignOn
from tests.members.desks import part


@pytest.fixture
def buttons(member: Organisation, sign_on: SignOn, invitation: Invitation) -> dict[str, str]:
    """The address of each button, and that of the page on which it stands."""
    case, people = f"/members/join/{sign_on.pk}/", part(member, "representatives/")
    return {
        f"{case}call-back/": case,
        f"{case}retraction/": case,
        part(member, "logo/removal/"): part(member, "logo/"),
        part(member, "profile/withdrawal/"): part(member, "profile/"),
        f"{people}own-name/": people,
        f"{people}invitations/{invitation.pk}/withdrawal/": people,
        f"{people}invitations/{invitation.pk}/renewal/": people,
    }


def test_button_pressed_too_late_leads_to_sign_in_and_back_to_its_page(
    buttons: dict[str, str], applicant: User, signed_in: Callable[[User], Client]
) -> None:
    someone, back = Client(), signed_in(applicant)

    led = {address: someone.post(address).headers["Location"] for address in buttons}

    assert led == {address: f"/accounts/login/?next={page}" for address, page in buttons.items()}
    assert {back.get(page).status_code for page in buttons.values()} == {200}


def test_button_pressed_too_late_does_nothing_and_says_so(
    buttons: dict[str, str], member: Organisation, applicant: User
) -> None:
    change = ProfileChange.objects.propose(
        organisation=member, by=applicant, name="Men who Care", country="KE", website=""
    )
    before = Decision.objects.count()

    pages = [Client().post(address, follow=True).content.decode() for address in buttons]

    assert all("Nothing was done: you were not signed in any more." in page for page in pages)
    assert ProfileChange.objects.get() == change
    assert (change.state, Invitation.objects.count()) == ("waiting", 1)
    assert Decision.objects.count() == before


def test_address_of_a_button_that_was_only_opened_leads_to_its_page_too(buttons: dict[str, str]) -> None:
    someone = Client()

    answers = {address: someone.get(address, follow=True) for address in buttons}

    assert {it.redirect_chain[0][0] for it in answers.values()} == {
        f"/accounts/login/?next={page}" for page in buttons.values()
    }
    assert not any("Nothing was done" in it.content.decode() for it in answers.values())


def test_page_of_a_button_is_in_the_language_of_its_reader(member: Organisation, pseudo_language: str) -> None:
    prefix = f"/{pseudo_language}"

    answer = Client().post(f"{prefix}{part(member, 'logo/removal/')}")

    assert answer.headers["Location"].endswith(f"next={prefix}{part(member, 'logo/')}")


def test_form_sent_too_late_leads_back_to_itself_and_not_to_a_page_above(member: Organisation) -> None:
    address = part(member, "profile/")

    answer = Client().post(address, {"name": "Men who Care"})

    assert answer.headers["Location"] == f"/accounts/login/?next={address}"
