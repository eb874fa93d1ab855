"""Public pages answered before Django: stored in this process, coded and tagged once, and never stale.

A page is stored under the content version that was committed both before and after it was made. It is sent only if a
look that began after the request came finds that version still. docs/adr/0016-readers-ask-for-the-version.md has the
argument; what may be stored is said by `@public_page` alone.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.handlers.wsgi import get_bytes_from_wsgi, get_path_info
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import parse_etags

from alliance import views
from alliance.shared.caching import LIFETIME, STORABLE, UNREACHABLE, declared_query, is_declared
from alliance.shared.compression import accepted_coding
from alliance.shared.content_version.looking import Looks, Scopes, Unreachable, Version
from alliance.shared.sample import is_loopback
from alliance.stored_pages import Coded, Headers, Key, Stored, StoredPages, Way, in_another_coding, page_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Seconds that a request waits for another one that makes the same page, before it makes it itself.
PATIENCE = 5
# How many ways to ask for a page are remembered, and how long they may be.
MOST_WAYS = 16
LONGEST_WAY = 1000
NOTHING: list[bytes] = []


@dataclass(frozen=True, slots=True)
class Route:
    """A request for a public page."""

    key: Key
    scopes: Scopes


class PageCache:
    """A WSGI application in front of another.

    `most_bytes` bounds its memory; `most_silence` is how many seconds pages that name no organisation are read while
    the database is silent.
    """

    def __init__(self, application: Application, looks: Looks, *, most_bytes: int, most_silence: float) -> None:
        self.application = application
        self.looks = looks
        self.most_silence = most_silence
        self.stored = StoredPages(most_bytes)
        self.ways = self.stored.ways
        self.lock = threading.Lock()
        self.in_the_making: dict[Key, threading.Event] = {}
        self.hosts = known_hosts()
        self.static = settings.STATIC_URL
        self.is_sample = settings.SAMPLE_DATA

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        get = environ.get
        way = (
            get("PATH_INFO"),
            get("QUERY_STRING"),
            get("HTTP_ACCEPT_ENCODING"),
            get("HTTP_HOST"),
            get("wsgi.url_scheme"),
            get("REQUEST_METHOD"),
            get("CONTENT_TYPE"),
            get("HTTP_IF_MATCH"),
        )
        coded = self.ways.get(way)
        if coded is not None and not self.is_sample:
            page = coded.page
            try:
                if self.looks(page.scopes) == page.version:
                    page.is_used = True
                    page.hits += 1
                    return send(coded, environ, start_response)
            except Unreachable:
                return self.without_database(page, environ, start_response)
        return self.answer(way, environ, start_response)

    def answer(self, way: Way, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """The long way: find out whether it is a public page, make it unless it is there, and remember the way."""
        if environ["PATH_INFO"].startswith(self.static):
            return self.application(environ, start_response)
        route = self.route(environ)
        try:
            version = self.looks(route.scopes if route else ("text",))
        except Unreachable:
            return self.without_database(self.found(route), environ, start_response)
        if route is None or version is None:
            return self.application(environ, start_response)
        page = self.found(route)
        if page is None or page.version != version:
            page = self.made(route, version, environ, start_response)
            if not isinstance(page, Stored):
                return page
        coded = self.coded(page, environ)
        self.remember(way, coded)
        page.is_used = True
        page.hits += 1
        return send(coded, environ, start_response)

    def route(self, environ: Environ) -> Route | None:
        """None for whatever is no public page, or cannot be told from others by a key."""
        is_plain = environ["REQUEST_METHOD"] in {"GET", "HEAD"} and not (
            environ.get("CONTENT_TYPE") or environ.get("SCRIPT_NAME") or environ.get("HTTP_IF_MATCH")
        )
        host = environ.get("HTTP_HOST", "")
        if not is_plain or host not in self.hosts:
            return None
        if self.is_sample and not is_loopback(environ.get("REMOTE_ADDR", "")):
            return None
        path = get_path_info(environ)
        try:
            with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
                view = resolve(path).func
            if not getattr(view, "is_stored", False):
                return None
            asked = QueryDict(get_bytes_from_wsgi(environ, "QUERY_STRING", ""))
            if getattr(view, "refuses_undeclared", False) and not is_declared(asked, view.parameters):
                return None
            query = declared_query(asked, view.parameters)
        except (Resolver404, TooManyFieldsSent, RequestDataTooBig, UnicodeError):
            return None
        return Route((environ["wsgi.url_scheme"], host, environ["PATH_INFO"], query), view.scopes)

    def found(self, route: Route | None) -> Stored | None:
        return self.stored.find(route.key, route.scopes) if route else None

    # Making

    def made(
        self, route: Route, version: Version, environ: Environ, start_response: StartResponse
    ) -> Stored | Iterable[bytes]:
        """The page; or what was made instead, such as a 404. One request makes it, the others wait for that."""
        with self.lock:
            maker = self.in_the_making.get(route.key)
            if maker is None:
                self.in_the_making[route.key] = mine = threading.Event()
        if maker is not None:
            maker.wait(PATIENCE)
            try:
                version = self.looks(route.scopes)
            except Unreachable:
                return self.without_database(self.found(route), environ, start_response)
            page = self.found(route)
            if page is not None and page.version == version:
                return page
            return self.make(route, version, environ, start_response)
        try:
            return self.make(route, version, environ, start_response)
        finally:
            with self.lock:
                del self.in_the_making[route.key]
            mine.set()

    def make(
        self, route: Route, version: Version | None, environ: Environ, start_response: StartResponse
    ) -> Stored | Iterable[bytes]:
        started: list[Any] = []
        permissions: list[HttpResponse] = []
        asked = environ | {"REQUEST_METHOD": "GET", "QUERY_STRING": route.key[3], STORABLE: permissions}
        response = self.application(asked, lambda *arguments: started.extend(arguments))
        try:
            content = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        status, headers = started[:2]
        if not permissions or not may_be_stored(status, headers):
            start_response(status, headers)
            return [content] if environ["REQUEST_METHOD"] == "GET" else NOTHING
        page = page_of(route.key, route.scopes, version or (), headers, content)
        if version is not None and self.is_still(version, route.scopes):
            self.keep(page)
        return page

    def is_still(self, version: Version, scopes: Scopes) -> bool:
        try:
            return self.looks(scopes) == version
        except Unreachable:
            return False

    def keep(self, page: Stored) -> None:
        with self.lock:
            self.stored.put(page)

    def remember(self, way: Way, coded: Coded) -> None:
        """So that the next request that is worded like this one is answered at once. Few are, of whatever was tried."""
        if sum(len(part or "") for part in way) <= LONGEST_WAY:
            with self.lock:
                self.stored.add_way(way, coded, most=MOST_WAYS)

    # Sending

    def coded(self, page: Stored, environ: Environ) -> Coded:
        """In the coding that is accepted; what is in none has none that is worth it."""
        coding = accepted_coding(environ.get("HTTP_ACCEPT_ENCODING", "")) if page.codings[0].coding else ""
        found = page.coded(coding)
        if found is None:
            found = in_another_coding(page, coding)
            with self.lock:
                self.stored.add_coding(found)
        return found

    def without_database(self, page: Stored | None, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What was last known, for some time, where no organisation is named; else what is the matter."""
        silence = self.looks.silence
        may_be_read = (
            page is not None
            and "members" not in page.scopes
            and silence <= self.most_silence
            and self.looks.is_last_known(page.scopes, page.version)
        )
        if not may_be_read:
            return self.application(environ | {UNREACHABLE: True}, start_response)
        told: Headers = [
            ("Age", str(int(silence))),
            ("Cache-Status", f'alliance; hit; ttl=-{int(silence)}; detail="the database cannot be reached"'),
        ]
        return send(self.coded(page, environ), environ, start_response, told)


