"""A name that a site gives to a country stands wherever the country is named."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django_countries import countries
from environ import Env

from alliance.accounts.models import User
from alliance.shared.country_names import country_names
from members import directory
from members.models import Organisation
from tests.members.desks import part
from tests.members.joining import NEW

USUAL, NAME, IN_SPANISH = "Kenya", "Kenya as we say", "Kenia como decimos"


@pytest.fixture
def named(settings: Any, monkeypatch: pytest.MonkeyPatch, member: Organisation) -> Iterator[Organisation]:
    monkeypatch.setenv("GIVEN", f"KE={NAME};KE-es={IN_SPANISH}")
    settings.COUNTRIES_OVERRIDE = country_names(Env(), "GIVEN", languages=dict(site_settings.LANGUAGES))
    forget_names()
    yield member
    forget_names()


def forget_names() -> None:
    """What is kept of them, since no site changes its names while it runs."""
    del countries.countries
    directory.country_names.cache_clear()


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/members/", "/members/?view=table", "/members/?country=KE", "/members/map/", "/members/men-for-care/"],
)
def test_public_pages_have_it(client: Client, named: Organisation, address: str) -> None:
    page = text(client, address)

    assert NAME in page
    assert USUAL not in page.replace(NAME, "")
    assert IN_SPANISH in text(client, f"/es{address}")


def test_forms_have_it(at_desk: Client, named: Organisation) -> None:
    for address in (NEW, part(named, "profile/")):
        assert NAME in text(at_desk, address), address


def test_staff_have_it(named: Organisation, administrator: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(administrator)

    for address in ("/admin/members/organisation/", f"/admin/members/organisation/{named.pk}/change/"):
        assert NAME in text(client, address), address


def test_files_have_the_code(client: Client, named: Organisation) -> None:
    assert ",KE," in client.get("/data/organisations.csv").getvalue().decode()
