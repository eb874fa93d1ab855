"""Takes the accounts of a year in from a file: all rows, or none. The command and the admin share it.

What the file speaks of replaces the drafts of the year: a statement its lines and totals, funding sources the sources,
rates the rates. So a file can be mended and taken in again. What is published is never touched, and a row that says
otherwise than it is an error.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from alliance.finances.import_file import AccountsFile, Filed, key_of
from alliance.finances.models import Category, ExchangeRate, FinancialYear, FundingSource, Line, Statement, Subtotal
from alliance.finances.models.correction import text_of
from alliance.shared.csv_file import Remark


@dataclass
class Plan:
    """What an import does, or would do: how many rows of each kind it writes, or what is wrong."""

    statements: list[str]
    lines: int
    totals: int
    sources: int
    rates: int
    errors: list[Remark]


def compare(found: AccountsFile) -> Plan:
    """The plan for this file as the database is now."""
    errors = sorted([*found.errors, *_against_what_is_published(found)], key=lambda remark: remark.line)
    return Plan(
        statements=found.statements,
        lines=len(found.lines),
        totals=len(found.totals),
        sources=len(found.sources),
        rates=len(found.rates),
        errors=errors,
    )


def take_in(found: AccountsFile) -> Plan:
    """Writes every row, in one transaction, unless the plan that is returned has errors."""
    with transaction.atomic():
        FinancialYear.objects.lock(found.year.pk)
        plan = compare(found)
        if not plan.errors:
            _write(found)
        return plan


# Against what is published


def _against_what_is_published(found: AccountsFile) -> Iterator[Remark]:
    sealed = set(found.year.publications.values_list("statement__kind", flat=True))
    for it in (*found.lines, *found.totals):
        if it.statement in sealed:
            yield Remark(it.number, gettext("This is published already: correct it instead."), "statement")
    yield from _misplaced(found)
    rates = {it.currency: it for it in ExchangeRate.objects.published().filter(year=found.year)}
    for number, rate in found.rates:
        known = rates.get(rate.currency)
        if known and _told(known) != _told(rate):
            yield Remark(number, gettext("The year's rate is published already: correct it instead."), "currency")
    sources = {key_of(it) for it in FundingSource.objects.published().filter(year=found.year)}
    for number, source in found.sources:
        if key_of(source) in sources:
            yield Remark(number, gettext("This is published already: correct it instead."), "funder")


def _told(rate: ExchangeRate) -> list[str]:
    columns = (rate._meta.get_field(name) for name in ("rate", "source", "source_link", "day"))
    return [text_of(column, getattr(rate, column.name)) for column in columns]


def _misplaced(found: AccountsFile) -> Iterator[Remark]:
    """A category that stays is not filed elsewhere."""
    known = {(it.kind, it.name): it for it in _staying(found)}
    for it in (*found.lines, *found.totals):
        for above, name in zip((None, *it.path), it.path, strict=False):
            category = known.get((it.kind, name))
            if category and (category.parent.name if category.parent else None) != above:
                sentence = gettext("The year has the category %(name)s at another place.") % {"name": name}
                yield Remark(it.number, sentence, "category")


def _staying(found: AccountsFile) -> list[Category]:
    """The categories that are published, or that a statement uses of which the file does not speak."""
    categories = {it.pk: it for it in found.year.categories.select_related("parent")}
    others = found.year.statements.exclude(kind__in=found.statements)
    used = {pk for rows in (Line, Subtotal) for pk in _used_by(rows, others)}
    staying = {pk for pk, it in categories.items() if it.is_published} | used
    for pk in list(staying):
        while parent := categories[pk].parent_id:
            staying.add(parent)
            pk = parent
    return [it for pk, it in categories.items() if pk in staying]


def _used_by(rows: type[Line] | type[Subtotal], statements: QuerySet[Statement]) -> QuerySet:
    return rows.objects.filter(statement__in=statements).values_list("category", flat=True)


# What an import writes


def _write(found: AccountsFile) -> None:
    statements = [Statement.objects.get_or_create(year=found.year, kind=kind)[0] for kind in found.statements]
    for rows in (Line, Subtotal):
        rows.objects.filter(statement__in=statements).delete()
    if statements:
        _clear_categories(found)
    categories = _Categories(found.year)
    for statement in statements:
        kind = statement.kind
        _write_totals(statement, [it for it in found.totals if it.statement == kind], categories)
        for it in found.lines:
            if it.statement == kind:
                it.row.statement, it.row.category = statement, categories.at(it)
                it.row.save()
    _write_rates(found)
    _write_sources(found)


def _clear_categories(found: AccountsFile) -> None:
    """Those that nothing uses any more: the file says anew how they are filed."""
    gone = found.year.categories.exclude(pk__in=[it.pk for it in _staying(found)])
    gone.update(parent=None)
    gone.delete()


def _write_totals(statement: Statement, totals: list[Filed], categories: "_Categories") -> None:
    statement.stated_income = statement.stated_expense = None
    for it in totals:
        if it.path:
            Subtotal.objects.create(statement=statement, category=categories.at(it), amount=it.row.amount)
        else:
            setattr(statement, f"stated_{it.kind}", it.row.amount)
    statement.save()


def _write_rates(found: AccountsFile) -> None:
    if found.rates:
        ExchangeRate.objects.drafts().filter(year=found.year).delete()
        published = set(ExchangeRate.objects.filter(year=found.year).values_list("currency", flat=True))
        for _, rate in found.rates:
            if rate.currency not in published:
                rate.save()


def _write_sources(found: AccountsFile) -> None:
    """A source that is known again keeps its row, and with it its signed agreement."""
    if found.sources:
        drafts = {key_of(it): it for it in FundingSource.objects.drafts().filter(year=found.year)}
        for _, source in found.sources:
            known = drafts.pop(key_of(source), None)
            source.pk = known.pk if known else None
            source._state.adding = known is None
            source.save()
        for gone in drafts.values():
            gone.delete()


class _Categories:
    """The categories of a year by kind and name, made where there are none."""

    def __init__(self, year: FinancialYear) -> None:
        self.year = year
        self.known = {(it.kind, it.name): it for it in year.categories.all()}

    def at(self, filed: Filed) -> Category:
        parent = None
        for name in filed.path:
            parent = self.known.get((filed.kind, name)) or self._new(filed.kind, name, parent)
        return parent

    def _new(self, kind: str, name: str, parent: Category | None) -> Category:
        category = Category.objects.create(
            year=self.year, kind=kind, name=name, parent=parent, position=len(self.known) + 1
        )
        self.known[kind, name] = category
        return category
