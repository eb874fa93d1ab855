"""Whoever is named in the accounts is erased there too, where what is published never changes otherwise."""

from alliance.finances.models import Correction, FundingSource, Line, Statement
from alliance.shared import erasing
from alliance.shared.words import Words

NAME = "Amina Applicant"


def test_person_is_erased_from_published_accounts(budget: Statement) -> None:
    Statement.objects.update(approved_by=f"{NAME}, chair", notes=f"Read by {NAME}.")
    Line.objects.update(notes=f"Paid to {NAME}.")
    FundingSource.objects.update(purpose=f"The work of {NAME}.", no_agreement_because=f"{NAME} asked.")
    FundingSource.objects.filter(funder="Fictional Fund").update(funder=NAME)
    budget.publish(by=None)
    for field, value in (("approved_by", f"The chair, {NAME}"), ("notes", f"Heard by {NAME}.")):
        Correction.objects.correct(budget, field=field, value=value, reason=f"{NAME} said so.", by=None)

    erasing.write_over(Words({NAME: erasing.NAME_ERASED}))

    assert erasing.places(Words({NAME: "-"})) == []
    accounts = budget.year.accounts
    assert accounts.budget.statement.approved_by == "The chair, [name erased]"
    assert {it.name for it in accounts.sources} == {"Imaginary Foundation", "[name erased]"}
    assert [str(it) for it in accounts.discrepancies] == []
