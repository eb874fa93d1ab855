"""Addresses of the API, the same in every language. What django-ninja answers passes the gate of public pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from alliance.api import views
from alliance.api.operations import NAMESPACE, OPERATIONS, api
from alliance.shared.api.gates import api_page
from alliance.shared.caching import View

app_name = NAMESPACE


def described_at() -> str:
    return reverse(f"{NAMESPACE}:description")


def gated(pattern: URLPattern) -> URLPattern:
    """The same address, opened as it is declared beside the operation."""
    operation = OPERATIONS[pattern.name]
    answer: View = pattern.callback

    @api_page(*operation.scopes, parameters=operation.parameters, described_at=described_at)
    def read(request: HttpRequest, **named: Any) -> HttpResponse:
        return answer(request, **named)

    return URLPattern(pattern.pattern, read, name=pattern.name)


urlpatterns = [
    path("openapi.json", api_page(described_at=described_at)(views.openapi), name="description"),
    # Without the library's own root, which says nothing.
    *(gated(pattern) for pattern in api.urls[0] if pattern.name in OPERATIONS),
]
