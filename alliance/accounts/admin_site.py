from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from alliance.shared.permissions import answer_instead, is_trusted_staff


class StaffSite(AdminSite):
    """Django's admin, open to trusted staff. It has no sign-in of its own: the site's has the rate limits."""

    def has_permission(self, request: HttpRequest) -> bool:
        return is_trusted_staff(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = reverse("admin:index")
        if self.has_permission(request):
            return redirect(wanted)
        return answer_instead(request, wanted=wanted)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")
