from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.finances.models.fields import LinkField
from alliance.finances.models.publication import OfYear, OfYearQuerySet
from alliance.finances.money import currency_choices

LEAST = Decimal("0.00000001")


class ExchangeRate(OfYear):
    """What one unit of a currency is worth in the year's currency, by whose word and on which day.

    A year states one rate for each currency, and all its amounts are converted at it.
    """

    year = models.ForeignKey(
        "finances.FinancialYear", on_delete=models.CASCADE, related_name="rates", verbose_name=_("year")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=currency_choices)
    rate = models.DecimalField(
        _("rate"),
        max_digits=15,
        decimal_places=8,
        validators=[MinValueValidator(LEAST)],
        help_text=_("What one unit of it is worth in the currency of the year."),
    )
    source = models.CharField(_("source"), max_length=200, help_text=_("Such as the central bank that published it."))
    source_link = LinkField(_("link to the source"), max_length=500, blank=True)
    day = models.DateField(_("day of the rate"))

    objects = OfYearQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["published_with"])

    CORRECTABLE = ("rate", "source", "source_link", "day")

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ("currency",)
        constraints = (
            models.UniqueConstraint(
                fields=["year", "currency"],
                name="one_rate_for_each_currency_of_a_year",
                violation_error_message=_("The year has a rate for this currency already."),
            ),
            models.CheckConstraint(name="a_rate_is_above_nothing", condition=models.Q(rate__gt=0)),
            models.CheckConstraint(name="a_rate_has_a_source", condition=~models.Q(source="")),
        )

    def __str__(self) -> str:
        return gettext("1 %(currency)s = %(rate)s %(into)s") % {
            "currency": self.currency,
            "rate": f"{self.rate.normalize():f}",
            "into": self.year.currency,
        }

    def clean(self) -> None:
        if self.year_id and self.currency == self.year.currency:
            raise ValidationError({"currency": _("The year is told in this currency: it needs no rate.")})
