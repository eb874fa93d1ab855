"""Nothing that the public reads says who a withheld funder is."""

from decimal import Decimal

import pytest

from alliance.finances.models import AgreementDocument, Correction, FundingSource, Statement
from alliance.finances.models.document import columns_of
from tests.finances.conftest import PDF

SECRET = "Hidden"


@pytest.fixture
def withheld(budget: Statement) -> FundingSource:
    """A source each of whose texts would tell who it is."""
    source = FundingSource.objects.get(funder="Fictional Fund")
    FundingSource.objects.filter(pk=source.pk).update(
        funder=f"{SECRET} Fund",
        purpose=f"{SECRET} aims",
        link=f"https://{SECRET}.example.org",
        agreement_link=f"https://{SECRET}.example.org/agreement",
        no_agreement_because=f"{SECRET} asked for it",
        withheld_reason="safety",
        kind="academic",
        country="MZ",
    )
    AgreementDocument.objects.create(source=source, **columns_of(PDF))
    source.refresh_from_db()
    return source


def test_withheld_funder_shows_the_amount_and_the_class_of_the_reason(
    budget: Statement, withheld: FundingSource
) -> None:
    budget.publish(by=None)

    source = next(it for it in budget.year.accounts.sources if it.is_withheld)
    assert (source.name, str(source.amount)) == ("Withheld for the safety of people", "1000.00 USD")
    assert (source.share, source.withheld_reason) == (Decimal("0.5"), "safety")
    assert (source.kind, source.kind_label, source.country, source.agreement) == ("", "", None, None)


def test_nothing_public_tells_who_it_is(budget: Statement, withheld: FundingSource) -> None:
    budget.publish(by=None)
    Correction.objects.correct(withheld, field="funder", value=f"{SECRET} Foundation", reason="Renamed.", by=None)
    Correction.objects.correct(withheld, field="amount", value="1000.01", reason="Misread.", by=None)

    accounts = budget.year.accounts
    told = [accounts.sources, accounts.shares, accounts.corrections]

    assert SECRET.casefold() not in repr(told).casefold()
    assert "academic" not in repr(told)
    assert [(it.subject, it.old, it.new) for it in accounts.corrections] == [
        ("Withheld for the safety of people", "withheld", "withheld"),
        ("Withheld for the safety of people", "1000", "1000.01"),
    ]


def test_funder_that_is_withheld_later_is_gone_from_its_corrections_too(budget: Statement) -> None:
    budget.publish(by=None)
    source = FundingSource.objects.get(funder="Fictional Fund")
    Correction.objects.correct(source, field="funder", value=f"{SECRET} Fund", reason="Misspelt.", by=None)
    assert SECRET in repr(budget.year.accounts.corrections)

    Correction.objects.correct(source, field="withheld_reason", value="safety", reason="Threats.", by=None)

    accounts = budget.year.accounts
    assert SECRET not in repr([accounts.sources, accounts.shares, accounts.corrections])
    assert "Fictional" not in repr([accounts.sources, accounts.shares, accounts.corrections])


def test_every_column_of_a_source_is_decided_on() -> None:
    harmless = {"id", "year", "published_with", "amount", "currency", "starts_on", "ends_on", "is_restricted"}
    columns = {it.name for it in FundingSource._meta.local_fields}

    assert columns - harmless - {"withheld_reason"} == set(FundingSource.TELLING)


def test_two_grants_of_one_withheld_funder_count_as_one_share(budget: Statement, withheld: FundingSource) -> None:
    FundingSource.objects.filter(funder="Imaginary Foundation").update(funder=withheld.funder, withheld_reason="safety")
    budget.publish(by=None)

    shares = budget.year.accounts.shares

    assert [(it.name, it.share) for it in shares] == [("Withheld for the safety of people", Decimal(1))]
