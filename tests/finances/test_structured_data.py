import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from alliance.finances.models import FundingSource, Statement
from principles.models import Edition
from tests.finances.conftest import source_of


def described(client: Client, address: str) -> dict[str, Any]:
    page = client.get(address).content.decode()
    return json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])


@pytest.mark.parametrize("address", ["/transparency/", "/transparency/2025/"])
def test_accounts_tell_who_funds_the_alliance(client: Client, budget: Statement, address: str) -> None:
    budget.publish(by=None)
    source = FundingSource.objects.get(funder="Fictional Fund")

    alliance = described(client, address)

    assert (alliance["@type"], alliance["@id"]) == ("NGO", "http://testserver/#alliance")
    assert alliance["ownershipFundingInfo"] == "http://testserver/transparency/"
    assert [funder["name"] for funder in alliance["funder"]] == ["Imaginary Foundation", "Fictional Fund"]
    assert alliance["funding"][1] == {
        "@type": "MonetaryGrant",
        "@id": f"http://testserver/transparency/2025/#source-{source.pk}",
        "name": "Core costs.",
        "funder": {"@type": "Organization", "name": "Fictional Fund"},
        "amount": {"@type": "MonetaryAmount", "value": "1000.00", "currency": "USD"},
    }


def test_funder_of_several_grants_is_one_funder(client: Client, budget: Statement) -> None:
    source_of(budget.year, amount=Decimal(5))
    budget.publish(by=None)

    alliance = described(client, "/transparency/2025/")

    assert [funder["name"] for funder in alliance["funder"]] == ["Imaginary Foundation", "Fictional Fund"]
    assert len(alliance["funding"]) == 3


def test_withheld_funder_is_left_out(client: Client, budget: Statement) -> None:
    FundingSource.objects.update(withheld_reason="safety")
    budget.publish(by=None)

    alliance = described(client, "/transparency/2025/")

    assert "funder" not in alliance
    assert "funding" not in alliance


def test_home_page_names_the_same_alliance_with_the_address_of_its_accounts(
    client: Client, founding_edition: Edition
) -> None:
    publisher = described(client, "/")["publisher"]

    assert publisher["@id"] == "http://testserver/#alliance"
    assert publisher["ownershipFundingInfo"] == "http://testserver/transparency/"


def test_sitemap_has_the_accounts_and_each_year_in_every_language(
    client: Client, founding_edition: Edition, budget: Statement
) -> None:
    budget.publish(by=None)

    sitemap = client.get("/sitemap-accounts-1.xml").content.decode()

    for address in ("/transparency/", "/es/transparency/", "/transparency/2025/", "/ar/transparency/2025/"):
        assert f"<loc>http://testserver{address}</loc>" in sitemap
