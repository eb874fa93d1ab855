"""What the public may read of a funding source and of a correction: nothing here says who a withheld funder is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django_countries.fields import Country

from alliance.finances.models import AgreementDocument, Correction, FundingSource
from alliance.finances.models.correction import value_of
from alliance.finances.money import Money, percent
from alliance.finances.rates import Rates


@dataclass(frozen=True)
class PublicSource:
    """A funding source as everybody may see it. Of a withheld one all that tells who it is, is empty.

    `name` is then the class of the reason, in the reader's language. `converted` is in the year's currency, None while
    a draft lacks the rate; `share` is the part of all that is given in the year, between 0 and 1.
    """

    pk: int
    name: str
    is_withheld: bool
    withheld_reason: str
    kind: str
    kind_label: str
    country: Country | None
    amount: Money
    converted: Money | None
    share: Decimal
    starts_on: date
    ends_on: date | None
    purpose: str
    is_restricted: bool
    link: str
    agreement_link: str
    agreement: AgreementDocument | None
    no_agreement_because: str

    @property
    def percent(self) -> str:
        """The share as it is written in the language of the page."""
        return percent(self.share)

    @classmethod
    def of(cls, source: FundingSource, *, rates: Rates, all_given: Money) -> "PublicSource":
        amount = Money(source.amount, source.currency)
        converted = rates.converted(amount)
        shown = not source.is_withheld
        return cls(
            pk=source.pk,
            name=source.public_name,
            is_withheld=source.is_withheld,
            withheld_reason=source.withheld_reason,
            kind=source.kind if shown else "",
            kind_label=source.get_kind_display() if shown else "",
            country=source.country if shown and source.country else None,
            amount=amount,
            converted=converted,
            share=share_of(converted, all_given),
            starts_on=source.starts_on,
            ends_on=source.ends_on,
            purpose=source.purpose if shown else "",
            is_restricted=source.is_restricted,
            link=source.link if shown else "",
            agreement_link=source.agreement_link if shown else "",
            agreement=getattr(source, "agreement", None) if shown else None,
            no_agreement_because=source.no_agreement_because if shown else "",
        )


@dataclass(frozen=True)
class PublicCorrection:
    """A correction as everybody may read it. `old` and `new` are words in the reader's language.

    `subject` says of what row: of a funder that is withheld by now, the class of the reason; its old and its new value
    are then withheld too, where they may tell who it is.
    """

    record: str
    row: int
    field: str
    record_label: str
    subject: str
    field_label: str
    old: str
    new: str
    reason: str
    by: AbstractBaseUser | None
    at: datetime

    @classmethod
    def of(cls, correction: Correction, row: models.Model) -> "PublicCorrection":
        withheld = isinstance(row, FundingSource) and row.is_withheld
        silent = withheld and correction.field in FundingSource.TELLING
        field = correction.model_field
        return cls(
            record=correction.record,
            row=correction.row,
            field=correction.field,
            record_label=correction.get_record_display(),
            subject=row.public_name if isinstance(row, FundingSource) else str(row),
            field_label=str(field.verbose_name),
            old=gettext("withheld") if silent else shown(field, correction.old_value),
            new=gettext("withheld") if silent else shown(field, correction.new_value),
            reason=correction.reason,
            by=correction.by,
            at=correction.at,
        )


def share_of(part: Money | None, whole: Money) -> Decimal:
    return part.amount / whole.amount if part and whole else Decimal(0)


def shown(field: models.Field, text: str) -> str:
    """A value as a reader of the page reads it."""
    value: Any = value_of(field, text)
    if field.choices and value:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        return plain(value)
    return date_format(value) if isinstance(value, date) else str(value or "")


def plain(number: Decimal) -> str:
    """A number with a point, and no zeros at its end."""
    return f"{number.normalize():f}"
