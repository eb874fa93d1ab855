from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Prefetch, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alliance.finances.admin.correcting import CorrectingAdmin
from alliance.finances.admin.drafts import DraftInline
from alliance.finances.admin.transfer import TransferAdmin
from alliance.finances.models import Category, ExchangeRate, FinancialYear, Statement


class DraftOfYear(DraftInline):
    """Rows of a year of which some may be published and others not: these are the ones to edit."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(published_with=None)

    def is_sealed(self, obj: FinancialYear | None) -> bool:
        return False


class Published(DraftInline):
    """The others, to look at."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(published_with__isnull=False)

    def is_sealed(self, obj: FinancialYear | None) -> bool:
        return True


class DraftCategories(DraftOfYear):
    model = Category
    fields = (("kind", "name"), ("parent", "position"))
    verbose_name_plural = _("categories that are not published yet")

    def get_formset(
        self, request: HttpRequest, obj: FinancialYear | None = None, **kwargs: Any
    ) -> type[forms.BaseFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        if "parent" in formset.form.base_fields:
            of_year = Category.objects.filter(year=obj)
            formset.form.base_fields["parent"].queryset = of_year
            # Read once, and not once for each row.
            named = [(it.pk, f"{it.get_kind_display()}: {it}") for it in of_year]
            formset.form.base_fields["parent"].choices = [("", "---------"), *named]
        return formset


class PublishedCategories(Published):
    model = Category
    fields = (("kind", "name"), ("parent", "position"))
    verbose_name_plural = _("published categories")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("parent")


class OfRates:
    fields = (("currency", "rate", "day"), ("source", "source_link"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("year")


class DraftRates(OfRates, DraftOfYear):
    model = ExchangeRate
    verbose_name_plural = _("exchange rates that are not published yet")


class PublishedRates(OfRates, Published):
    model = ExchangeRate
    verbose_name_plural = _("published exchange rates")


@admin.register(FinancialYear)
class FinancialYearAdmin(TransferAdmin, CorrectingAdmin):
    """The years, those first whose budget is overdue; with their categories and exchange rates."""

    list_display = ("slug", "first_day", "last_day", "currency", "budget", "actual")
    inlines = [DraftCategories, PublishedCategories, DraftRates, PublishedRates]
    change_form_template = "admin/finances/year/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FinancialYear]:
        statements = Statement.objects.select_related("publication", "year")
        return super().get_queryset(request).prefetch_related(Prefetch("statements", statements))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        is_missing = Case(When(budget_missing_since__isnull=False, then=Value(0)), default=Value(1))
        return (is_missing, "budget_missing_since", "-first_day")

    def get_fields(self, request: HttpRequest, obj: FinancialYear | None = None) -> tuple[str, ...]:
        return ("slug", "first_day", "last_day", "currency", "budget_due", *(["missing"] if obj else []))

    def get_readonly_fields(self, request: HttpRequest, obj: FinancialYear | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        # The public is told since when it is due: that day does not move any more.
        return ("missing", "budget_due") if obj.is_budget_missing else ("missing",)

    def get_inlines(self, request: HttpRequest, obj: FinancialYear | None) -> list[Any]:
        return self.inlines if obj else []

    @admin.display(description=_("budget"), ordering="budget_missing_since")
    def budget(self, year: FinancialYear) -> str:
        return overdue(year) if year.is_budget_missing else self.state_of(year, Statement.Kind.BUDGET)

    @admin.display(description=_("actual"))
    def actual(self, year: FinancialYear) -> str:
        return self.state_of(year, Statement.Kind.ACTUAL)

    @admin.display(description=_("missing"))
    def missing(self, year: FinancialYear) -> str:
        return overdue(year) if year.is_budget_missing else gettext("No budget is overdue.")

    def state_of(self, year: FinancialYear, kind: str) -> str:
        statement = next((it for it in year.statements.all() if it.kind == kind), None)
        if statement is None:
            return gettext("not begun")
        publication = statement.published_as
        if publication:
            return gettext("published on %(day)s") % {"day": date_format(publication.at)}
        return gettext("draft")

    def get_urls(self) -> list[URLPattern]:
        return [*self.transfer_urls(), *self.correcting_urls(), *super().get_urls()]


def overdue(year: FinancialYear) -> str:
    """That the budget is missing, and for how long by now."""
    days = (timezone.localdate() - year.budget_missing_since).days
    sentence = ngettext(
        "Overdue for %(days)d day: it was due on %(day)s.", "Overdue for %(days)d days: it was due on %(day)s.", days
    )
    return format_html("<strong>{}</strong>", sentence % {"days": days, "day": date_format(year.budget_missing_since)})
