"""All years on one page: what each came to, on whom it depends, and how near the budget it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from alliance.finances.accounts import Accounts, Share
from alliance.finances.money import Money, percent
from alliance.finances.statement_accounts import StatementAccounts
from alliance.finances.words import missing_budget
from alliance.shared.charts import FRAME, PLACES, bars


@dataclass(frozen=True)
class Figure:
    """An amount or a share as it is written, and the length of the bar beside it, from 0 to FRAME."""

    text: str
    length: Decimal


@dataclass(frozen=True)
class YearRow:
    """One statement of a year; one that is not published says so in `missing`."""

    accounts: Accounts
    label: str
    income: Figure | None
    expense: Figure | None
    missing: str = ""


@dataclass(frozen=True)
class ComparedRow:
    name: str
    budgeted: Figure
    actual: Figure
    difference: str


@dataclass(frozen=True)
class ShareRow:
    share: Share
    amount: str
    part: Figure


def years_by_currency(years: Iterable[Accounts]) -> list[tuple[str, list[YearRow]]]:
    """For each currency in which a year is told the rows of its years: bars of two currencies are not compared."""
    of_currency: dict[str, list[Accounts]] = {}
    for accounts in years:
        of_currency.setdefault(accounts.year.currency, []).append(accounts)
    return [(currency, list(_year_rows(found))) for currency, found in of_currency.items()]


def _year_rows(years: Sequence[Accounts]) -> Iterator[YearRow]:
    published = [it for accounts in years for it in accounts.statements]
    figures = iter(_figures([total for it in published for total in (it.total_income, it.total_expense)]))
    for accounts in years:
        for label, statement, missing in _statements(accounts):
            if statement is None:
                yield YearRow(accounts, label, None, None, missing)
            else:
                yield YearRow(accounts, label, next(figures), next(figures))


def _statements(accounts: Accounts) -> Iterator[tuple[str, StatementAccounts | None, str]]:
    """The budget always, since a missing one is told of; what the year came to once it is known."""
    yield gettext("Budget"), accounts.budget, missing_budget(accounts) or gettext("The budget is not published.")
    if accounts.actual:
        yield gettext("Actual"), accounts.actual, ""


def _figures(amounts: Sequence[Money]) -> list[Figure]:
    drawn = bars((amount, amount.amount) for amount in amounts)
    return [Figure(bar.key.formatted(), bar.length) for bar in drawn]


def shares_of(accounts: Accounts) -> list[ShareRow]:
    """Who gives, the largest first, with the part of the whole: a whole bar would be all of it."""
    return [
        ShareRow(it, it.total.formatted(), Figure(percent(it.share), (it.share * FRAME).quantize(PLACES)))
        for it in accounts.shares
    ]


def compared_rows(accounts: Accounts) -> list[ComparedRow]:
    """Budget against actual of the categories at the top, of expense; of a year that has both."""
    places = [it for it in accounts.compared("expense") if it.depth == 0]
    figures = iter(_figures([amount for it in places for amount in (it.budgeted, it.actual)]))
    return [
        ComparedRow(it.category.name, next(figures), next(figures), (it.actual - it.budgeted).formatted())
        for it in places
    ]
