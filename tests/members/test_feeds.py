from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from members.feeds import MOST_ENTRIES
from members.models import Endorsement, Organisation
from principles.models import Edition

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_at(client: Client, address: str = "/feeds/endorsements.atom") -> ElementTree.Element:
    return ElementTree.fromstring(client.get(address).content)


def endorse(organisation: Organisation, edition: Edition, officer: User, *, days_ago: int = 0) -> Endorsement:
    return organisation.endorsements.create(
        edition=edition,
        edition_digest=edition.digest,
        language="en",
        method="register",
        agreed_to_endorse=True,
        may_sign=True,
        recorded_by=officer,
        signed_at=timezone.now() - timedelta(days=days_ago),
    )


def test_endorsement_of_a_listed_organisation_is_an_entry_without_who_signed(
    client: Client, member: Organisation
) -> None:
    endorsement = member.endorsements.get()

    [entry] = feed_at(client).findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == "Men for Care endorses edition 1.0"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{endorsement.pk}"
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/members/men-for-care/"
    assert entry.findtext(f"{ATOM}summary") == "signed on this site"
    assert "Amina" not in client.get("/feeds/endorsements.atom").content.decode()


def test_newest_entries_come_first_and_there_is_an_end(
    client: Client, make_organisation: Callable[..., Organisation], founding_edition: Edition, officer: User
) -> None:
    for number in range(MOST_ENTRIES + 1):
        endorse(make_organisation(f"Number {number}"), founding_edition, officer, days_ago=number)
    Organisation.objects.update(standing="member")

    with CaptureQueriesContext(connection) as queries:
        entries = feed_at(client).findall(f"{ATOM}entry")

    assert len(entries) == MOST_ENTRIES
    assert entries[0].findtext(f"{ATOM}title").startswith("Number 0 ")
    assert entries[-1].findtext(f"{ATOM}title").startswith(f"Number {MOST_ENTRIES - 1} ")
    assert len(queries) == 1


def test_feed_is_in_the_language_of_its_address_and_names_itself(client: Client, member: Organisation) -> None:
    feed = feed_at(client, "/es/feeds/endorsements.atom")

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == ["http://testserver/es/feeds/endorsements.atom"]
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href") == "http://testserver/es/members/men-for-care/"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")


def test_whoever_leaves_is_gone_from_the_feed(client: Client, member: Organisation, applicant: User) -> None:
    member.leave(by=applicant)

    assert feed_at(client).findall(f"{ATOM}entry") == []


def test_day_of_the_newest_entry_is_not_said_to_be_that_of_the_last_change(
    client: Client, member: Organisation
) -> None:
    assert "Last-Modified" not in client.get("/feeds/endorsements.atom").headers
