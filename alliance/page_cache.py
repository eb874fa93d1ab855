"""Public pages answered before Django: stored in this process, coded and tagged once, and never stale.

A page is stored under the content version that was committed both before and after it was made. It is sent only if a
look that began after the request came finds that version still. docs/adr/0016-readers-ask-for-the-version.md has the
argument; what may be stored is said by `@public_page` alone.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
from alliance.shared.caching import LIFETIME, STORABLE, UNREACHABLE, declared_query, etag_of, is_worth_coding
from alliance.shared.compression import accepted_coding, compress
from alliance.shared.content_version.looking import Looks, Scopes, Unreachable, Version
from alliance.shared.sample import is_loopback

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
# The scheme, the host, the path as it came, and the declared parameters.
Key = tuple[str, str, str, str]

# Of the memory: pages without parameters that name no organisation, such pages that do, and answers to parameters, of
# which there is no end. No kind pushes out another.
SHARES = {"text": 0.5, "members": 0.3, "asked": 0.2}
# Seconds that a request waits for another one that makes the same page, before it makes it itself.
PATIENCE = 5
# What one page takes beside its bodies, about; how many ways to ask for it are remembered, and how long they may be.
OVERHEAD = 4000
MOST_WAYS = 16
LONGEST_WAY = 1000
OF_A_BODY = {"content-length", "content-encoding", "content-type", "content-language", "content-disposition"}
NOTHING: list[bytes] = []


@dataclass(slots=True, eq=False)
class Stored:
    """A page in every coding, and the version that it shows."""

    key: Key
    scopes: Scopes
    version: Version
    shelf: str
    size: int = OVERHEAD
    codings: "dict[str, Coded]" = field(default_factory=dict)
    ways: list[tuple[Any, ...]] = field(default_factory=list)
    # How often it was asked for lately; and whether it was since the shelf was looked through.
    hits: int = 0
    is_used: bool = False


@dataclass(slots=True, eq=False)
class Coded:
    """A page in one coding, as a server takes it: nothing of it is made while a request waits."""

    page: Stored
    etag: str
    headers: Headers
    headers_unchanged: Headers
    body: list[bytes]


class Shelf:
    """Pages up to a number of bytes. The oldest goes that was not asked for since it was last looked at."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.pages: dict[Key, Stored] = {}

    def put(self, page: Stored) -> list[Stored]:
        """Call it under a lock; returns what went for it. A page that would take much of the shelf is not kept."""
        gone = [self.take(page.key)] if page.key in self.pages else []
        if page.size > self.most / 4:
            return gone
        self.pages[page.key] = page
        self.size += page.size
        while self.size > self.most:
            oldest = self.take(next(iter(self.pages)))
            if oldest.is_used:
                oldest.is_used = False
                self.pages[oldest.key] = oldest
                self.size += oldest.size
            else:
                gone.append(oldest)
        return gone

    def take(self, key: Key) -> Stored:
        page = self.pages.pop(key)
        self.size -= page.size
        return page


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
        self.shelves = {name: Shelf(int(most_bytes * share)) for name, share in SHARES.items()}
        self.ways: dict[tuple[Any, ...], Coded] = {}
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

    def answer(self, way: tuple[Any, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
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
        coded = page.codings[self.coding(page, environ)]
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
            query = declared_query(QueryDict(get_bytes_from_wsgi(environ, "QUERY_STRING", "")), view.parameters)
        except (Resolver404, TooManyFieldsSent, RequestDataTooBig, UnicodeError):
            return None
        return Route((environ["wsgi.url_scheme"], host, environ["PATH_INFO"], query), view.scopes)

    def found(self, route: Route | None) -> Stored | None:
        return self.shelves[shelf_of(route)].pages.get(route.key) if route else None

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
        page = page_of(route, version or (), headers, content)
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
            before = self.shelves[page.shelf].pages.get(page.key)
            page.hits = before.hits if before else 0
            for gone in self.shelves[page.shelf].put(page):
                for way in gone.ways:
                    self.ways.pop(way, None)

    def remember(self, way: tuple[Any, ...], coded: Coded) -> None:
        """So that the next request that is worded like this one is answered at once. Few are, of whatever was tried."""
        page = coded.page
        with self.lock:
            is_kept = self.shelves[page.shelf].pages.get(page.key) is page
            if not is_kept or way in page.ways or sum(len(part or "") for part in way) > LONGEST_WAY:
                return
            if len(page.ways) == MOST_WAYS:
                self.ways.pop(page.ways.pop(0), None)
            page.ways.append(way)
            self.ways[way] = coded

    # Sending

    def coding(self, page: Stored, environ: Environ) -> str:
        return accepted_coding(environ.get("HTTP_ACCEPT_ENCODING", "")) if len(page.codings) > 1 else ""

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
        return send(page.codings[self.coding(page, environ)], environ, start_response, told)


def known_hosts() -> frozenset[str]:
    """As a `Host` may read of a request whose response is stored: so few that nobody splits the store by it."""
    netloc = urlsplit(settings.SITE_URL).netloc
    port = urlsplit(settings.SITE_URL).port
    named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    return frozenset([netloc, *named, *(f"{host}:{port}" for host in named if port)])


def shelf_of(route: Route) -> str:
    if route.key[3]:
        return "asked"
    return "members" if "members" in route.scopes else "text"


def may_be_stored(status: str, headers: Headers) -> bool:
    by_name = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and "set-cookie" not in by_name
        and by_name.get("vary") == "Accept-Encoding"
        and by_name.get("cache-control") == LIFETIME
    )


def page_of(route: Route, version: Version, headers: Headers, content: bytes) -> Stored:
    page = Stored(route.key, route.scopes, version, shelf_of(route))
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    for coding in ("", "br", "gzip") if is_worth_coding(content, content_type) else ("",):
        body = compress(content, coding) if coding else content
        page.codings[coding] = coded(page, headers, content, body, coding)
        page.size += len(body)
    return page


def coded(page: Stored, headers: Headers, content: bytes, body: bytes, coding: str) -> Coded:
    etag = etag_of(content, coding)
    kept = [(name, value) for name, value in headers if name.lower() not in {"content-length", "etag"}]
    kept.append(("ETag", etag))
    of_the_body = [("Content-Encoding", coding)] if coding else []
    return Coded(
        page=page,
        etag=etag,
        headers=[*kept, *of_the_body, ("Content-Length", str(len(body)))],
        headers_unchanged=[(name, value) for name, value in kept if name.lower() not in OF_A_BODY],
        body=[body],
    )


def send(coded: Coded, environ: Environ, start_response: StartResponse, told: Headers | None = None) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and is_known(coded.etag, known):
        start_response("304 Not Modified", coded.headers_unchanged + (told or []))
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
        if UNREACHABLE in request.environ and request.path != "/healthz":
            return views.unreachable(request)
        return self.get_response(request)
