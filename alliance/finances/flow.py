"""From whom the money of a year comes and what it goes to, as a flow that a page draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import Truncator
from django.utils.translation import get_language_bidi, gettext

from alliance.finances.accounts import Accounts
from alliance.finances.money import Money, percent
from alliance.finances.public import share_of
from alliance.finances.statement_accounts import StatementAccounts
from alliance.shared.flows import Band, Flow, flow

# More bands on a side are not told apart: the smallest are drawn as one.
MOST_BANDS = 8
# What has room beside the bands; the table has the whole name.
LETTERS = 34

Part = tuple[str, Money]


@dataclass(frozen=True)
class End:
    """Where a band begins or ends: its number in the drawing and in the table, its name, amount and part of all."""

    number: int
    name: str
    amount: Money
    share: Decimal

    @property
    def short_name(self) -> str:
        return Truncator(self.name).chars(LETTERS)

    @property
    def written(self) -> str:
        return self.amount.formatted()

    @property
    def percent(self) -> str:
        return percent(self.share)


@dataclass(frozen=True)
class Drawing:
    """The flow, with its bands by what they mean: on a page that is read from the right, sources stand right.

    `looks` are the classes by which the bands at the left and at the right are drawn.
    """

    flow: Flow
    looks: tuple[str, str]
    sources: list[Band]
    uses: list[Band]
    total: Money
    statement: StatementAccounts


def drawing(accounts: Accounts) -> Drawing | None:
    """Of what the year came to, else of its budget; None where nothing is published, or nothing flows."""
    statement = accounts.actual or accounts.budget
    if statement is None or not (statement.total_income or statement.total_expense):
        return None
    sources, uses = _balanced(_sources(statement), _uses(statement), statement)
    total = Money.total((amount for _name, amount in sources), accounts.year.currency)
    sources, uses = _folded(sources), _folded(uses)
    ends, count = _numbered([*sources, *uses], total), len(sources)
    sides = [[(end, end.amount.amount) for end in side] for side in (ends[:count], ends[count:])]
    if get_language_bidi():
        drawn = flow(*reversed(sides))
        return Drawing(drawn, ("uses", "sources"), drawn.right, drawn.left, total, statement)
    drawn = flow(*sides)
    return Drawing(drawn, ("sources", "uses"), drawn.left, drawn.right, total, statement)


def _sources(statement: StatementAccounts) -> list[Part]:
    """Each line of income, since those of one category mostly come from several."""
    lines = [line for top in statement.income for node in top.walk() for line in node.lines]
    return [(line.line.description or line.category.name, line.converted) for line in lines if line.converted]


def _uses(statement: StatementAccounts) -> list[Part]:
    """The categories of expense at the top."""
    return [(node.category.name, node.total) for node in statement.expense if node.total]


def _balanced(sources: list[Part], uses: list[Part], statement: StatementAccounts) -> tuple[list[Part], list[Part]]:
    """What is left over goes somewhere, and what is lacking comes from somewhere."""
    left = statement.balance
    if left.amount > 0:
        return sources, [*uses, (gettext("Kept for later years"), left)]
    if left.amount < 0:
        return [*sources, (gettext("Taken from what was kept"), Money.zero(left.currency) - left)], uses
    return sources, uses


def _folded(parts: Sequence[Part]) -> list[Part]:
    """The largest first; from the eighth on as one, where there are more."""
    by_size = sorted(parts, key=lambda part: -part[1].amount)
    if len(by_size) <= MOST_BANDS:
        return by_size
    rest = by_size[MOST_BANDS - 1 :]
    total = Money.total((amount for _name, amount in rest), rest[0][1].currency)
    return [*by_size[: MOST_BANDS - 1], (gettext("All others"), total)]


def _numbered(parts: Sequence[Part], total: Money) -> list[End]:
    return [End(number, name, amount, share_of(amount, total)) for number, (name, amount) in enumerate(parts, start=1)]
