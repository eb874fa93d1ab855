"""Every public output, searched for the names of organisations that may not be named, and for withheld countries."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone, translation
from django_countries import countries

from alliance.accounts.models import User
from alliance.finances.models import AgreementDocument
from alliance.management import sample_accounts
from alliance.shared.pictures import Picture
from members.models import Decision, Logo, Organisation
from principles.models import Clause, Edition
from tests.pictures import drawn

# Whatever is written of an organisation holds this, in letters that nothing else has.
PLANTED = "Planted"
SHOWN = "Shownbyname"
NOT_LISTED = [
    *(("member", "counted"), ("applicant", "public"), ("suspended", "public"), ("left", "public")),
    *(("removed", "public"), ("applicant", "counted"), ("suspended", "counted")),
]
# For each public address that is one of many; all of them where it makes a difference.
ARGUMENTS: dict[str, list[dict[str, Any]]] = {
    "data-file": [{"name": name} for name in ("organisations", "endorsements", "editions", "translations")],
    "api:edition": [{"number": "current"}, {"number": "1.0"}],
    "api:text": [{"number": "1.1"}],
    "sitemap-file": [
        {"section": section, "number": 1} for section in ("text", "lists", "accounts", "pages", "organisations")
    ],
    "finances:year-detail": [{"slug": "2023"}],
    "statement-document": [{"slug": "2023", "kind": "budget"}],
    "pages:page-detail": [{"slug": "about"}],
    "principles:belief-detail": [{"slug": "power-over-others"}],
    "principles:principle-detail": [{"slug": "participation"}],
    "principles:tag-detail": [{"slug": "care"}],
    "principles:edition-detail": [{"number": "1.0"}, {"number": "1.1"}],
    "principles:comparison": [{"old": "1.0", "new": "1.1"}],
    **{
        name: [{"called": "current"}, {"called": "1.0"}]
        for name in ("principles:embedded-text", "principles:embedded-text-json")
    },
    "principles:edition-text": [{"number": "1.1", "extension": extension} for extension in ("txt", "md", "json")],
}
OF_ONE_ORGANISATION = {
    *("members:organisation-detail", "members:organisation-logo", "members:badge", "api:organisation"),
}
OF_ONE_SOURCE = {"agreement-document"}
# Where a listed organisation is named: were nobody named there, the search would prove nothing.
NAMING = {
    *("/members/", "/es/members/", "/data/organisations.csv", "/data/endorsements.csv", "/editions/1.1/"),
    *("/feeds/changes.atom", "/ar/feeds/changes.atom", "/sitemap-organisations-1.xml"),
    *("/feeds/endorsements.atom", "/ar/feeds/endorsements.atom"),
    *("/api/v1/", "/es/api/v1/", "/api/v1/organisations", "/api/v1/endorsements"),
}


def public_names(patterns: list[URLPattern | URLResolver], *spaces: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from public_names(pattern.url_patterns, *spaces, *filter(None, [pattern.namespace]))
        elif getattr(pattern.callback, "access", "") == "public":
            yield ":".join((*spaces, pattern.name))


def addresses(organisations: list[Organisation]) -> set[str]:
    """Of everything that is public, those of these organisations among it, in three languages."""
    of_each = {name: [{"slug": organisation.slug} for organisation in organisations] for name in OF_ONE_ORGANISATION}
    agreements = AgreementDocument.objects.values("source", slug=F("source__year__slug"))
    of_each |= {name: list(agreements) for name in OF_ONE_SOURCE}
    found = set()
    for language in ("en", "es", "ar"):
        with translation.override(language):
            for name in public_names(get_resolver().url_patterns):
                found |= {reverse(name, kwargs=kwargs) for kwargs in (ARGUMENTS | of_each).get(name, [{}])}
    return found


def content(response: HttpResponseBase) -> str:
    return response.getvalue().decode(errors="replace") if response.streaming else response.content.decode("latin-1")


def head(response: HttpResponseBase) -> str:
    return " ".join(response.headers.values())


@pytest.fixture
def accounts(officer: User) -> Iterator[None]:
    """Of three years, with files for whoever reads IATI."""
    sample_accounts.load(by=officer)
    with override_settings(ORGANISATION_IDENTIFIER="XI-EXAMPLE-1"):
        yield


@pytest.fixture
def plant(
    accounts: None,
    make_organisation: Callable[..., Organisation],
    second_edition: Edition,
    officer: User,
    applicant: User,
) -> Callable[..., Organisation]:
    """An organisation of this standing and visibility, with all that could be told of it."""

    def plant(word: str, standing: str, visibility: str, **profile: object) -> Organisation:
        organisation = make_organisation(
            f"{word} {standing} {visibility}",
            other_names=f"{word} other",
            description=f"{word} description",
            statement=f"{word} statement",
            website=f"https://{word.lower()}.example.org",
            visibility=visibility,
            **profile,
        )
        organisation.themes.add(f"{word} theme {organisation.pk}")
        for edition in Edition.objects.all():
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
        Logo.objects.put(
            organisation=organisation, by=applicant, alt=f"{word} logo", picture=Picture(drawn("WEBP"), 300, 200)
        )
        organisation.representatives.create(person=applicant, is_public=True)
        organisation.decisions.create(
            verb=Decision.Verb.OBJECT, edition=second_edition, reason=f"{word} reason", by=officer
        )
        Organisation.objects.filter(pk=organisation.pk).update(standing=standing)
        return organisation

    return plant


@pytest.fixture
def second_edition(publish: Callable[..., Edition]) -> Edition:
    clause = Clause.objects.get(slug="participation")
    clause.tags.add("care")
    Clause.objects.filter(pk=clause.pk).update(text="Everybody takes part.")
    return publish("editorial")


def test_whoever_is_not_listed_is_named_in_no_output(client: Client, plant: Callable[..., Organisation]) -> None:
    shown = plant(SHOWN, "member", "public")
    planted = [plant(PLANTED, standing, visibility) for standing, visibility in NOT_LISTED]
    naming = set()

    for address in addresses([shown]):
        response = client.get(address)
        text = content(response)
        assert response.status_code == 200, address
        assert PLANTED.lower() not in (text + head(response)).lower(), address
        naming |= {address} if SHOWN.lower() in text.lower() else set()

    assert naming >= NAMING | {shown.get_absolute_url()}
    for address in addresses(planted) - addresses([]):
        response = client.get(address)
        assert response.status_code == 404, address
        assert f"{PLANTED} " not in content(response), address


# Where the country of a listed organisation is told.
TELLING = {*("/members/", "/es/members/", "/ar/members/", "/members/map/", "/data/organisations.csv")}


def told(response: HttpResponseBase) -> str:
    """All that can be read of an answer, its address in it; a picture has no words."""
    if response.headers["Content-Type"] in {"image/webp", "application/pdf"}:
        return head(response)
    body = response.getvalue() if response.streaming else response.content
    return head(response) + body.decode()


def signs_of(country: str) -> re.Pattern[str]:
    """Its codes as words, and its names in the languages that are looked at."""
    names = set()
    for language in ("en", "es", "ar"):
        with translation.override(language):
            names.add(re.escape(str(dict(countries)[country])))
    codes = rf"\b({country}|{countries.alpha3(country)})\b"
    return re.compile("|".join([*names, codes]), re.IGNORECASE)


def test_country_that_is_withheld_stands_in_no_output(client: Client, plant: Callable[..., Organisation]) -> None:
    open_, withheld = "BT", "TV"
    shown = plant(SHOWN, "member", "public", country=open_)
    # The second of its name, so that its address would have its country.
    namesake = plant("Namesake", "member", "public", country=withheld)
    planted = plant("Namesake", "member", "public", country=withheld, region_only=True)
    Organisation.objects.filter(pk=namesake.pk).update(standing="left")
    found = {f"/members/?{query}" for query in ("q=namesake", "q=namesake&view=table", "region=009", "sort=newest")}
    telling = set()

    for address in addresses([shown, planted]) | found:
        text = told(client.get(address))
        assert not signs_of(withheld).search(text), address
        telling |= {address} if signs_of(open_).search(text) else set()

    assert telling >= TELLING | {shown.get_absolute_url()}
    for address in {*found, planted.get_absolute_url(), "/data/organisations.csv"}:
        assert "Namesake" in told(client.get(address))
    for query in ("q=tuvalu", f"q={withheld}", f"country={withheld}", f"country={withheld}&region=009"):
        assert "Namesake" not in told(client.get(f"/members/?{query}"))


def test_counts_have_members_that_are_counted_and_no_others(client: Client, plant: Callable[..., Organisation]) -> None:
    plant(SHOWN, "member", "public")
    for standing, visibility in NOT_LISTED:
        plant(PLANTED, standing, visibility)

    assert "2 organisations stand behind the text." in client.get("/members/").content.decode()


def test_every_public_address_is_searched(db: None) -> None:
    of_many = {name for name in public_names(get_resolver().url_patterns) if needs_arguments(name)}

    assert of_many == ARGUMENTS.keys() | OF_ONE_ORGANISATION | OF_ONE_SOURCE
    assert {"en", "es", "ar"} <= {code for code, _ in settings.LANGUAGES}


def needs_arguments(name: str) -> bool:
    pattern = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        # With the names of what is loaded later, as `reverse` finds them.
        pattern = URLResolver(RoutePattern(""), pattern.namespace_dict[space][1].url_patterns)
    return any(parameters for possibility in pattern.reverse_dict.getlist(last) for _, parameters in possibility[0])
