"""The feed of what changed: each kind of change, and nothing of those who are not listed."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from members.models import Endorsement, Organisation, ProfileChange
from principles.models import Edition, EditionNotice, Translation

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/feeds/changes.atom"


def entries(client: Client, address: str = ADDRESS) -> list[ElementTree.Element]:
    return ElementTree.fromstring(client.get(address).content).findall(f"{ATOM}entry")


def titles(client: Client) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(client)]


def endorse(organisation: Organisation, edition: Edition, by: User) -> Endorsement:
    return organisation.endorsements.create(
        edition=edition,
        edition_digest=edition.digest,
        language="en",
        method="register",
        agreed_to_endorse=True,
        may_sign=True,
        recorded_by=by,
    )


def test_edition_signatory_and_reaffirmation_are_told_newest_first(
    client: Client, member: Organisation, change: Callable[..., Edition], officer: User
) -> None:
    endorse(member, change("Everybody takes part."), officer)

    assert titles(client) == [
        "Reaffirmed: Men for Care endorses edition 2.0",
        "Published: Edition 2.0",
        "New signatory: Men for Care, of edition 1.0",
        "Published: Edition 1.0",
    ]


def test_corrected_class_is_told_with_its_reason(
    client: Client, change: Callable[..., Edition], publisher: User
) -> None:
    edition = change("Everybody takes part.", "editorial")
    EditionNotice.objects.create(edition=edition, change_class="substantive", reason="It asks more.", by=publisher)

    newest = entries(client)[0]

    assert newest.findtext(f"{ATOM}title") == "The class of the change is corrected, Edition 1.1: substantive"
    assert newest.findtext(f"{ATOM}summary") == "It asks more."


def test_reviewed_translation_of_what_holds_is_told_and_no_other(
    client: Client, founding_edition: Edition, publisher: User
) -> None:
    wordings = [entry.wording for entry in founding_edition.text.principles]
    for wording, state in zip(wordings, ("reviewed", "draft"), strict=False):
        Translation.objects.create(
            wording=wording, language="es", revision=1, title=f"T {state}", text="T", digest=f"sha256-{state}",
            made_at=timezone.now(), moved_at=timezone.now(), moved_by=publisher, state=state,
        )  # fmt: skip

    told = entries(client)

    assert [it.findtext(f"{ATOM}title") for it in told] == [
        "A translation is reviewed: T reviewed (es)",
        "Published: Edition 1.0",
    ]
    assert told[0].find(f"{ATOM}link").get("href").startswith("http://testserver/es/principles/")


def test_accepted_change_of_a_profile_is_told_under_the_present_name_alone(
    client: Client, member: Organisation, applicant: User, officer: User
) -> None:
    for name in ("Men Who Care", "Waiting"):
        proposed = ProfileChange.objects.propose(organisation=member, by=applicant, name=name, country="KE", website="")
        if name != "Waiting":
            proposed.accept(by=officer)

    page = client.get(ADDRESS).content.decode()

    assert "Its name, country or website is another: Men Who Care" in page
    assert "Men for Care" not in page
    assert "Waiting" not in page


@pytest.mark.parametrize("hidden", [{"standing": "suspended"}, {"standing": "left"}, {"visibility": "counted"}])
def test_who_is_not_listed_any_more_is_gone_without_a_word(
    client: Client, member: Organisation, hidden: dict[str, str]
) -> None:
    Organisation.objects.filter(pk=member.pk).update(**hidden)

    assert titles(client) == ["Published: Edition 1.0"]


def test_ids_are_the_same_in_every_language_and_addresses_are_not(client: Client, member: Organisation) -> None:
    english, arabic = entries(client), entries(client, f"/ar{ADDRESS}")

    assert [it.findtext(f"{ATOM}id") for it in english] == [it.findtext(f"{ATOM}id") for it in arabic]
    assert "/ar/members/men-for-care/" in arabic[0].find(f"{ATOM}link").get("href")


def test_feed_of_nothing_says_nothing(client: Client, db: None) -> None:
    assert entries(client) == []


def test_page_of_open_data_leads_to_the_feed(client: Client, founding_edition: Edition) -> None:
    assert f'href="{ADDRESS}"' in client.get("/data/").content.decode()


def test_queries_do_not_grow_with_changes_and_entries_have_an_end(
    client: Client, member: Organisation, founding_edition: Edition, officer: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    queries()
    few = queries()
    for _ in range(120):
        endorse(member, founding_edition, officer)

    assert queries() == few
    assert len(entries(client)) == 100
