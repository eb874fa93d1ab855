from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from alliance.management import sample_accounts
from members.models import Organisation
from principles.models import Clause, Edition, Translation, Wording

Make = Callable[..., Organisation]
Asked = Callable[..., dict[str, Any]]


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user(email="officer@example.org", password="-", name="Omar Officer", is_staff=True)


@pytest.fixture
def make_listed(founding_edition: Edition, officer: User) -> Make:
    """On the list, and with an endorsement of these editions."""

    def make(name: str, *editions: Edition, themes: tuple[str, ...] = (), **profile: Any) -> Organisation:
        profile = {"country": "KE", "kind": "registered", **profile}
        organisation = Organisation.objects.begin(name=name, **profile)
        Organisation.objects.filter(pk=organisation.pk).update(standing="member")
        organisation.themes.add(*themes)
        for edition in editions or [founding_edition]:
            endorse(organisation, edition, officer)
        return organisation

    return make


def endorse(organisation: Organisation, edition: Edition, officer: User) -> None:
    organisation.endorsements.create(
        edition=edition,
        edition_digest=edition.digest,
        language="en",
        method="register",
        agreed_to_endorse=True,
        may_sign=True,
        recorded_by=officer,
        signed_at=timezone.now(),
    )


@pytest.fixture
def site(
    make_listed: Make, publish: Callable[..., Edition], founding_edition: Edition, officer: User
) -> list[Organisation]:
    """Four on the list and one that is not; two editions, a translation in two revisions, and accounts."""
    sample_accounts.load(by=officer)
    listed = [
        make_listed("Aba", other_names="Abba\nABA", themes=("health", "care"), description="=1+1", year_founded=1998),
        make_listed("Bela", country="BR", kind="informal", website="https://example.org", statement="We listen."),
        make_listed("منظمة نموذجية", country="EG"),
    ]
    wording = Wording.objects.get(slug="participation")
    for words in ("Participación", "Participar"):
        Translation.objects.revise(wording, language="es", title=words, text=words, by=None)
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    listed.append(make_listed("Dora", founding_edition, publish("substantive")))
    Organisation.objects.filter(pk=make_listed("Hidden").pk).update(visibility="counted")
    return listed


@pytest.fixture
def asked(client: Client) -> Asked:
    """What an address of the API answers, which is well."""

    def asked(address: str, **query: Any) -> dict[str, Any]:
        response = client.get(f"/api/v1/{address}", query)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return asked


@pytest.fixture
def connection_stays_open() -> Iterator[None]:
    """That of the test, when the whole site is asked: as Django's own client has it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
