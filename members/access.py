"""Who may open the pages of a case, and those of an organisation's desk: whoever acts there, and nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliance.shared.kept_input import keep_input
from members.models import Organisation, SignOn

View = Callable[..., HttpResponse]


# The methods of a page with a form.
reading_or_posting = require_http_methods(["GET", "HEAD", "POST"])


def button(view: View) -> View:
    """Marks a view that has no page of its own: it is a button on a page above it."""
    view.is_button = True
    return view


def page_above(path: str) -> str:
    """The nearest address above this one at which there is something."""
    while path != "/":
        path = urljoin(path, "..")
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path


def signed_in(view: View) -> View:
    """Asks whoever is not signed in to do so, and keeps what was typed until then."""

    @never_cache
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if getattr(view, "is_button", False):
            return _to_where_the_button_stands(request)
        keep_input(request)
        return redirect_to_login(request.get_full_path())

    gated.access = "representative"
    return gated


def _to_where_the_button_stands(request: HttpRequest) -> HttpResponse:
    # Signing in leads on by a link, and never presses a button.
    if request.method == "POST":
        messages.warning(
            request,
            _("Nothing was done: you were not signed in any more. Sign in, and press the button once more."),
        )
    return redirect_to_login(page_above(request.path))


def applicant_only(view: View) -> View:
    """Gives the view the case of that key if the person who asks applies with it; to anybody else it does not exist."""

    @signed_in
    @wraps(view)
    def gated(request: HttpRequest, key: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        case = SignOn.objects.of(request.user).filter(pk=key).first()
        if case is None:
            raise Http404
        return view(request, case, *args, **kwargs)

    return gated


def representative_only(view: View) -> View:
    """Gives the view the organisation of that address if the person acts for it; to anybody else it does not exist."""

    @signed_in
    @wraps(view)
    def gated(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        organisation = Organisation.objects.with_desk_of(request.user).filter(slug=slug).first()
        if organisation is None:
            raise Http404
        return view(request, organisation, *args, **kwargs)

    return gated
