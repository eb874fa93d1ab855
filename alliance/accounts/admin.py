from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliance.accounts.forms import PersonCreationForm
from alliance.accounts.models import User


@admin.register(User)
class PersonAdmin(UserAdmin):
    ordering = ("name", "email")
    list_display = ("name", "email", "is_staff", "is_active")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "date_joined")
    add_form = PersonCreationForm
    fieldsets = (
        (None, {"fields": ("name", "email", "password", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("name", "email", "usable_password", "password1", "password2", "is_staff")}),)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            obj.forget_other_addresses()


class LookAndDelete(admin.ModelAdmin):
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.unregister([Authenticator, EmailAddress])


@admin.register(Authenticator)
class SecondFactorAdmin(LookAndDelete):
    """To take a lost one away. What it holds is a secret, and is shown to nobody."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    fields = ("user", "type", "created_at", "last_used_at")


@admin.register(EmailAddress)
class AddressAdmin(LookAndDelete):
    list_display = ("email", "user", "verified", "primary")
    list_filter = ("verified",)
    search_fields = ("email", "user__name")
