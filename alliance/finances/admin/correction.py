from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliance.finances.models import Correction


@admin.register(Correction)
class CorrectionAdmin(admin.ModelAdmin):
    """What was corrected, to look at. One corrects from the year."""

    actions = None
    show_facets = admin.ShowFacets.NEVER
    list_display = ("at", "year", "record", "its_field", "old_value", "new_value", "reason", "by")
    list_select_related = ("year", "by")
    list_filter = ("year", "record")
    ordering = ("-at", "-pk")

    @admin.display(description=_("field"))
    def its_field(self, correction: Correction) -> str:
        return str(correction.model_field.verbose_name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
