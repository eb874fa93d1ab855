"""Who funds the Alliance, in the words of schema.org, as JSON-LD."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from alliance.finances.accounts import Accounts
from alliance.finances.open_data import address_of_source
from alliance.finances.public import PublicSource
from alliance.shared.open_data import permanent
from alliance.shared.responses import absolute


def alliance_as_organisation() -> dict[str, Any]:
    """The Alliance itself, with the address of its accounts. https://schema.org/ownershipFundingInfo"""
    return {
        "@type": "NGO",
        "@id": absolute("/#alliance"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "ownershipFundingInfo": permanent(reverse("finances:year-list")),
    }


def alliance_as_ngo(years: Iterable[Accounts]) -> dict[str, Any]:
    """The same with who funds it in these years; of a funder that is withheld nothing. https://schema.org/funding"""
    named = [(accounts, it) for accounts in years for it in accounts.sources if not it.is_withheld]
    described = {"@context": "https://schema.org", **alliance_as_organisation()}
    if named:
        described["funder"] = list(_funders(source for _accounts, source in named))
        described["funding"] = [_grant(accounts, source) for accounts, source in named]
    return described


def _funders(sources: Iterable[PublicSource]) -> Iterator[dict[str, Any]]:
    """Each once, however many grants it gives."""
    for source in {it.name: it for it in sources}.values():
        yield _funder(source)


def _funder(source: PublicSource) -> dict[str, Any]:
    described = {"@type": "Person" if source.kind == "person" else "Organization", "name": source.name}
    return described | ({"url": source.link} if source.link else {})


def _grant(accounts: Accounts, source: PublicSource) -> dict[str, Any]:
    return {
        "@type": "MonetaryGrant",
        "@id": address_of_source(accounts, source),
        "name": source.purpose,
        "funder": _funder(source),
        "amount": {"@type": "MonetaryAmount", "value": str(source.amount.amount), "currency": source.amount.currency},
    }
