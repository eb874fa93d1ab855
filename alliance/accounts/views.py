"""What allauth lacks: one's own account, the way of staff to a second factor, a status for wrong input."""

from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_safe

from alliance.shared.permissions import View, has_second_factor, visitor_page

WANTED = "wanted_by_staff"


def refusing_wrong_input(view: View) -> View:
    """Answers 422 where allauth shows a form again with its errors, and says 200."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        forms = [shown.get("form"), shown.get("webauthn_form")]
        if request.method == "POST" and response.status_code == 200 and any(form and form.errors for form in forms):
            response.status_code = 422
        return response

    return gated


@visitor_page
@login_required
@require_safe
def account_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account_detail.html", {"has_factor": is_mfa_enabled(request.user)})


@visitor_page
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Leads staff to a second factor, and from there back to where they were going."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session[WANTED] = wanted
    wanted = request.session.get(WANTED) or reverse("accounts:account-detail")
    if has_second_factor(request):
        request.session.pop(WANTED, None)
        return HttpResponseRedirect(wanted)
    types = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    if types:
        has_code = Authenticator.Type.TOTP in types
        page = reverse("mfa_reauthenticate" if has_code else "mfa_reauthenticate_webauthn")
        return redirect(f"{page}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")
    return render(request, "accounts/second_factor.html")
