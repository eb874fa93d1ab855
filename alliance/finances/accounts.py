"""The accounts as they hold: what was published, with every correction since. Computed here and nowhere else.

`read(years)` reads any number of years in a constant number of queries. What it gives is for reading: rows carry the
corrected values, and the database refuses to save them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from alliance.finances.models import (
    AgreementDocument,
    Category,
    Correction,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
    StatementDocument,
    Subtotal,
)
from alliance.finances.models.correction import text_of
from alliance.finances.money import Money
from alliance.finances.public import PublicCorrection, PublicSource, share_of
from alliance.finances.rates import Rates
from alliance.finances.statement_accounts import Discrepancy, Node, StatementAccounts

Row = Statement | Line | Subtotal | Category | FundingSource | ExchangeRate


@dataclass(frozen=True)
class Compared:
    """A category in both statements of a year; None where the year has no such statement."""

    category: Category
    depth: int
    budgeted: Money | None
    actual: Money | None


@dataclass(frozen=True)
class Share:
    """What one funder gives in the year, in its currency, and the part of the whole, between 0 and 1."""

    name: str
    is_withheld: bool
    total: Money
    share: Decimal


@dataclass
class Accounts:
    """All that is told of a year. `budget` and `actual` are None while they are not published.

    Amounts are `Money`; what is `converted` or a total is in the year's currency. With drafts, for staff, there is
    more: rows that are not published yet.
    """

    year: FinancialYear
    budget: StatementAccounts | None
    actual: StatementAccounts | None
    exchange_rates: list[ExchangeRate]
    rates: Rates
    categories: list[Category] = field(repr=False)
    rows_of_sources: list[FundingSource] = field(repr=False)
    rows_of_corrections: list[tuple[Correction, Row]] = field(repr=False)
    rows: dict[str, dict[int, Row]] = field(repr=False)

    @property
    def statements(self) -> list[StatementAccounts]:
        return [it for it in (self.budget, self.actual) if it]

    @cached_property
    def total_given(self) -> Money:
        """What all funding sources give in the year."""
        return self.rates.total(Money(it.amount, it.currency) for it in self.rows_of_sources)

    @cached_property
    def sources(self) -> list[PublicSource]:
        """The funding sources as everybody may see them, the largest first."""
        given, rates = self.total_given, self.rates
        public = [PublicSource.of(row, rates=rates, all_given=given) for row in self.rows_of_sources]
        return sorted(public, key=lambda it: (-it.share, it.pk))

    @cached_property
    def shares(self) -> list[Share]:
        """By funder, the largest first: what one gives in several grants counts as one, also where it is withheld."""
        given: defaultdict[tuple[str, str], list[Money]] = defaultdict(list)
        names = {}
        for row in self.rows_of_sources:
            whose = (row.funder.casefold(), row.withheld_reason)
            given[whose].append(Money(row.amount, row.currency))
            names.setdefault(whose, (row.public_name, row.is_withheld))
        totals = {whose: self.rates.total(amounts) for whose, amounts in given.items()}
        shares = [
            Share(*names[whose], total=total, share=share_of(total, self.total_given))
            for whose, total in totals.items()
        ]
        return sorted(shares, key=lambda it: -it.share)

    @property
    def largest_share(self) -> Share | None:
        return self.shares[0] if self.shares else None

    @cached_property
    def corrections(self) -> list[PublicCorrection]:
        """Every correction, oldest first."""
        return [PublicCorrection.of(correction, row) for correction, row in self.rows_of_corrections]

    @property
    def discrepancies(self) -> list[Discrepancy]:
        """Of both statements. What is published added up; it may no longer do so after a correction."""
        return [it for statement in self.statements for it in statement.discrepancies]

    def compared(self, kind: str) -> list[Compared]:
        """The categories of income or of expense, in order, with what was budgeted and what it came to."""
        found: dict[int, dict[str, Node]] = defaultdict(dict)
        for statement in self.statements:
            for top in getattr(statement, kind):
                for node in top.walk():
                    found[node.category.pk][statement.kind] = node
        return [
            Compared(
                category=category,
                depth=next(iter(found[category.pk].values())).depth,
                budgeted=self._total_in(found[category.pk], self.budget),
                actual=self._total_in(found[category.pk], self.actual),
            )
            for category in self._in_order(kind)
            if category.pk in found
        ]

    def row(self, record: str, pk: int) -> Row | None:
        """The row that corrections name so, as it holds now."""
        return self.rows[record].get(pk)

    def checked(self, row: Row, name: str, value: Any) -> str:
        """The text of a new value for a field of a row that `row` gave. Raises ValidationError if it cannot hold."""
        column = row._meta.get_field(name)
        try:
            setattr(row, name, column.clean(value, row))
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
        row.clean()
        row.validate_constraints()
        currency = getattr(row, "currency", self.rates.currency)
        if not self.rates.has(currency):
            raise ValidationError({name: _("The year states no exchange rate for this currency.")})
        return text_of(column, getattr(row, name))

    def _total_in(self, nodes: dict[str, Node], statement: StatementAccounts | None) -> Money | None:
        if statement is None:
            return None
        node = nodes.get(statement.kind)
        return node.total if node else Money.zero(self.rates.currency)

    def _in_order(self, kind: str) -> list[Category]:
        return list(_in_tree_order([it for it in self.categories if it.kind == kind], None))


def _in_tree_order(categories: Sequence[Category], parent: int | None) -> Iterator[Category]:
    for category in categories:
        if category.parent_id == parent:
            yield category
            yield from _in_tree_order(categories, category.pk)


def read(years: Iterable[FinancialYear], *, with_drafts: bool = False) -> list[Accounts]:
    """The accounts of each year, in the order of the years; always the same number of queries."""
    years = list(years)
    rows = _Rows(years, with_drafts=with_drafts)
    return [rows.accounts_of(year) for year in years]


class _Rows:
    """The rows of some years, corrected, by year."""

    def __init__(self, years: Sequence[FinancialYear], *, with_drafts: bool) -> None:
        of_years = Q(year__in=[year.pk for year in years])
        told = Q() if with_drafts else Q(published_with__isnull=False)
        signed = StatementDocument.objects.defer("content")
        agreements = AgreementDocument.objects.filter(told).defer("content")
        statements = Statement.objects.filter(of_years).select_related("publication__by")
        statements = statements if with_drafts else statements.filter(publication__isnull=False)
        self.statements = list(statements.prefetch_related(Prefetch("document", signed)))
        known = {it.pk: it for it in self.statements}
        lines = Line.objects.filter(statement__in=known).order_by("pk")
        self.lines = list(lines)
        self.subtotals = list(Subtotal.objects.filter(statement__in=known))
        self.categories = list(Category.objects.filter(of_years & told))
        self.sources = list(
            FundingSource.objects.filter(of_years & told).prefetch_related(Prefetch("agreement", agreements))
        )
        self.rates = list(ExchangeRate.objects.filter(of_years & told))
        self._wire({year.pk: year for year in years}, known)
        self.corrections = list(Correction.objects.filter(of_years).select_related("by"))
        self.corrected = [(it, row) for it in self.corrections if (row := self._apply(it)) is not None]

    def _wire(self, years: dict[int, FinancialYear], statements: dict[int, Statement]) -> None:
        """Each row has the very objects that are read with it, so that a corrected name shows everywhere."""
        categories = {it.pk: it for it in self.categories}
        for row in (*self.statements, *self.categories, *self.sources, *self.rates):
            row.year = years[row.year_id]
        for row in (*self.lines, *self.subtotals):
            row.statement = statements[row.statement_id]
            row.category = categories[row.category_id]

    @cached_property
    def _by_record(self) -> dict[str, dict[int, Row]]:
        rows = {
            Correction.Record.STATEMENT: self.statements,
            Correction.Record.LINE: self.lines,
            Correction.Record.SUBTOTAL: self.subtotals,
            Correction.Record.CATEGORY: self.categories,
            Correction.Record.SOURCE: self.sources,
            Correction.Record.RATE: self.rates,
        }
        return {record: {row.pk: row for row in of_record} for record, of_record in rows.items()}

    def _apply(self, correction: Correction) -> Row | None:
        row = self._by_record[correction.record].get(correction.row)
        if row is not None:
            setattr(row, correction.field, correction.value)
        return row

    def accounts_of(self, year: FinancialYear) -> Accounts:
        stated = [it for it in self.rates if it.year_id == year.pk]
        rates = Rates(year.currency, stated)
        kinds = Statement.Kind
        return Accounts(
            year=year,
            budget=self._statement_of(year, kinds.BUDGET, rates),
            actual=self._statement_of(year, kinds.ACTUAL, rates),
            exchange_rates=stated,
            rates=rates,
            categories=[it for it in self.categories if it.year_id == year.pk],
            rows_of_sources=[it for it in self.sources if it.year_id == year.pk],
            rows_of_corrections=[(it, row) for it, row in self.corrected if it.year_id == year.pk],
            rows=self._by_record,
        )

    def _statement_of(self, year: FinancialYear, kind: str, rates: Rates) -> StatementAccounts | None:
        statement = next((it for it in self.statements if (it.year_id, it.kind) == (year.pk, kind)), None)
        return statement and StatementAccounts(
            statement,
            lines=[it for it in self.lines if it.statement_id == statement.pk],
            subtotals=[it for it in self.subtotals if it.statement_id == statement.pk],
            categories=[it for it in self.categories if it.year_id == year.pk],
            rates=rates,
        )
