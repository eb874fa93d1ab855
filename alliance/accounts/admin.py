from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
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
        (None, {"fields": ("name", "email", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("name", "email", "usable_password", "password1", "password2", "is_staff")}),)
