from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.finances.models.category import Category
from alliance.finances.models.rate import ExchangeRate
from alliance.finances.models.source import FundingSource
from alliance.finances.models.statement import Line, Statement, Subtotal

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class NothingToCorrect(Exception):
    """The field says so already, or says something else by now than whoever corrects it was shown."""


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def correct(
        self,
        row: models.Model,
        *,
        field: str,
        value: Any,
        reason: str,
        by: "AbstractBaseUser | None",
        shown: str | None = None,
    ) -> "Correction":
        """Appends what a field of a published row should have said; what it said is what holds now.

        `value` is read and checked as the field would be, `shown` is the text that the person was shown as holding.
        Raises ValidationError for the field or the reason, or NothingToCorrect with a sentence.
        """
        from alliance.finances.accounts import read

        with transaction.atomic():
            year = apps.get_model("finances.FinancialYear").objects.lock(year_of(row))
            accounts = read([year])[0]
            holds = accounts.row(Correction.record_of(row), row.pk)
            if holds is None or field not in row.CORRECTABLE:
                raise ValidationError({"field": _("Only some fields of what is published can be corrected.")})
            old = text_of(holds._meta.get_field(field), getattr(holds, field))
            if shown is not None and shown != old:
                raise NothingToCorrect(gettext("Somebody has corrected it meanwhile: look at what it says now."))
            new = accounts.checked(holds, field, value)
            if new == old:
                raise NothingToCorrect(gettext("This is what it says already."))
            return self._append(year, row, field=field, old_value=old, new_value=new, reason=reason, by=by)

    def _append(
        self, year: models.Model, row: models.Model, *, field: str, reason: str, **columns: Any
    ) -> "Correction":
        if not reason.strip():
            raise ValidationError({"reason": _("Say why, for everybody to read.")})
        of_field = {"record": Correction.record_of(row), "row": row.pk, "field": field}
        number = self.filter(**of_field).count() + 1
        return self.create(year=year, **of_field, number=number, reason=reason.strip(), **columns)


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

    objects = CorrectionQuerySet.as_manager()

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

    @classmethod
    def record_of(cls, row: models.Model) -> str:
        return next(record for record, model in cls.MODELS.items() if isinstance(row, model))

    @property
    def model_field(self) -> models.Field:
        return self.MODELS[self.record]._meta.get_field(self.field)

    @property
    def value(self) -> Any:
        """What holds, as the field has it."""
        return value_of(self.model_field, self.new_value)


def year_of(row: models.Model) -> int:
    """The key of the year to which a row belongs."""
    return row.year_id if hasattr(row, "year_id") else row.statement.year_id


def value_of(field: models.Field, text: str) -> Any:
    """What a correction says, as the field has it."""
    return None if field.null and text == "" else field.to_python(text)


def text_of(field: models.Field, value: Any) -> str:
    """What a field has, as a correction says it: one text for each value, so that texts can be compared."""
    if value is None:
        return ""
    return f"{value:.{field.decimal_places}f}" if isinstance(field, models.DecimalField) else str(value)
