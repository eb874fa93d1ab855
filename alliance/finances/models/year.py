from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.finances.money import currency_choices

if TYPE_CHECKING:
    from alliance.finances.accounts import Accounts


class FinancialYearQuerySet(models.QuerySet["FinancialYear"]):
    def public(self) -> "FinancialYearQuerySet":
        """Those of which the public is told: something is published, or the budget is missing. Newest first."""
        told = models.Q(publications__isnull=False) | models.Q(budget_missing_since__isnull=False)
        return self.filter(told).distinct().order_by("-first_day")

    def without_budget(self) -> "FinancialYearQuerySet":
        """Those whose budget is not published."""
        from alliance.finances.models.publication import Publication

        published = Publication.objects.filter(year=models.OuterRef("pk"), statement__kind="budget")
        return self.exclude(models.Exists(published))

    def due(self, today: date) -> "FinancialYearQuerySet":
        """Those whose budget should have been published before today, and of which nobody has said so yet."""
        return self.without_budget().filter(budget_missing_since=None, budget_due__lt=today).order_by("budget_due")

    def overdue(self) -> "FinancialYearQuerySet":
        """Those whose budget is missing, as `tick` found them; the longest first."""
        return self.filter(budget_missing_since__isnull=False).order_by("budget_missing_since")

    def lock(self, pk: int) -> "FinancialYear":
        """The year, read after whoever else writes to its accounts has finished. Call it inside a transaction."""
        return self.select_for_update().get(pk=pk)


class FinancialYear(models.Model):
    """A year of the accounts. Its row is sealed by the first publication, but for `budget_missing_since`.

    `currency` is what its totals are told in. `budget_missing_since` is the day by which the budget was due, from when
    `tick` finds it missing until it is published: pages ask for it and never for today's date.
    Public outputs read `accounts`, and lists `FinancialYear.objects.public()` with `accounts.read(years)`.
    """

    slug = models.CharField(
        _("name"),
        max_length=20,
        unique=True,
        help_text=_("As it stands in the address: 2025, or 2024-25."),
        validators=[RegexValidator(r"^[0-9]{4}(-[0-9]{2,4})?\Z", _("Write it like 2025 or 2024-25."))],
        error_messages={"unique": _("There is a year of this name already.")},
    )
    first_day = models.DateField(_("first day"), unique=True)
    last_day = models.DateField(_("last day"), unique=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        choices=currency_choices,
        help_text=_("The totals of the year are told in it."),
    )
    budget_due = models.DateField(
        _("budget due"), help_text=_("The last day on which its budget can be published without being late.")
    )
    budget_missing_since = models.DateField(_("budget missing since"), null=True, blank=True, editable=False)

    objects = FinancialYearQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["budget_missing_since"])

    class Meta:
        verbose_name = _("financial year")
        verbose_name_plural = _("financial years")
        ordering = ("-first_day",)
        permissions = (("publish_financialyear", _("Can publish and correct the accounts of a year")),)
        constraints = (
            models.CheckConstraint(
                name="a_financial_year_ends_after_it_begins",
                condition=models.Q(last_day__gt=models.F("first_day")),
                violation_error_message=_("The last day comes after the first one."),
            ),
            models.CheckConstraint(
                name="a_financial_year_has_a_name", condition=~models.Q(slug="") & models.Q(slug=Lower("slug"))
            ),
            models.CheckConstraint(
                name="a_budget_is_missing_since_it_was_due",
                condition=models.Q(budget_missing_since__isnull=True)
                | models.Q(budget_missing_since=models.F("budget_due")),
            ),
        )

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("finances:year-detail", args=[self.slug])

    def clean(self) -> None:
        if self.first_day and self.last_day:
            among = FinancialYear.objects.exclude(pk=self.pk)
            if other := among.filter(first_day__lte=self.last_day, last_day__gte=self.first_day).first():
                raise ValidationError(
                    {"first_day": _("Its days belong to the year %(year)s already.") % {"year": other}}
                )

    @property
    def is_published(self) -> bool:
        """Whether anything of it is, so that its own row is sealed."""
        return self.publications.exists()

    @property
    def is_budget_missing(self) -> bool:
        return self.budget_missing_since is not None

    @property
    def accounts(self) -> "Accounts":
        """What the public is told of the year now: as published, and as corrected since."""
        from alliance.finances.accounts import read

        return read([self])[0]

    @property
    def drafts(self) -> "Accounts":
        """The same with all that is not published yet, for staff."""
        from alliance.finances.accounts import read

        return read([self], with_drafts=True)[0]

    def miss_budget(self, today: date) -> bool:
        """Says that the budget is missing, if it is and was not said. Of two who say so at once, one is told True."""
        due = FinancialYear.objects.due(today).filter(pk=self.pk)
        return bool(due.order_by().update(budget_missing_since=models.F("budget_due")))

    def found_budget(self) -> None:
        """The budget is not missing any more."""
        FinancialYear.objects.filter(pk=self.pk).update(budget_missing_since=None)
        self.budget_missing_since = None
