"""What stands before everything of the API: it can be read by programs on any site, and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from alliance.shared.api.problems import Unprocessable, not_allowed, unprocessable
from alliance.shared.caching import View, public_page
from alliance.shared.embedding import for_other_sites

READING = ("GET", "HEAD")
METHODS = "GET, HEAD, OPTIONS"


def api_page(*scopes: str, parameters: tuple[str, ...] = (), described_at: Callable[[], str]) -> Callable[[View], View]:
    """A `public_page` for programs on every site, which refuses in the one form of the API."""

    def decorate(view: View) -> View:
        public = public_page(*scopes, parameters=parameters)(view)

        # No form of ours posts here: whoever posts is told by the API that it can only be read.
        @csrf_exempt
        @for_other_sites
        @wraps(public)
        def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            response = _answer(public, request, *arguments, **named)
            response.headers["Link"] = f'<{described_at()}>; rel="service-desc"'
            response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
            return response

        # A store in front of the site, which knows pages by their declared parameters, must not answer for others.
        opened.refuses_undeclared = True
        return opened

    return decorate


def _answer(view: View, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight()
    if request.method not in READING:
        response = not_allowed(request)
        response.headers["Allow"] = METHODS
        return response
    errors = _undeclared(request, view.parameters)
    return unprocessable(request, Unprocessable(errors)) if errors else view(request, *arguments, **named)


def _undeclared(request: HttpRequest, parameters: tuple[str, ...]) -> dict[str, list[str]]:
    """A filter that is misspelt would otherwise find everything."""
    errors = {}
    for name, values in request.GET.lists():
        if name not in parameters:
            errors[name[:100]] = [_("There is no such parameter here.")]
        elif len(values) > 1:
            errors[name] = [_("Give this once.")]
    return errors


def _preflight() -> HttpResponse:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch"""
    response = HttpResponse(status=204)
    response.headers["Allow"] = METHODS
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    return response
