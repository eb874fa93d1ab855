from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.finances.models.category import Category
from alliance.finances.money import Money, NotMoney, currency_choices, minor_digits

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from alliance.finances.models.publication import Publication


class AmountField(models.DecimalField):
    """So many units of a currency, none below nothing. Fifteen digits are what SQLite keeps exactly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 3)
        kwargs.setdefault("validators", [MinValueValidator(Decimal(0))])
        super().__init__(*args, **kwargs)


def must_fit(amount: Decimal | None, currency: str, field: str) -> None:
    """Raises ValidationError for the field if the currency has no unit as small as the amount."""
    if amount is None or not currency:
        return
    try:
        Money(amount, currency)
    except NotMoney as error:
        sentence = _("%(currency)s has %(count)s decimal places at most.")
        raise ValidationError({field: sentence % {"currency": currency, "count": minor_digits(currency)}}) from error


class Statement(models.Model):
    """The budget of a year, or what the year came to: two statements, each published by itself, when it is ready.

    `stated_income` and `stated_expense` are the totals as they were declared, in the year's currency: its lines have to
    add up to them before it is published. `approved_by` is a body or a role. Once it has a `publication` the database
    seals the row, its `lines`, `subtotals` and `document`; public outputs read it through `FinancialYear.accounts`.
    """

    class Kind(models.TextChoices):
        BUDGET = "budget", _("budget")
        ACTUAL = "actual", _("actual income and expense")

    year = models.ForeignKey(
        "finances.FinancialYear", on_delete=models.CASCADE, related_name="statements", verbose_name=_("year")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    stated_income = AmountField(
        _("stated total of income"), null=True, blank=True, help_text=_("As declared, in the currency of the year.")
    )
    stated_expense = AmountField(
        _("stated total of expense"), null=True, blank=True, help_text=_("As declared, in the currency of the year.")
    )
    approved_by = models.CharField(
        _("approved by"),
        max_length=200,
        blank=True,
        help_text=_("A body or a role, such as “General assembly”. It will be public: name no person."),
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True, help_text=_("They will be public."))

    history = HistoricalRecords()

    CORRECTABLE = ("stated_income", "stated_expense", "approved_by", "approved_on", "notes")

    class Meta:
        verbose_name = _("budget or actual accounts")
        verbose_name_plural = _("budgets and actual accounts")
        ordering = ("-year__first_day", "-kind")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "kind"],
                name="one_statement_of_each_kind_in_a_year",
                violation_error_message=_("The year has this already."),
            ),
            models.CheckConstraint(
                name="a_statement_is_a_budget_or_actual", condition=models.Q(kind__in=("budget", "actual"))
            ),
            models.CheckConstraint(
                name="stated_totals_are_not_below_nothing",
                condition=(models.Q(stated_income__isnull=True) | models.Q(stated_income__gte=0))
                & (models.Q(stated_expense__isnull=True) | models.Q(stated_expense__gte=0)),
            ),
        )

    def __str__(self) -> str:
        if self.kind == self.Kind.BUDGET:
            return gettext("Budget of %(year)s") % {"year": self.year}
        return gettext("Actual income and expense of %(year)s") % {"year": self.year}

    def clean(self) -> None:
        if self.is_published:
            for field in ("stated_income", "stated_expense", "approved_by", "approved_on"):
                if getattr(self, field) in {None, ""}:
                    raise ValidationError({field: _("What is published always says this.")})
        if self.year_id:
            must_fit(self.stated_income, self.year.currency, "stated_income")
            must_fit(self.stated_expense, self.year.currency, "stated_expense")

    @property
    def is_published(self) -> bool:
        return self.published_as is not None

    @property
    def published_as(self) -> "Publication | None":
        return getattr(self, "publication", None)

    def publish(self, *, by: "AbstractBaseUser | None", shown: str | None = None) -> "Publication":
        """Publishes the statement, and with it what else of its year is not published yet, for ever.

        `shown` is the fingerprint of the draft that the publisher read. Raises PublishingRefused, with every reason, if
        something is missing, does not add up, has changed since, or if the statement is published already.
        """
        from alliance.finances.models.publication import Publication

        return Publication.objects.publish(self, by=by, shown=shown)


class Line(models.Model):
    """So much income or expense in one statement: in its own currency, filed under a category of the year.

    A category may have several, told apart by `description`. What it is worth in the year's currency is computed, in
    `accounts`, at the rate that the year states.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="lines", verbose_name=_("statement")
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="lines", verbose_name=_("category"))
    description = models.CharField(_("description"), max_length=200, blank=True)
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, choices=currency_choices)
    notes = models.TextField(_("notes"), blank=True, help_text=_("They will be public."))

    history = HistoricalRecords()

    CORRECTABLE = ("description", "amount", "currency", "notes")

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ("category__kind", "category__position", "category", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["statement", "category", "description"],
                name="a_line_once_in_a_statement",
                violation_error_message=_("There is such a line already: tell them apart by the description."),
            ),
            models.CheckConstraint(name="a_line_is_not_below_nothing", condition=models.Q(amount__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.category}: {self.description}" if self.description else str(self.category)

    def clean(self) -> None:
        must_fit(self.amount, self.currency, "amount")
        if self.statement_id and self.category_id and self.category.year_id != self.statement.year_id:
            raise ValidationError({"category": _("Choose a category of the same year.")})


class Subtotal(models.Model):
    """What a statement declares for one category with all that is part of it, in the year's currency.

    Optional; where there is one, the lines of the category have to add up to it.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="subtotals", verbose_name=_("statement")
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="subtotals", verbose_name=_("category")
    )
    amount = AmountField(_("stated subtotal"))

    history = HistoricalRecords()

    CORRECTABLE = ("amount",)

    class Meta:
        verbose_name = _("stated subtotal")
        verbose_name_plural = _("stated subtotals")
        ordering = ("category__kind", "category__position", "category")
        constraints = (
            models.UniqueConstraint(fields=["statement", "category"], name="one_subtotal_for_each_category"),
            models.CheckConstraint(name="a_subtotal_is_not_below_nothing", condition=models.Q(amount__gte=0)),
        )

    def __str__(self) -> str:
        return str(self.category)

    def clean(self) -> None:
        if self.statement_id:
            must_fit(self.amount, self.statement.year.currency, "amount")
            if self.category_id and self.category.year_id != self.statement.year_id:
                raise ValidationError({"category": _("Choose a category of the same year.")})
