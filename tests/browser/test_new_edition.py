"""The journey of a new edition, without JavaScript: from the publisher's form to a member's signature under it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from alliance.accounts.models import User
from members.jobs import write_about_editions
from members.models import Organisation
from principles.jobs import take_editions_into_effect
from principles.models import CorePrinciple
from tests.browser.conftest import session_of
from tests.browser.places import press
from tests.browser.sign_ons import begin, sign, submit
from tests.browser.test_publishing import open_the_page_that_publishes
from tests.browser.test_signing_on import arrived, links_in

pytestmark = pytest.mark.browser

SENTENCE = "Nobody decides for others."


@pytest.fixture
def member(site: str, applicant: User, officer: User) -> Organisation:
    """Has signed edition 1.0."""
    case = submit(sign(begin("Men for Care", applicant)))
    case.accept(by=officer)
    return case.organisation


def test_member_is_asked_about_a_new_edition_and_signs_it(
    member: Organisation,
    applicant: User,
    visitor: Callable[..., Page],
    publisher: User,
    signed_in: Callable[..., Client],
) -> None:
    participation = CorePrinciple.objects.get(slug="participation")
    participation.text += f"\n\n{SENTENCE}"
    participation.save()
    page, reader = visitor(java_script_enabled=False), visitor(java_script_enabled=False)

    publish(visitor(publisher, java_script_enabled=False))
    say_what_time_brings()
    [link] = [link for link in links_in(arrived(applicant.email)) if "/edition/" in link]
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.context.add_cookies([session_of(signed_in(applicant), page.url.split("/accounts/")[0])])
    page.goto(link)
    reader.goto(member.get_absolute_url())
    expect(reader.get_by_role("main")).to_contain_text("Endorses edition 1.0")
    read_what_differs_and_sign(page)

    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text("Endorses edition 2.0")
    reader.goto("/members/")
    expect(reader.get_by_role("listitem").filter(has_text="Men for Care")).to_contain_text("edition 2.0")


def publish(page: Page) -> None:
    open_the_page_that_publishes(page)
    expect(page.locator("ins")).to_contain_text([SENTENCE])
    page.get_by_label("Substantive").check()
    page.get_by_label("Why is the text changed?").fill("It says who decides.")
    page.get_by_label("I have read the difference above").check()
    press(page.get_by_role("button", name="Publish for ever"))
    expect(page.locator(".messagelist")).to_contain_text("Edition 2.0 is published.")


def say_what_time_brings() -> None:
    """As `tick` does, once the messages have waited."""
    for now in (timezone.now(), timezone.now() + timedelta(minutes=settings.EDITION_MAIL_DELAY + 1)):
        for job in (take_editions_into_effect, write_about_editions):
            list(job(now=now, dry_run=False))


def read_what_differs_and_sign(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Does Men for Care endorse edition 2.0 as well?")
    expect(page.get_by_role("main").locator("ins")).to_contain_text([SENTENCE])
    page.locator("#id_job_title").fill("Director")
    for name in ("endorse", "may_sign", "privacy"):
        page.locator(f"#id_{name}").check()
    press(page.get_by_role("button", name="Sign, or ask to sign"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Men for Care endorses edition 2.0")
