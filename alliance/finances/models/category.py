from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.finances.models.publication import OfYear, OfYearQuerySet

# More is not read on a page, nor drawn.
MOST_LEVELS = 3


class Category(OfYear):
    """What a line of a year's accounts is filed under: a small tree for income and one for expense, by name.

    In the order of `position`. Both statements of the year, budget and actual, share it, so that they can be compared.
    """

    class Kind(models.TextChoices):
        INCOME = "income", _("income")
        EXPENSE = "expense", _("expense")

    year = models.ForeignKey(
        "finances.FinancialYear", on_delete=models.CASCADE, related_name="categories", verbose_name=_("year")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfYearQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["published_with"])

    # What a correction can change.
    CORRECTABLE = ("name",)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("kind", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "kind", "name"],
                name="a_category_once_in_a_year",
                violation_error_message=_("The year has a category of this name already."),
            ),
            models.CheckConstraint(name="a_category_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="a_category_is_of_income_or_of_expense", condition=models.Q(kind__in=("income", "expense"))
            ),
            models.CheckConstraint(
                name="a_category_is_not_part_of_itself",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        above, levels = self.parent, 1
        while above:
            levels += 1
            if above == self or levels > MOST_LEVELS:
                raise ValidationError(
                    {"parent": _("A category has at most %(count)s levels.") % {"count": MOST_LEVELS}}
                )
            if above.year_id != self.year_id or above.kind != self.kind:
                raise ValidationError({"parent": _("Choose a category of the same year and kind.")})
            above = above.parent