def known_hosts() -> frozenset[str]:
    """As a `Host` may read of a request whose response is stored: so few that nobody splits the store by it."""
    netloc = urlsplit(settings.SITE_URL).netloc
    port = urlsplit(settings.SITE_URL).port
    named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    return frozenset([netloc, *named, *(f"{host}:{port}" for host in named if port)])


def may_be_stored(status: str, headers: Headers) -> bool:
    by_name = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and "set-cookie" not in by_name
        and by_name.get("vary") == "Accept-Encoding"
        and by_name.get("cache-control") == LIFETIME
    )


def send(coded: Coded, environ: Environ, start_response: StartResponse, told: Headers | None = None) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and is_known(coded.etag, known):
        unchanged = coded.headers_unchanged or coded.unchanged()
        start_response("304 Not Modified", unchanged + told if told else unchanged)
        return NOTHING
    start_response("200 OK", coded.headers + told if told else coded.headers)
    return coded.body if environ["REQUEST_METHOD"] == "GET" else NOTHING


def is_known(etag: str, known: str) -> bool:
    if known == etag:
        return True
    return known.strip() == "*" or etag in [it.removeprefix("W/") for it in parse_etags(known)]


class WithoutDatabase:
    """Answers in place of views that would wait for a database in vain. Static files are served above it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if UNREACHABLE in request.META and request.path != "/healthz":
            return views.unreachable(request)
        return self.get_response(request)
