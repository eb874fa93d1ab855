"""From whom the money of a year comes and what it goes to, as a flow that a page draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import get_language_bidi, gettext

from alliance.finances.accounts import Accounts, StatementAccounts
from alliance.finances.money import Money
from alliance.shared.flows import Band, Flow, flow

# More bands on a side are not told apart: the smallest are drawn as one.
MOST_BANDS = 8
# What has room beside the bands; the table has the whole name.
LETTERS = 30

Part = tuple[str, Money]


@dataclass(frozen=True)
class End:
    """Where a band begins or ends: its number in the drawing and in the table, its name, its amount."""

    number: int
    name: str
    amount: Money

    @property
    def short_name(self) -> str:
        return Truncator(self.name).chars(LETTERS)

    @property
    def written(self) -> str:
        return self.amount.formatted()


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
    sources, uses = _balanced(_sources(accounts, statement), _parts(statement, "expense"), statement)
    sources, uses = _folded(sources), _folded(uses)
    ends, count = _numbered([*sources, *uses]), len(sources)
    sides = [[(end, end.amount.amount) for end in side] for side in (ends[:count], ends[count:])]
    total = Money.total((end.amount for end in ends[:count]), accounts.year.currency)
    if get_language_bidi():
        drawn = flow(*reversed(sides))
        return Drawing(drawn, ("uses", "sources"), drawn.right, drawn.left, total, statement)
    drawn = flow(*sides)
    return Drawing(drawn, ("sources", "uses"), drawn.left, drawn.right, total, statement)


def _sources(accounts: Accounts, statement: StatementAccounts) -> list[Part]:
    """The funders and what else is received; by category, where the funders give more than this statement counts."""
    rest = statement.total_income - accounts.total_given
    if not accounts.shares or rest.amount < 0:
        return _parts(statement, "income")
    parts = [(share.name, share.total) for share in accounts.shares]
    return [*parts, (gettext("Other income"), rest)] if rest else parts


def _parts(statement: StatementAccounts, kind: str) -> list[Part]:
    return [(node.category.name, node.total) for node in getattr(statement, kind) if node.total]


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


def _numbered(parts: Sequence[Part]) -> list[End]:
    return [End(number, name, amount) for number, (name, amount) in enumerate(parts, start=1)]
