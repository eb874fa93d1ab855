"""Pages that need more than one part of the site, and what browsers, robots and operations ask for."""

import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.open_data import TABLES, data_as_dataset, data_package
from alliance.shared.caching import UNREACHABLE, public_page, public_stream
from alliance.shared.embedding import for_other_sites
from alliance.shared.languages import page_language
from alliance.shared.permissions import operations
from alliance.shared.responses import NotHere, absolute, readable_json, site
from alliance.sitemaps import SITEMAPS, sitemap_files
from principles.models import Edition
from principles.structured_data import edition_as_creative_work

SECURITY_CONTACT_HOLDS = timedelta(days=180)
SECONDS_TO_COME_BACK = 30


@public_page("text", "members")
def home(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current_or_404()
    context = {
        "edition": edition,
        "text": edition.text.in_language(page_language()),
        "languages_count": len(settings.LANGUAGES),
        "structured_data": edition_as_creative_work(edition),
    }
    return render(request, "home.html", context)


@public_page("text")
def data(request: HttpRequest) -> HttpResponse:
    context = {
        "tables": TABLES.values(),
        "editions": list(Edition.objects.newest_first()),
        "structured_data": data_as_dataset(),
    }
    return render(request, "data.html", context)


@for_other_sites
@public_page()
def package(request: HttpRequest) -> HttpResponse:
    return readable_json(data_package())


@for_other_sites
@public_stream("text", "members")
def data_file(request: HttpRequest, name: str) -> StreamingHttpResponse:
    if name not in TABLES:
        raise NotHere(_("There is no such file among the open data."), address=reverse("data"), label=_("Open data"))
    return TABLES[name].as_file()


@public_page("text", "pages", "members")
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the files: all pages in one would be too long."""
    addresses = [absolute(reverse("sitemap-file", args=file)) for file in sitemap_files()]
    return _sitemap(request, "sitemap_index.xml", {"sitemaps": [{"location": address} for address in addresses]})


@public_page("text", "pages", "members")
def sitemap_file(request: HttpRequest, section: str, number: int) -> HttpResponse:
    if (section, number) not in sitemap_files():
        raise NotHere(
            _("There is no such part of the sitemap."), address=reverse("sitemap"), label=_("All parts of the sitemap")
        )
    return _sitemap(request, "sitemap.xml", {"urlset": SITEMAPS[section]().get_urls(page=number)})


def _sitemap(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context, content_type="application/xml")
    response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return response


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@operations
@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116, which wants a date until which the answer may be believed)."""
    expires = (timezone.now() + SECURITY_CONTACT_HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    return render(request, "security.txt", {"expires": expires}, content_type="text/plain; charset=utf-8")


@operations
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the site can answer: 200 when the database does, 503 when it does not."""
    try:
        if UNREACHABLE in request.environ:
            # Known without waiting, which whoever watches the site does not do for long.
            raise DatabaseError
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"sentence": _("There is no page at this address.")}
    if isinstance(exception, NotHere):
        context = {"sentence": exception.sentence, "way_back": exception.way_back}
    return render(request, "404.html", context, status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _bare(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    # Of the error that is being handled.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unreachable(request)
    return _bare(request, "500.html", status=500)


def unreachable(request: HttpRequest) -> HttpResponse:
    """While the database does not answer."""
    response = _bare(request, "503.html", status=503)
    response.headers["Retry-After"] = SECONDS_TO_COME_BACK
    return response


def _bare(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """A page that asks nothing of what may be broken: no session, no database, no middleware that went before."""
    with translation.override(translation.get_language_from_path(request.path) or settings.LANGUAGE_CODE):
        return HttpResponse(render_to_string(template, site(request)), status=status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
