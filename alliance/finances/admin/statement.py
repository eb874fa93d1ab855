from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.finances.admin.documents import DocumentAdmin
from alliance.finances.admin.drafts import MAY_PUBLISH, DraftInline, Refusal
from alliance.finances.models import Category, Line, PublishingRefused, Statement, StatementDocument, Subtotal
from alliance.finances.publishing import Draft


class OfStatement(DraftInline):
    """Filed under the categories of the statement's own year."""

    def get_formset(self, request: HttpRequest, obj: Statement | None = None, **kwargs: Any) -> type[forms.BaseFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        if "category" in formset.form.base_fields:
            of_year = Category.objects.filter(year=obj.year_id if obj else None)
            # Read once, and not once for each line.
            formset.form.base_fields["category"].choices = [
                ("", "---------"),
                *((it.pk, f"{it.get_kind_display()}: {it}") for it in of_year),
            ]
            formset.form.base_fields["category"].queryset = of_year
        return formset


class LineInline(OfStatement):
    model = Line
    fields = (("category", "description"), ("amount", "currency"), "notes")
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Line]:
        return super().get_queryset(request).select_related("category")


class SubtotalInline(OfStatement):
    model = Subtotal
    fields = ("category", "amount")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subtotal]:
        return super().get_queryset(request).select_related("category")


@admin.register(Statement)
class StatementAdmin(DocumentAdmin):
    """Budgets and actual accounts: edited while they are drafts, then checked and published."""

    document, of = StatementDocument, "statement"
    list_display = ("its_name", "approved_by", "approved_on", "published")
    list_filter = ("kind",)
    list_select_related = ("year", "publication")
    inlines = [LineInline, SubtotalInline]
    change_form_template = "admin/finances/statement/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).select_related("year", "publication")

    def get_fields(self, request: HttpRequest, obj: Statement | None = None) -> tuple[str, ...]:
        return ("year", "kind", "stated_income", "stated_expense", "approved_by", "approved_on", "notes")

    def get_readonly_fields(self, request: HttpRequest, obj: Statement | None = None) -> tuple[str, ...]:
        return ("year", "kind") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Statement | None) -> list[Any]:
        """The lines come after the year, whose categories they are filed under."""
        return self.inlines if obj else []

    @admin.display(description=_("statement"), ordering="year__first_day")
    def its_name(self, statement: Statement) -> str:
        return str(statement)

    @admin.display(description=_("published"), empty_value=_("not yet"))
    def published(self, statement: Statement) -> str | None:
        publication = statement.published_as
        return date_format(publication.at) if publication else None

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        statement = kwargs.get("obj")
        context["signed"] = self.kept(statement) if statement else None
        return super().render_change_form(request, context, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        own = self.admin_site.admin_view
        return [
            path("<int:key>/publish/", own(self.publish_view), name="finances_statement_publish"),
            *super().get_urls(),
        ]

    def publish_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What would be published and what stands against it; for publishers also the button."""
        statement, may_publish = self.row_or_404(request, key), request.user.has_perm(MAY_PUBLISH)
        if request.method == "POST":
            if not may_publish:
                raise PermissionDenied
            try:
                statement.publish(by=request.user, shown=request.POST.get("shown", ""))
            except PublishingRefused as refusal:
                return self.publish_page(request, key, Refusal(409, tuple(refusal.sentences)))
            messages.success(request, gettext("%(statement)s is public.") % {"statement": statement})
            return HttpResponseRedirect(self.address(statement))
        return self.publish_page(request, key)

    def publish_page(self, request: HttpRequest, key: int, refusal: Refusal | None = None) -> HttpResponse:
        statement = self.row_or_404(request, key)
        draft = Draft(statement)
        context = {
            "title": gettext("Check and publish"),
            "draft": draft,
            "is_published": statement.is_published,
            "may_publish": request.user.has_perm(MAY_PUBLISH),
            "trees": [
                (gettext("Income"), draft.shown.income, draft.shown.total_income),
                (gettext("Expense"), draft.shown.expense, draft.shown.total_expense),
            ],
        }
        return self.page(request, "admin/finances/statement/publish.html", statement, refusal=refusal, **context)
