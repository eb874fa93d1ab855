"""Every page of an organisation's desk, and those on which officers decide on changed profiles."""

from django.urls import reverse
from playwright.sync_api import Page

from alliance.accounts.models import User
from alliance.shared.pictures import Picture
from members.models import Logo, Organisation, ProfileChange
from tests.browser.case_places import MEMBER, decision
from tests.browser.places import Place, admin, change, press
from tests.browser.sign_ons import LONG_WORD, organisation_called
from tests.pictures import drawn


def furnish_desks(*, applicant: User) -> None:
    """Desks with a logo, with a change that waits, and with neither."""
    member, counted = organisation_called(MEMBER), organisation_called("Counted")
    Logo.objects.put(
        organisation=member, by=applicant, alt="Two rings", picture=Picture(drawn("WEBP", size=(512, 300)), 512, 300)
    )
    for organisation in (member, counted):
        words = {"name": f"{LONG_WORD} für {LONG_WORD}", "country": "MX", "website": f"https://{LONG_WORD}.example/"}
        ProfileChange.objects.propose(organisation=organisation, by=applicant, **words)


def part(organisation: Organisation, name: str = "", **more: object) -> str:
    return reverse(f"members:desk{name}", kwargs={"slug": organisation.slug, **more})


# What those see who act for an organisation


def own_desks() -> list[Place]:
    member, counted, suspended = (organisation_called(name) for name in (MEMBER, "Counted", "Suspended"))
    return [
        *(Place(part(organisation)) for organisation in (member, counted, suspended)),
        Place(part(member, "-receipt", key=member.endorsements.first().pk)),
        Place(part(member, "-profile")),
        Place(part(suspended, "-profile"), step=send_a_wrong_website),
        Place(part(member, "-visibility")),
        Place(part(counted, "-visibility"), step=want_to_be_named_without_the_tick),
        Place(part(member, "-logo")),
        Place(part(counted, "-logo"), step=send_the_form),
        Place(part(member, "-leave")),
        Place(part(counted), step=take_back_twice),
        # Last: then its desk is gone.
        Place(part(suspended, "-leave"), step=send_the_form),
    ]


# What an officer sees


def changes() -> list[Place]:
    queue = admin("members_profilechange_changelist")
    change_of_a_name, of_who_is_counted = ProfileChange.objects.order_by("pk")
    return [
        Place(queue),
        Place(f"{queue}?q=nothing+has+this"),
        Place(change(of_who_is_counted)),
        Place(change(organisation_called(MEMBER))),
        Place(change(change_of_a_name), step=decline_the_change_without_a_reason),
    ]


# What is done there


def send_the_form(page: Page) -> None:
    press(page.locator(".case-form .door-first"))


def send_a_wrong_website(page: Page) -> None:
    page.locator("#id_website").fill("no address")
    send_the_form(page)


def want_to_be_named_without_the_tick(page: Page) -> None:
    page.locator("[name=visibility][value=public]").check()
    send_the_form(page)


def take_back_twice(page: Page) -> None:
    for change_that_waits in ProfileChange.objects.awaiting_review():
        change_that_waits.withdraw()
    press(page.get_by_role("button", name="Take it back"))


def decline_the_change_without_a_reason(page: Page) -> None:
    decision(page, "keep")
