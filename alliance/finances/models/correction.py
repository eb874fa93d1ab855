from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.finances.models.category import Category
from alliance.finances.models.rate import ExchangeRate
from alliance.finances.models.source import FundingSource
from alliance.finances.models.statement import Line, Statement, Subtotal


class Correction(models.Model):
    """That one field of a published row was wrong: what it said, what holds, why, by whom and when. Appended; public.

    `record` and `row` say of which row, `number` counts the corrections of the same field: each replaces what the one
    before it said. Values are texts as `Field.to_python` reads them. Public outputs read `PublicCorrection`, in
    `FinancialYear.accounts`, since a correction may name a funder that is withheld.
    """

    class Record(models.TextChoices):
        STATEMENT = "statement", _("stated totals and approval")
        LINE = "line", _("line")
        SUBTOTAL = "subtotal", _("stated subtotal")
        CATEGORY = "category", _("category")
        SOURCE = "source", _("funding source")
        RATE = "rate", _("exchange rate")

    MODELS: dict[str, type[models.Model]] = {
        Record.STATEMENT: Statement,
        Record.LINE: Line,
        Record.SUBTOTAL: Subtotal,
        Record.CATEGORY: Category,
        Record.SOURCE: FundingSource,
        Record.RATE: ExchangeRate,
    }

    year = models.ForeignKey(
        "finances.FinancialYear", on_delete=models.PROTECT, related_name="corrections", verbose_name=_("year")
    )
    record = models.CharField(_("what was corrected"), max_length=10, choices=Record)
    row = models.PositiveBigIntegerField(_("row"))
    field = models.CharField(_("field"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"))
    old_value = models.TextField(_("what it said"), blank=True)
    new_value = models.TextField(_("what holds"), blank=True)
    reason = models.TextField(_("reason"), help_text=_("It will be public."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("corrected by")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["record", "row", "field", "number"], name="corrections_of_a_field_follow_each_other"
            ),
            models.CheckConstraint(name="a_correction_has_a_number", condition=models.Q(number__gte=1)),
            models.CheckConstraint(name="a_correction_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="a_correction_is_of_a_known_record",
                condition=models.Q(record__in=("statement", "line", "subtotal", "category", "source", "rate")),
            ),
            # The three that people are named in may both be written over with one mark.
            models.CheckConstraint(
                name="a_correction_changes_something",
                condition=~models.Q(old_value=models.F("new_value"))
                | models.Q(field__in=("approved_by", "notes", "funder", "purpose", "no_agreement_because")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_record_display()} {self.row}: {self.model_field.verbose_name}"

    @property
    def model_field(self) -> models.Field:
        return self.MODELS[self.record]._meta.get_field(self.field)

    @property
    def value(self) -> Any:
        """What holds, as the field has it."""
        return value_of(self.model_field, self.new_value)


def value_of(field: models.Field, text: str) -> Any:
    """What a correction says, as the field has it."""
    return None if field.null and text == "" else field.to_python(text)


def text_of(field: models.Field, value: Any) -> str:
    """What a field has, as a correction says it: one text for each value, so that texts can be compared."""
    if value is None:
        return ""
    return f"{value:.{field.decimal_places}f}" if isinstance(field, models.DecimalField) else str(value)
