"""The journey of an organisation, without JavaScript: from a newcomer's first visit to the list of signatories."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from playwright.sync_api import Locator, Page, expect

from alliance.accounts.models import User
from alliance.outbox.sending import send_due
from alliance.shared.languages import PSEUDO_LANGUAGE, pseudo
from members.models import Organisation, SignOn
from tests.browser.places import press

pytestmark = pytest.mark.browser

NAME = "Fundación Padres"
NORA, SOFIA = "nora@example.org", "sofia@example.org"
# Under ten minutes: at 120 characters a minute, as a slow typist does, of which a choice counts as one; and no more
# questions than can be read meanwhile, all pages together.
MOST_TYPED, MOST_FIELDS = 1_200, 30
FIELDS = "input:not([type=hidden]), select, textarea"
STATEMENT = (
    "Courses for fathers before and after birth, in nine towns; and a telephone line for men who fear their anger."
)
DESCRIPTION = "We are fathers who share the care of their children, and teach others. Founded by twelve men in Oaxaca."


@dataclass
class Hand:
    """What a person types and chooses on the pages of one browser, how much that was, and how much was asked."""

    page: Page
    said: Callable[[str], str]
    typed: int = 0
    fields: int = 0

    def field(self, label: str) -> Locator:
        """By how its label begins: behind that stands whether it is needed and who sees the answer."""
        fields = self.page.locator(FIELDS)
        return fields.and_(
            self.page.get_by_label(re.compile(rf"^\s*{re.escape(self.said(label))}(?!\w)", re.IGNORECASE))
        )

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)
        self.typed += len(text)

    def choose(self, label: str, value: str) -> None:
        self.field(label).select_option(value)
        self.typed += 1

    def tick(self, label: str) -> None:
        self.field(label).check()
        self.typed += 1

    def press(self, name: str) -> None:
        self.fields += self.page.locator("main").locator(FIELDS).count()
        press(self.page.get_by_role("button", name=self.said(name), exact=True).first)

    def follow(self, name: str) -> None:
        press(self.page.get_by_role("link", name=self.said(name), exact=True).first)

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.said(heading))


def path_of(link: str) -> str:
    return urlsplit(link)._replace(scheme="", netloc="").geturl()


def links_in(message: EmailMessage) -> list[str]:
    """The paths of the links in a mail, which stand on lines of their own; the address below every mail is none."""
    return [path_of(link) for link in re.findall(rf"^{settings.SITE_URL}/\S*$", str(message.body), re.MULTILINE)]


def arrived(to: str) -> EmailMessage:
    """The only mail that has arrived for this person since the last one was read."""
    send_due()
    [message] = [message for message in mail.outbox if message.to == [to]]
    mail.outbox.remove(message)
    return message


@pytest.mark.parametrize("prefix", ["", f"/{PSEUDO_LANGUAGE[0]}"], ids=["English", "from right to left"])
def test_newcomer_signs_on_with_an_organisation_for_which_somebody_else_signs(
    prefix: str, site: str, visitor: Callable[..., Page], officer: User, pseudo_language: str
) -> None:
    said = pseudo if prefix else str
    newcomer, signatory = (Hand(visitor(java_script_enabled=False), said) for _ in range(2))

    make_an_account(newcomer, prefix)
    describe_the_organisation(newcomer)
    name_somebody_else(newcomer)
    sign(signatory, said)

    told = arrived(NORA)
    assert told.subject == subject(said, "the text has been signed")
    check_and_send(newcomer, links_in(told)[0])
    received = arrived(NORA)
    assert received.subject == subject(said, "your sign-on has arrived")

    accept(Hand(visitor(officer), str))
    accepted = arrived(NORA)
    assert accepted.subject == subject(said, "your organisation has joined")
    assert "Welcome among us." in str(accepted.body)

    for message in (told, received, accepted):
        assert NAME not in message.subject
        assert_links_open(newcomer.page, message, prefix)
    reader = Hand(visitor(java_script_enabled=False), said)
    reader.page.goto(f"{prefix}/members/")
    press(reader.page.get_by_role("link", name=NAME))
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(reader.page.get_by_role("main")).not_to_contain_text("Sofía")

    assert 0 < newcomer.typed <= MOST_TYPED
    assert 0 < newcomer.fields <= MOST_FIELDS
    assert (signatory.typed, signatory.fields) == (3, 3)


def subject(said: Callable[[str], str], words: str) -> str:
    return said(f"%(SITE_NAME)s: {words}") % {"SITE_NAME": settings.SITE_NAME}


def assert_links_open(page: Page, message: EmailMessage, prefix: str) -> None:
    links = links_in(message)
    assert links
    for link in links:
        assert link.startswith(f"{prefix}/")
        assert (link, page.request.get(link).status) == (link, 200)


def make_an_account(newcomer: Hand, prefix: str) -> None:
    newcomer.page.goto(f"{prefix}/members/join/")
    newcomer.follow("Start")
    newcomer.follow("Make an account")
    newcomer.fill("Your name", "Nora Newcomer")
    newcomer.fill("E-mail address", NORA)
    newcomer.fill("Password", "correct horse battery")
    newcomer.press("Make the account")
    newcomer.sees("Look at your mail")
    confirmation = arrived(NORA)
    assert newcomer.said("Confirm your e-mail address") in confirmation.subject
    [link] = links_in(confirmation)
    assert link.startswith(f"{prefix}/accounts/")
    newcomer.page.goto(link)
    newcomer.press("Confirm the address")


def describe_the_organisation(newcomer: Hand) -> None:
    newcomer.sees("Your organisation")
    newcomer.fill("Name of the organisation", NAME)
    newcomer.fill("Other names", "Padres\nFathers’ Foundation")
    newcomer.choose("Country", "MX")
    newcomer.tick("Registered organisation")
    newcomer.fill("Website", "https://padres.example/")
    newcomer.fill("Year founded", "1998")
    newcomer.fill("Registration number", "OP.218/051/98-0421/11042")
    newcomer.fill("Register", "Registro Federal de las Organizaciones")
    newcomer.fill("Themes", "fatherhood, care, health")
    newcomer.fill("Short description", DESCRIPTION)
    newcomer.fill("What do you do for these principles?", STATEMENT)
    newcomer.tick("Named")
    newcomer.press("Save and go on")


def name_somebody_else(newcomer: Hand) -> None:
    newcomer.sees("The text and who signs")
    expect(newcomer.page.get_by_role("main")).to_contain_text("The Alliance will strive to include")
    newcomer.tick("Somebody else: we write to that person")
    newcomer.fill("Name of the person who signs", "Sofía Signatory")
    newcomer.fill("What the person does in the organisation", "Director")
    newcomer.fill("E-mail address of the person who signs", SOFIA)
    newcomer.press("Sign, or ask to sign")
    newcomer.sees("Check and send")


def sign(signatory: Hand, said: Callable[[str], str]) -> None:
    """In another browser, with the mail and without an account."""
    request = arrived(SOFIA)
    assert request.subject == subject(said, "a text waits for your signature")
    page = signatory.page
    page.goto(links_in(request)[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    expect(page.get_by_role("main")).to_contain_text("The Alliance will strive to include")
    signatory.tick("We endorse this edition of the text")
    signatory.tick("I may sign for this organisation")
    signatory.tick("I have read the privacy notice")
    signatory.press("Sign")
    signatory.sees("Signed. Thank you.")
    assert_links_open(page, request, path_of(links_in(request)[0]).partition("/members/")[0])


def check_and_send(newcomer: Hand, link: str) -> None:
    newcomer.page.goto(link)
    newcomer.follow("Check and send")
    for text in (NAME, STATEMENT, "Sofía Signatory"):
        expect(newcomer.page.get_by_role("main")).to_contain_text(text)
    newcomer.press("Send")
    expect(newcomer.page.get_by_role("heading", level=1)).to_have_text(NAME)


def accept(officer: Hand) -> None:
    """In English, whatever the applicant reads."""
    officer.page.goto("/admin/members/signon/")
    officer.follow(NAME)
    officer.press("Open the review")
    officer.page.get_by_label("A word to the applicant (optional)").fill("Welcome among us.")
    officer.press("Accept")
    expect(officer.page.locator(".messagelist")).to_contain_text("Accepted. The applicant is told.")


def test_who_goes_back_finds_all_that_was_typed_and_corrects_it(
    site: str, visitor: Callable[..., Page], applicant: User
) -> None:
    hand = Hand(visitor(applicant, java_script_enabled=False), str)
    hand.page.goto("/members/join/organisation/")
    describe_the_organisation(hand)
    hand.sees("The text and who signs")

    hand.page.go_back()

    hand.sees("Your organisation")
    expect(hand.field("Name of the organisation")).to_have_value(NAME)
    expect(hand.field("Country")).to_have_value("MX")
    expect(hand.field("Themes")).to_have_value(re.compile("fatherhood"))
    expect(hand.field("What do you do for these principles?")).to_have_value(STATEMENT)
    for choice in ("Registered organisation", "Named"):
        expect(hand.field(choice)).to_be_checked()

    hand.fill("Name of the organisation", "Otros Padres")
    hand.press("Save and go on")
    name_somebody_else(hand)
    assert [it.name for it in Organisation.objects.all()] == ["Otros Padres"]

    hand.page.go_back()

    hand.sees("The text and who signs")
    expect(hand.field("Somebody else: we write to that person")).to_be_checked()
    expect(hand.field("Name of the person who signs")).to_have_value("Sofía Signatory")
    expect(hand.field("E-mail address of the person who signs")).to_have_value(SOFIA)

    hand.fill("E-mail address of the person who signs", "sofia@example.com")
    hand.press("Sign, or ask to sign")
    hand.sees("Check and send")
    assert SignOn.objects.get().signatory.email == "sofia@example.com"
