"""A budget, or what a year came to, as it holds: lines, a tree of categories, totals, and what does not add up."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext

from alliance.finances.models import Category, Line, Statement, StatementDocument, Subtotal
from alliance.finances.models.publication import Publication
from alliance.finances.money import Money
from alliance.finances.rates import Rates


@dataclass(frozen=True)
class AccountLine:
    """A line with its amount as given and as `converted` at the year's rate; None while a draft lacks the rate."""

    line: Line
    amount: Money
    converted: Money | None

    @property
    def category(self) -> Category:
        return self.line.category


@dataclass
class Node:
    """A category in one statement: its own lines, the categories that are part of it, and their `total` together.

    `depth` is 0 for the categories at the top; `stated` is the subtotal that was declared, if one was.
    """

    category: Category
    depth: int
    lines: list[AccountLine]
    children: list["Node"]
    total: Money
    stated: Money | None = None

    def walk(self) -> "Iterator[Node]":
        """The category and all that is part of it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Discrepancy:
    """A total that the lines do not add up to: `of` says which, in the reader's language."""

    of: str
    computed: Money
    stated: Money

    def __str__(self) -> str:
        sentence = gettext("%(of)s: the lines add up to %(computed)s, and %(stated)s is stated.")
        said = {"computed": self.computed.formatted(), "stated": self.stated.formatted()}
        return sentence % {"of": self.of, **said}


class StatementAccounts:
    """A budget, or what the year came to: lines, totals in the year's currency, and where they do not add up."""

    def __init__(
        self,
        statement: Statement,
        *,
        lines: Sequence[Line],
        subtotals: Sequence[Subtotal],
        categories: Sequence[Category],
        rates: Rates,
    ) -> None:
        self.statement = statement
        self.rates = rates
        self.lines = [self._account_line(line) for line in lines]
        self.subtotals = subtotals
        self.categories = categories
        self._lines_in: defaultdict[int, list[AccountLine]] = defaultdict(list)
        for line in self.lines:
            self._lines_in[line.line.category_id].append(line)
        self._stated = {it.category_id: Money(it.amount, rates.currency) for it in subtotals}

    def _account_line(self, line: Line) -> AccountLine:
        amount = Money(line.amount, line.currency)
        return AccountLine(line, amount, self.rates.converted(amount))

    @property
    def kind(self) -> str:
        return self.statement.kind

    @property
    def publication(self) -> Publication | None:
        return self.statement.published_as

    @property
    def document(self) -> StatementDocument | None:
        """The signed PDF, without its bytes."""
        return getattr(self.statement, "document", None)

    @cached_property
    def income(self) -> list[Node]:
        """The tree of income: the categories at the top, of those in which there is a line or a subtotal."""
        return self._tree(Category.Kind.INCOME)

    @cached_property
    def expense(self) -> list[Node]:
        return self._tree(Category.Kind.EXPENSE)

    @cached_property
    def total_income(self) -> Money:
        return Money.total((node.total for node in self.income), self.rates.currency)

    @cached_property
    def total_expense(self) -> Money:
        return Money.total((node.total for node in self.expense), self.rates.currency)

    @property
    def balance(self) -> Money:
        return self.total_income - self.total_expense

    @property
    def stated_income(self) -> Money | None:
        return self._declared(self.statement.stated_income)

    @property
    def stated_expense(self) -> Money | None:
        return self._declared(self.statement.stated_expense)

    def _declared(self, amount: Decimal | None) -> Money | None:
        return None if amount is None else Money(amount, self.rates.currency)

    @property
    def without_rate(self) -> list[AccountLine]:
        """Lines in a currency for which the year states no rate: they are in no total. None in what is published."""
        return [line for line in self.lines if line.converted is None]

    @cached_property
    def discrepancies(self) -> list[Discrepancy]:
        """Every total that was stated and that the lines do not add up to."""
        totals = [
            (gettext("Total of income"), self.total_income, self.stated_income),
            (gettext("Total of expense"), self.total_expense, self.stated_expense),
        ]
        nodes = [node for top in (*self.income, *self.expense) for node in top.walk()]
        totals += [(str(node.category), node.total, node.stated) for node in nodes]
        return [
            Discrepancy(of, computed, stated)
            for of, computed, stated in totals
            if stated is not None and computed != stated
        ]

    def _tree(self, kind: str, parent: int | None = None, depth: int = 0) -> list[Node]:
        here = [it for it in self.categories if it.kind == kind and it.parent_id == parent]
        nodes = (self._node(category, depth) for category in here)
        return [node for node in nodes if node.lines or node.children or node.stated is not None]

    def _node(self, category: Category, depth: int) -> Node:
        lines = self._lines_in[category.pk]
        children = self._tree(category.kind, category.pk, depth + 1)
        parts = [*(line.converted for line in lines if line.converted), *(child.total for child in children)]
        total = Money.total(parts, self.rates.currency)
        return Node(category, depth, lines, children, total, self._stated.get(category.pk))
