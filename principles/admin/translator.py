from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from principles.forms import TranslatorForm
from principles.models import Translator


@admin.register(Translator)
class TranslatorAdmin(admin.ModelAdmin):
    """Who may translate into which language. No group has this right: it is for administrators."""

    form = TranslatorForm
    list_display = ("person", "language_name")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__email")

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, translator: Translator) -> str:
        return translator.language_name

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, queryset=staff, **kwargs)
