"""Sample data: a site that shows it stays on its own machine, and says so on every page and in all data."""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _

from alliance.shared.responses import absolute

# Known to everybody, as it is printed at every start.
DEFAULT_PASSWORD = "nothing-here-is-real"  # noqa: S105


def is_loopback(host: str) -> bool:
    """Whether the host, a name or a numeric address, is reached from its own machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def must_stay_here(*, site_url: str, host: str, database: Mapping[str, Any]) -> None:
    """Raises ImproperlyConfigured unless the site is this machine's alone, with a database file for its sample data."""
    if not is_loopback(host):
        raise ImproperlyConfigured(
            f"SAMPLE_DATA is on, and everybody knows its sign-ins; but SITE_URL is {site_url!r}, where others can reach"
            " the site. Set SAMPLE_DATA to 0, or HOST and SITE_URL to this machine alone, such as 127.0.0.1."
        )
    if not database["ENGINE"].endswith("sqlite3"):
        raise ImproperlyConfigured(
            "SAMPLE_DATA is on, and DATABASE_URL is not that of an SQLite file: sample data is kept in a file of its"
            " own, so that it can be deleted. Set SAMPLE_DATA to 0, or DATABASE_URL to sqlite:////a/folder/sample.sqlite3."
        )


class SampleSite:
    """Answers to this machine alone, and asks robots to remember nothing; not in use where no sample data is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SAMPLE_DATA:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_loopback(request.META.get("REMOTE_ADDR", "")):
            response = self.get_response(request)
        else:
            sentence = _("This site shows sample data, and answers to its own machine alone.")
            response = HttpResponseForbidden(sentence, content_type="text/plain; charset=utf-8")
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def sentences() -> list[str]:
    """For whoever reads: that this is sample data; none where it is not."""
    return [_("Sample data: nothing on this site is real.")] if settings.SAMPLE_DATA else []


def categories() -> list[str]:
    """For a feed and each of its entries."""
    return ["sample"] if settings.SAMPLE_DATA else []


def marked(content: dict[str, Any]) -> dict[str, Any]:
    """Data that leaves the site, with `sample: true` where it is sample data."""
    return {"sample": True, **content} if settings.SAMPLE_DATA else content


def marked_json_ld(content: dict[str, Any]) -> dict[str, Any]:
    """JSON-LD with the same mark; schema.org has no such term, so the document brings it along in its context."""
    if not settings.SAMPLE_DATA:
        return content
    return content | {"@context": [content["@context"], {"sample": absolute("/#sample")}], "sample": True}
