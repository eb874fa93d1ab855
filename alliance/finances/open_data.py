"""The accounts to take away: funding sources and the lines of every statement, as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.finances.accounts import Accounts, read
from alliance.finances.models import Category, Correction, FinancialYear, FundingSource, Statement
from alliance.finances.models.year import FinancialYearQuerySet
from alliance.finances.public import PublicSource, plain
from alliance.finances.statement_accounts import AccountLine, StatementAccounts
from alliance.shared.open_data import Field, Table, permanent


@dataclass(frozen=True)
class FundingRow:
    accounts: Accounts
    source: PublicSource


@dataclass(frozen=True)
class BudgetRow:
    accounts: Accounts
    statement: StatementAccounts
    line: AccountLine
    path: str
    rate: str
    is_corrected: bool


def address_of_year(accounts: Accounts) -> str:
    return permanent(accounts.year.get_absolute_url())


def address_of_source(accounts: Accounts, source: PublicSource) -> str:
    """Its place on the page of its year."""
    return f"{address_of_year(accounts)}#source-{source.pk}"


def published_years(years: FinancialYearQuerySet | None = None) -> list[Accounts]:
    """All, or these: the oldest first, always the same number of queries."""
    years = FinancialYear.objects.public() if years is None else years
    return read(years.order_by("first_day"))


def funding(years: FinancialYearQuerySet | None = None) -> Iterator[FundingRow]:
    for accounts in published_years(years):
        for source in sorted(accounts.sources, key=lambda it: it.pk):
            yield FundingRow(accounts, source)


def budgets(years: FinancialYearQuerySet | None = None) -> Iterator[BudgetRow]:
    for accounts in published_years(years):
        paths = _paths(accounts.categories)
        rates = {it.currency: plain(it.rate) for it in accounts.exchange_rates}
        corrected = {it.row for it in accounts.corrections if it.record == Correction.Record.LINE}
        for statement in accounts.statements:
            for line in statement.lines:
                yield BudgetRow(
                    accounts,
                    statement,
                    line,
                    path=paths[line.category.pk],
                    rate=rates.get(line.amount.currency, "1"),
                    is_corrected=line.line.pk in corrected,
                )


def _paths(categories: list[Category]) -> dict[int, str]:
    """Each category with those of which it is part, from the top."""
    by_key = {it.pk: it for it in categories}

    def path(category: Category) -> str:
        above = by_key.get(category.parent_id)
        return f"{path(above)} > {category.name}" if above else category.name

    return {key: path(category) for key, category in by_key.items()}


def address_of_agreement(row: FundingRow) -> str:
    """Of the PDF, else where the funder or the Alliance has put it; empty where it is not published."""
    if row.source.agreement:
        return permanent(reverse("agreement-document", args=[row.accounts.year.slug, row.source.pk]))
    return row.source.agreement_link


def _title(row: FundingRow) -> str:
    return _("Funding of %(year)s") % {"year": row.accounts.year}


FUNDING = Table(
    name="funding",
    title=gettext_lazy("Funding sources"),
    description=gettext_lazy(
        "What each funder gives in each financial year, as the Alliance, which receives it, reports it. The first"
        " columns have the names of the 360Giving data standard, which is made for those who give: this is no"
        " publication by that standard, and is not in its registry. Where a funder is withheld its row has the"
        " amount and the class of the reason, and nothing that says who it is."
    ),
    route="funding-file",
    key=("Identifier",),
    columns=(
        Field(
            "Identifier",
            "string",
            gettext_lazy("Its place on the page of its year, which is permanent."),
            lambda it: address_of_source(it.accounts, it.source),
        ),
        Field("Title", "string", gettext_lazy("For which year it is given."), _title),
        Field(
            "Description",
            "string",
            gettext_lazy("What it is given for; empty where the funder is withheld."),
            lambda it: it.source.purpose,
            may_be_empty=True,
        ),
        Field(
            "Currency",
            "string",
            gettext_lazy("The currency of the amount, by ISO 4217."),
            lambda it: it.source.amount.currency,
        ),
        Field(
            "Amount Awarded",
            "number",
            gettext_lazy("What falls into this year, in that currency."),
            lambda it: it.source.amount.amount,
        ),
        Field(
            "Award Date",
            "date",
            gettext_lazy("The first day of the agreement: on which day it was decided is not known."),
            lambda it: it.source.starts_on,
        ),
        Field(
            "Planned Dates:Start Date",
            "date",
            gettext_lazy("The first day of the agreement."),
            lambda it: it.source.starts_on,
        ),
        Field(
            "Planned Dates:End Date",
            "date",
            gettext_lazy("The last day of the agreement; empty where it has none."),
            lambda it: it.source.ends_on,
            may_be_empty=True,
        ),
        Field(
            "Recipient Org:Identifier",
            "string",
            gettext_lazy("The identifier of the Alliance, or its address where it has none."),
            lambda it: settings.ORGANISATION_IDENTIFIER or permanent("/"),
        ),
        Field("Recipient Org:Name", "string", gettext_lazy("The name of the Alliance."), lambda it: settings.SITE_NAME),
        Field(
            "Funding Org:Name",
            "string",
            gettext_lazy("The funder; empty where it is withheld."),
            lambda it: None if it.source.is_withheld else it.source.name,
            may_be_empty=True,
        ),
        Field("Data Source", "string", gettext_lazy("The page of the year."), lambda it: address_of_year(it.accounts)),
        Field(
            "reported_by",
            "string",
            gettext_lazy("Who reports it: always the recipient."),
            lambda it: "recipient",
            one_of=("recipient",),
        ),
        Field("year", "string", gettext_lazy("The financial year."), lambda it: it.accounts.year.slug),
        Field(
            "withheld_reason",
            "string",
            gettext_lazy("Why the funder is not named, by class; empty where it is named."),
            lambda it: it.source.withheld_reason,
            one_of=tuple(FundingSource.Withheld.values),
            may_be_empty=True,
        ),
        Field(
            "funder_kind",
            "string",
            gettext_lazy("The kind of funder; empty where it is withheld."),
            lambda it: it.source.kind,
            one_of=tuple(FundingSource.Kind.values),
            may_be_empty=True,
        ),
        Field(
            "funder_country",
            "string",
            gettext_lazy("The funder's country, as two letters of ISO 3166-1; empty where it has none or is withheld."),
            lambda it: it.source.country and it.source.country.code,
            may_be_empty=True,
        ),
        Field(
            "restricted",
            "boolean",
            gettext_lazy("Whether the funder says what it may be spent on."),
            lambda it: it.source.is_restricted,
        ),
        Field(
            "converted_amount",
            "number",
            gettext_lazy("The amount in the currency of the year, at the rate that the year states."),
            lambda it: it.source.converted.amount,
        ),
        Field(
            "year_currency",
            "string",
            gettext_lazy("The currency of the year, by ISO 4217."),
            lambda it: it.accounts.year.currency,
        ),
        Field(
            "agreement",
            "string",
            gettext_lazy("The address of the agreement, where it is published."),
            address_of_agreement,
            may_be_empty=True,
        ),
    ),
    rows=funding,
)

BUDGETS = Table(
    name="budgets",
    title=gettext_lazy("Budgets and actual accounts"),
    description=gettext_lazy(
        "Every line of every budget that is published, and of what each year came to, the oldest year first;"
        " as it holds now, with every correction."
    ),
    route="budgets-file",
    key=("line",),
    columns=(
        Field(
            "line", "integer", gettext_lazy("The number of the line, which is permanent."), lambda it: it.line.line.pk
        ),
        Field("year", "string", gettext_lazy("The financial year."), lambda it: it.accounts.year.slug),
        Field("first_day", "date", gettext_lazy("The first day of the year."), lambda it: it.accounts.year.first_day),
        Field("last_day", "date", gettext_lazy("The last day of the year."), lambda it: it.accounts.year.last_day),
        Field(
            "statement",
            "string",
            gettext_lazy("Whether it is budgeted, or what it came to."),
            lambda it: it.statement.kind,
            one_of=tuple(Statement.Kind.values),
        ),
        Field(
            "kind",
            "string",
            gettext_lazy("Whether it is income or expense."),
            lambda it: it.line.category.kind,
            one_of=tuple(Category.Kind.values),
        ),
        Field(
            "category",
            "string",
            gettext_lazy("The category, after those of which it is part, with > between two."),
            lambda it: it.path,
        ),
        Field(
            "description",
            "string",
            gettext_lazy("What tells it apart from other lines of the category."),
            lambda it: it.line.line.description,
            may_be_empty=True,
        ),
        Field("amount", "number", gettext_lazy("The amount as it was given."), lambda it: it.line.amount.amount),
        Field(
            "currency",
            "string",
            gettext_lazy("The currency of the amount, by ISO 4217."),
            lambda it: it.line.amount.currency,
        ),
        Field(
            "rate",
            "number",
            gettext_lazy("What one unit of that currency is worth in the currency of the year, as the year states."),
            lambda it: it.rate,
        ),
        Field(
            "converted_amount",
            "number",
            gettext_lazy("The amount in the currency of the year; totals are sums of it."),
            lambda it: it.line.converted.amount,
        ),
        Field(
            "year_currency",
            "string",
            gettext_lazy("The currency of the year, by ISO 4217."),
            lambda it: it.accounts.year.currency,
        ),
        Field("notes", "string", gettext_lazy("What is said of it."), lambda it: it.line.line.notes, may_be_empty=True),
        Field(
            "corrected",
            "boolean",
            gettext_lazy("Whether a correction has changed it since it was published."),
            lambda it: it.is_corrected,
        ),
        Field(
            "published_at",
            "datetime",
            gettext_lazy("When the statement was published, in UTC."),
            lambda it: it.statement.publication.at,
        ),
    ),
    rows=budgets,
)
