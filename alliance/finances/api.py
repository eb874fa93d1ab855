"""The accounts as lists of the API."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from alliance.finances import open_data
from alliance.finances.models import FinancialYear, FundingSource, Line
from alliance.shared.api.lists import List

Rows = Callable[[QuerySet[FinancialYear]], Iterable[Any]]


def published_sources(form: Any) -> QuerySet[FundingSource]:
    return FundingSource.objects.filter(published_with__isnull=False)


def published_lines(form: Any) -> QuerySet[Line]:
    return Line.objects.filter(statement__publication__isnull=False)


def told_sources(found: QuerySet[FundingSource]) -> list[open_data.FundingRow]:
    return _told(found, "year", open_data.funding, lambda row: row.source.pk)


def told_lines(found: QuerySet[Line]) -> list[open_data.BudgetRow]:
    return _told(found, "statement__year", open_data.budgets, lambda row: row.line.line.pk)


def _told(
    found: QuerySet[Model],
    year: str,
    rows: Callable[[QuerySet[FinancialYear]], Iterable[Any]],
    key: Callable[[Any], int],
) -> list[Any]:
    """What the files tell of these rows, read from the accounts of their years alone."""
    wanted = list(found.values_list("pk", flat=True))
    by_key = {key(row): row for row in rows(FinancialYear.objects.filter(pk__in=found.order_by().values(year)))}
    return [by_key[it] for it in wanted]


FUNDING = List(
    table=open_data.FUNDING,
    noun="FundingSource",
    summary=gettext_lazy("What each funder gives in each financial year, in the order in which it was recorded"),
    scopes=("accounts",),
    order=("pk",),
    find=published_sources,
    told=told_sources,
)
BUDGETS = List(
    table=open_data.BUDGETS,
    noun="BudgetLine",
    summary=gettext_lazy("Every line of budgets and of what years came to, in the order in which it was recorded"),
    scopes=("accounts",),
    order=("pk",),
    find=published_lines,
    told=told_lines,
)
