"""Organisations on the list, and what they endorse."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from members.models import Endorsement, Organisation
from principles.models import Clause, Draft, Edition
from tests.members.listing import Make


@pytest.fixture
def make_listed(make_organisation: Make) -> Make:
    """One that is on the list, though nobody signed for it."""

    def make(name: str, *, themes: tuple[str, ...] = (), **profile: Any) -> Organisation:
        organisation = make_organisation(name, **profile)
        Organisation.objects.filter(pk=organisation.pk).update(standing="member")
        organisation.themes.add(*themes)
        return organisation

    return make


@pytest.fixture
def endorse(administrator: User) -> Callable[..., None]:
    def endorse(organisation: Organisation, edition: Edition, *, year: int) -> None:
        Endorsement.objects.create(
            organisation=organisation,
            edition=edition,
            edition_digest=edition.digest,
            language="en",
            method=Endorsement.Method.REGISTER,
            agreed_to_endorse=True,
            may_sign=True,
            recorded_by=administrator,
            signed_at=timezone.now().replace(year=year, month=3, day=1),
        )

    return endorse


@pytest.fixture
def publish(publisher: User, participation: Clause) -> Callable[[str], Edition]:
    def publish(change_class: str) -> Edition:
        participation.refresh_from_db()
        participation.text += " More."
        participation.save()
        shown = Draft.now().fingerprint
        return Edition.objects.publish(shown=shown, change_class=change_class, reason="Because.", by=publisher)

    return publish


@pytest.fixture
def many(db: None) -> None:
    rows = [
        Organisation(
            code=f"c{number}",
            slug=f"number-{number}",
            name=f"Number {number}",
            country="KE",
            kind="registered",
            standing="member",
        )
        for number in range(3000)
    ]
    for row in rows:
        row.fold()
    Organisation.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_organisation")


@pytest.fixture
def list_of_four(
    client: Client, make_listed: Make, founding_edition: Edition, endorse: Callable[..., None], publish: Any
) -> dict[str, Organisation]:
    """Two editions that ask, and an editorial one after the second."""
    names = {
        "Aba": make_listed("Aba", country="KE", themes=("Care",)),
        "Béla": make_listed("Béla", country="UG", kind="informal", themes=("Care", "Fathers")),
        "Cato": make_listed("Cato", country="BR"),
        "Dora": make_listed("Dora", country="BR", kind="informal"),
    }
    endorse(names["Aba"], founding_edition, year=2021)
    second = publish("substantive")
    endorse(names["Béla"], second, year=2023)
    third = publish("editorial")
    endorse(names["Cato"], third, year=2024)
    endorse(names["Cato"], founding_edition, year=2022)
    return names
