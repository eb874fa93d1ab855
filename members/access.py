"""Who may open the pages of a case, and those of an organisation's desk: whoever acts there, and nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from alliance.shared.kept_input import keep_input
from members.models import Organisation, SignOn

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Asks whoever is not signed in to do so, and keeps what was typed until then."""

    @never_cache
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            keep_input(request)
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    gated.access = "representative"
    return gated


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
