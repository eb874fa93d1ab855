from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from alliance.finances.admin.documents import DocumentAdmin
from alliance.finances.models import AgreementDocument, FundingSource
from alliance.finances.money import Money


@admin.register(FundingSource)
class FundingSourceAdmin(DocumentAdmin):
    """Who funds the Alliance: edited until the next publication of the year takes the row along."""

    document, of = AgreementDocument, "source"
    list_display = ("funder", "year", "kind", "money", "withheld_reason", "published")
    list_filter = ("year", "kind", "withheld_reason")
    list_select_related = ("year",)
    search_fields = ("funder",)
    change_form_template = "admin/finances/source/change_form.html"
    fieldsets = (
        (None, {"fields": ("year", "funder", "withheld_reason", "kind", "country", "link")}),
        (_("What it gives"), {"fields": ("amount", "currency", "purpose", "is_restricted")}),
        (_("Agreement"), {"fields": ("starts_on", "ends_on", "agreement_link", "no_agreement_because")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FundingSource]:
        return super().get_queryset(request).select_related("year")

    def get_readonly_fields(self, request: HttpRequest, obj: FundingSource | None = None) -> tuple[str, ...]:
        return ("year",) if obj else ()

    @admin.display(description=_("amount"))
    def money(self, source: FundingSource) -> str:
        return Money(source.amount, source.currency).formatted()

    @admin.display(description=_("published"), boolean=True)
    def published(self, source: FundingSource) -> bool:
        return source.is_published

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        source = kwargs.get("obj")
        context["signed"] = self.kept(source) if source else None
        return super().render_change_form(request, context, **kwargs)
