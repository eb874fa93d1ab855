"""How the admin edits rows that are drafts until they are published, and shows them afterwards."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from alliance.finances.models import FinancialYear
from alliance.finances.models.correction import year_of
from alliance.shared.admin import HistoryAdmin

MAY_PUBLISH = "finances.publish_financialyear"


@dataclass(frozen=True)
class Refusal:
    """Why nothing was done: the status of the answer and the sentences that say so."""

    status: int
    sentences: tuple[str, ...]


class DraftAdmin(HistoryAdmin):
    """Rows that nobody changes or deletes once they are published: the database would refuse it.

    Whoever saves a draft locks its year first, so that nothing slips in between a publisher's check and the seal.
    """

    actions = None
    show_facets = admin.ShowFacets.NEVER

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return row
        FinancialYear.objects.lock(row.pk if isinstance(row, FinancialYear) else year_of(row))
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        if not change and not isinstance(obj, FinancialYear):
            FinancialYear.objects.lock(year_of(obj))
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """An earlier state is looked at: bringing it back would leave out the rows that belong to it."""
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    # Pages beside the form

    def row_or_404(self, request: HttpRequest, key: int) -> Any:
        """The row, for whoever may look at it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=unquote(str(key))).first()
        if row is None:
            raise Http404
        return row

    def address(self, row: models.Model) -> str:
        return reverse(f"admin:finances_{self.opts.model_name}_change", args=[row.pk])

    def page(
        self,
        request: HttpRequest,
        template: str,
        row: models.Model,
        *,
        refusal: Refusal | None = None,
        **context: Any,
    ) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {
            "opts": self.opts,
            "row_name": str(row),
            "row_address": self.address(row),
            "row_pk": row.pk,
            "refusal": refusal,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context, status=refusal.status if refusal else 200)


class DraftInline(admin.StackedInline):
    """The rows of a draft; once they are published they are only shown. Tables of fields would have no labels."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and not self.is_sealed(obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not self.is_sealed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not self.is_sealed(obj)

    def is_sealed(self, obj: models.Model | None) -> bool:
        return bool(obj and obj.is_published)
