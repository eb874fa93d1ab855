"""What the accounts of a year come to, in sentences that somebody understands who reads no tables."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from alliance.finances.accounts import Accounts
from alliance.finances.money import percent
from alliance.shared.languages import isolated


def sentences(accounts: Accounts) -> list[str]:
    """Of what is published; none where only a missing budget is told of."""
    return [*_what_it_came_to(accounts), *_who_gives(accounts)]


def missing_budget(accounts: Accounts) -> str:
    """That the budget is missing, since when; empty where it is not."""
    if not accounts.year.is_budget_missing:
        return ""
    sentence = gettext("The budget of %(year)s is missing: it was to be published by %(date)s.")
    return sentence % {"year": accounts.year, "date": date_format(accounts.year.budget_missing_since)}


def conversion(accounts: Accounts) -> str:
    """In what the totals are told; where some of it is converted, how."""
    sentence = gettext("All totals are in %(currency)s.")
    if accounts.exchange_rates:
        sentence = gettext(
            "All totals are in %(currency)s: amounts in other currencies are converted at the year's stated rate."
        )
    return sentence % {"currency": accounts.year.currency}


def _what_it_came_to(accounts: Accounts) -> Iterator[str]:
    statement, sentence = (
        accounts.actual,
        gettext("In %(year)s the Alliance received %(income)s and spent %(expense)s."),
    )
    if statement is None:
        statement = accounts.budget
        sentence = gettext("For %(year)s the Alliance expects %(income)s and plans to spend %(expense)s.")
    if statement is not None:
        income, expense = statement.total_income.formatted(), statement.total_expense.formatted()
        yield sentence % {"year": accounts.year, "income": income, "expense": expense}


def _who_gives(accounts: Accounts) -> Iterator[str]:
    largest, count = accounts.largest_share, len(accounts.shares)
    if largest is None:
        return
    sentence = ngettext(
        "%(count)s funder gives %(amount)s in %(year)s.", "%(count)s funders give %(amount)s in %(year)s.", count
    )
    yield sentence % {"count": count, "amount": accounts.total_given.formatted(), "year": accounts.year}
    if count > 1:
        share = percent(largest.share)
        if largest.is_withheld:
            yield gettext("The largest, whose name is withheld, gives %(share)s of it.") % {"share": share}
        else:
            sentence = gettext("The largest, %(name)s, gives %(share)s of it.")
            yield sentence % {"name": isolated(largest.name), "share": share}
