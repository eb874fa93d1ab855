"""The addresses of the site, and some that answer with the refusals that a reader meets when something is wrong."""

from allauth.core.internal.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from alliance.urls import handler400, handler404, handler500
from alliance.urls import urlpatterns as site_urlpatterns

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a page that breaks, on purpose")


def cut_off(request: HttpRequest) -> HttpResponse:
    raise OperationalError("a database that cannot be reached, on purpose")


def unreadable(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a request that makes no sense, on purpose")


def for_nobody(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("too-often/", respond_429),
    path("broken/", broken),
    path("cut-off/", cut_off),
    path("unreadable/", unreadable),
    path("for-nobody/", for_nobody),
    *site_urlpatterns,
]
