from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from alliance.finances.models.fields import LinkField
from alliance.finances.models.publication import OfYear, OfYearQuerySet
from alliance.finances.models.statement import AmountField, must_fit
from alliance.finances.money import currency_choices


class FundingSource(OfYear):
    """What a funder gives for one financial year: the part of a longer grant that falls into it.

    `starts_on` and `ends_on` are those of the whole agreement. A funder whose name endangers somebody is withheld:
    `withheld_reason` says by which class of reason. Public outputs never read this row: they read `PublicSource`, in
    `FinancialYear.accounts`, which has the amount and the class of reason and nothing that says who it is.
    """

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("government")
        MULTILATERAL = "multilateral", _("multilateral organisation")
        FOUNDATION = "foundation", _("foundation")
        ORGANISATION = "organisation", _("organisation of civil society")
        MEMBERS = "members", _("members of the Alliance")
        COMPANY = "company", _("company")
        ACADEMIC = "academic", _("university or research")
        PERSON = "person", _("private person")
        OTHER = "other", _("other")

    class Withheld(models.TextChoices):
        SAFETY = "safety", _("Withheld for the safety of people")
        LAW = "law", _("Withheld because a law or a court demands it")
        PRIVACY = "privacy", _("Withheld because it is a private person")

    year = models.ForeignKey(
        "finances.FinancialYear", on_delete=models.CASCADE, related_name="sources", verbose_name=_("year")
    )
    funder = models.CharField(_("funder"), max_length=200)
    kind = models.CharField(_("kind of funder"), max_length=20, choices=Kind)
    country = CountryField(_("country"), blank=True, help_text=_("None for a funder of many countries."))
    amount = AmountField(
        _("amount"),
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text=_("What falls into this year, in the currency in which it is given."),
    )
    currency = models.CharField(_("currency"), max_length=3, choices=currency_choices)
    starts_on = models.DateField(_("first day of the agreement"))
    ends_on = models.DateField(_("last day of the agreement"), null=True, blank=True)
    purpose = models.TextField(_("purpose"))
    is_restricted = models.BooleanField(
        _("restricted"), default=False, help_text=_("Whether the funder says what it may be spent on.")
    )
    link = LinkField(_("link to the funder"), max_length=500, blank=True)
    agreement_link = LinkField(_("link to the agreement"), max_length=500, blank=True)
    no_agreement_because = models.TextField(
        _("why the agreement is not published"), blank=True, help_text=_("If there is neither a link nor a PDF.")
    )
    withheld_reason = models.CharField(
        _("name withheld"),
        max_length=10,
        choices=Withheld,
        blank=True,
        help_text=_("The public then sees the amount and this reason, and nothing that says who it is."),
    )

    objects = OfYearQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["published_with"])

    CORRECTABLE = (
        *("funder", "kind", "country", "amount", "currency", "starts_on", "ends_on", "purpose", "is_restricted"),
        *("link", "agreement_link", "no_agreement_because", "withheld_reason"),
    )
    # What may say who a funder is that is withheld.
    TELLING = ("funder", "kind", "country", "purpose", "link", "agreement_link", "no_agreement_because")

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(name="a_source_has_a_funder", condition=~models.Q(funder="")),
            models.CheckConstraint(name="a_source_gives_something", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="an_agreement_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("An agreement does not end before it starts."),
            ),
            models.CheckConstraint(
                name="a_funder_is_withheld_for_a_reason_of_a_class",
                condition=models.Q(withheld_reason__in=("", "safety", "law", "privacy")),
            ),
        )

    def __str__(self) -> str:
        return self.funder

    def clean(self) -> None:
        must_fit(self.amount, self.currency, "amount")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("An agreement does not end before it starts.")})
        if self.is_published and not self.says_why_without_agreement(has_document=hasattr(self, "agreement")):
            raise ValidationError(
                {"no_agreement_because": _("Say why, where neither a link nor a PDF shows what was agreed.")}
            )

    @property
    def is_withheld(self) -> bool:
        return bool(self.withheld_reason)

    @property
    def public_name(self) -> str:
        """The funder's name; of a funder that is withheld the class of reason instead."""
        return self.get_withheld_reason_display() if self.is_withheld else self.funder

    def says_why_without_agreement(self, *, has_document: bool) -> bool:
        """Whether the agreement is published, or it is said why not; of a withheld funder that goes without saying."""
        return bool(self.is_withheld or has_document or self.agreement_link or self.no_agreement_because)
