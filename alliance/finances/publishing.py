"""What publishing a statement would make of the drafts now, and what stands against it."""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from alliance.finances.accounts import Accounts, read
from alliance.finances.models import (
    AgreementDocument,
    Category,
    ExchangeRate,
    FundingSource,
    Publication,
    Statement,
)
from alliance.finances.statement_accounts import Discrepancy, StatementAccounts

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

# Not read with the rows; the digest stands for it.
BYTES = "content"


class Draft:
    """A statement that is not published yet, with the rows of its year that would be published with it."""

    def __init__(self, statement: Statement) -> None:
        self.accounts: Accounts = read([statement.year], with_drafts=True)[0]
        self.shown: StatementAccounts = getattr(self.accounts, statement.kind)
        self.statement = self.shown.statement

    @property
    def discrepancies(self) -> list[Discrepancy]:
        return self.shown.discrepancies

    @cached_property
    def obstacles(self) -> list[str]:
        """Why it cannot be published, each as a sentence; nothing if it can."""
        return [*self._incomplete(), *self._without_rate(), *self._silent_sources(), *map(str, self.discrepancies)]

    def _incomplete(self) -> Iterator[str]:
        statement = self.statement
        if not self.shown.lines:
            yield gettext("It has no lines.")
        if statement.stated_income is None or statement.stated_expense is None:
            yield gettext("The totals of income and expense are not stated.")
        if not statement.approved_by or statement.approved_on is None:
            yield gettext("It is not said who approved it, and when.")
        if statement.kind == Statement.Kind.ACTUAL and timezone.localdate() <= statement.year.last_day:
            yield gettext("The year has not ended.")

    def _without_rate(self) -> Iterator[str]:
        sentence = gettext("%(of)s: the year states no exchange rate for %(currency)s.")
        for line in self.shown.without_rate:
            yield sentence % {"of": line.line, "currency": line.amount.currency}
        for source in self.accounts.rows_of_sources:
            if not self.accounts.rates.has(source.currency):
                yield sentence % {"of": source, "currency": source.currency}

    def _silent_sources(self) -> Iterator[str]:
        sentence = gettext("%(of)s: it is neither shown what was agreed, nor said why not.")
        for source in self.accounts.rows_of_sources:
            if not source.says_why_without_agreement(has_document=hasattr(source, "agreement")):
                yield sentence % {"of": source}

    @cached_property
    def fingerprint(self) -> str:
        """What a publisher was shown. Equal only if everything that would be published is."""
        accounts = self.accounts
        rows: list[models.Model] = [accounts.year, self.statement, *(it.line for it in self.shown.lines)]
        rows += [*self.shown.subtotals, *accounts.categories, *accounts.exchange_rates, *accounts.rows_of_sources]
        agreements = [getattr(source, "agreement", None) for source in accounts.rows_of_sources]
        rows += filter(None, [self.shown.document, *agreements])
        return hashlib.sha256("\n".join(map(_told, rows)).encode()).hexdigest()

    def seal(self, *, by: "AbstractBaseUser | None") -> Publication:
        """Takes along what else is not published of the year, and writes last what seals it. Call it under the lock."""
        year = self.accounts.year
        publication = Publication(year=year, statement=self.statement, by=by, at=timezone.now())
        drafts = [model.objects.filter(year=year) for model in (Category, ExchangeRate, FundingSource)]
        for rows in (*drafts, AgreementDocument.objects.filter(source__year=year)):
            rows.drafts().update(published_with=publication.pk)
        publication.save(force_insert=True)
        if self.statement.kind == Statement.Kind.BUDGET:
            year.found_budget()
        return publication


def _told(row: models.Model) -> str:
    """A row with the values of all its columns but the bytes of a file."""
    values = [str(getattr(row, it.attname)) for it in row._meta.local_fields if it.attname != BYTES]
    return repr([row._meta.label, *values])
