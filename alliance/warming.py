"""Makes the pages that are read most again, after a start and after a change, before somebody has to wait for them."""

import io
import logging
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from alliance.page_cache import Environ, PageCache, Route
from alliance.shared.content_version.looking import Unreachable
from alliance.stored_pages import Key, Stored

# Seconds between two looks for something to do; how many pages are made again after a change; and how long there is
# rest after each, as a multiple of what it took: three leaves three quarters of the time to whoever asks for something.
PAUSE = 1
MOST = 30
REST = 3
FIRST = ("home", "principles:belief-list", "principles:principle-list")

logger = logging.getLogger(__name__)


class Warming(threading.Thread):
    """Ends with the process."""

    def __init__(self, cache: PageCache) -> None:
        super().__init__(name="warming", daemon=True)
        self.cache = cache
        self.ending = threading.Event()

    def run(self) -> None:
        site = urlsplit(settings.SITE_URL)
        self.make((site.scheme, site.netloc, reverse(name), "") for name in FIRST)
        while not self.ending.wait(PAUSE):
            self.make(page.key for page in self.voided())

    def voided(self) -> list[Stored]:
        """The pages that show an earlier version, those first that were read most; searches are not among them."""
        try:
            kept = [
                page for name in ("text", "members") for page in list(self.cache.stored.shelves[name].pages.values())
            ]
            current = {scopes: self.cache.looks(scopes) for scopes in {page.scopes for page in kept}}
        except (Unreachable, RuntimeError):
            # The database is silent, or a shelf was changed just now: there is another round.
            return []
        voided = [page for page in kept if page.hits and page.version != current[page.scopes]]
        return sorted(voided, key=lambda page: page.hits, reverse=True)[:MOST]

    def make(self, keys: Iterable[Key]) -> None:
        for key in keys:
            started = time.monotonic()
            try:
                self.make_one(key)
            except Unreachable:
                return
            except Exception:
                logger.exception("A page was not made ahead: %s", key[2])
            if self.ending.wait(REST * (time.monotonic() - started)):
                return

    def make_one(self, key: Key) -> None:
        environ = environ_of(key)
        route = self.cache.route(environ)
        version = self.cache.looks(route.scopes) if route else None
        if route is None or version is None:
            return
        page = self.cache.found(route)
        if page is None or page.version != version:
            self.cache.made(Route(key, route.scopes), version, environ, lambda *_: None)
        again = self.cache.found(route)
        if again is not None:
            # What is not read any more is not made again for ever.
            again.hits //= 2


def environ_of(key: Key) -> Environ:
    """A request for the page, as a server would hand it on."""
    scheme, host, path, query = key
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "SERVER_NAME": host,
        "SERVER_PORT": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    return environ
