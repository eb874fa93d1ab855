"""Every page of those who act for an organisation, and of those whom they invite."""

from django.urls import reverse
from playwright.sync_api import Page

from alliance.accounts.models import User
from members.invitation_links import invitation_path
from members.models import Invitation, Organisation, Representative
from tests.browser.case_places import MEMBER
from tests.browser.places import Place, press, send_form
from tests.browser.sign_ons import LONG_WORD, organisation_called


def list_of(organisation: Organisation) -> str:
    return reverse("members:representative-list", args=[organisation.slug])


def end_of(representative: Representative) -> str:
    return reverse("members:representative-end", args=[representative.organisation.slug, representative.pk])


def invited(email: str) -> Invitation:
    """To act for the member, by the one who acts for it."""
    member = organisation_called(MEMBER)
    by = member.representatives.acting().first().person
    return Invitation.objects.invite(email, organisation=member, by=by, language="en")


def colleague() -> Representative:
    """Acts for the member too, and under her name."""
    person = User.objects.create_user(email=f"carla@{LONG_WORD.lower()}.example.org", name=f"Carla {LONG_WORD}")
    return organisation_called(MEMBER).representatives.create(person=person, is_public=True)


def invitation_pages() -> list[Place]:
    """What whoever is invited sees who has not signed in."""
    colleague()
    return [
        Place(invitation_path(invited("outsider@example.org"))),
        Place("/members/invitation/forged/", status=404),
        Place(organisation_called(MEMBER).get_absolute_url()),
    ]


def pages_of_the_invited() -> list[Place]:
    """What the outsider sees, invited and not."""
    others = invitation_path(invited("somebody-else@example.org"))
    own = invitation_path(invited("outsider@example.org"))
    # Last: then it is accepted.
    return [Place(others), Place(own), Place(own, step=send_form)]


def representatives() -> list[Place]:
    """What one of two representatives sees, and the only one of another organisation."""
    alone = organisation_called("Suspended").representatives.get()
    other, own = colleague(), organisation_called(MEMBER).representatives.first()
    invited(f"{LONG_WORD}@example.org")
    listed = list_of(own.organisation)
    return [
        Place(list_of(alone.organisation)),
        Place(end_of(alone)),
        Place(listed),
        Place(listed, step=invite_a_wrong_address),
        Place(listed, step=invite_a_newcomer),
        Place(listed, step=show_the_own_name),
        Place(end_of(own)),
        Place(end_of(other)),
        Place(end_of(own), step=stop_as_the_last),
    ]


# What is done there


def invite_a_wrong_address(page: Page) -> None:
    page.locator("#id_email").fill("no address")
    press(page.get_by_role("button", name="Send the invitation"))


def invite_a_newcomer(page: Page) -> None:
    page.locator("#id_email").fill("newcomer@example.org")
    press(page.get_by_role("button", name="Send the invitation"))


def show_the_own_name(page: Page) -> None:
    press(page.get_by_role("button", name="Show my name"))


def stop_as_the_last(page: Page) -> None:
    own = organisation_called(MEMBER).representatives.first()
    organisation_called(MEMBER).representatives.acting().exclude(pk=own.pk).get().end(by=own.person)
    send_form(page)
