"""A site as its server calls it: the store in front of Django, without a socket."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from alliance.page_cache import PageCache
from alliance.shared.content_version.looking import Looks, looks_at


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Wire:
    """Answers like the site; `made` counts the pages that Django made, `look` can be another."""

    def __init__(self, *, megabytes: float = 10, silence: float = 3600, looks: Looks | None = None) -> None:
        self.made: list[str] = []
        # What happens while Django makes a page.
        self.meanwhile: Callable[[], Any] = lambda: None
        self.django = WSGIHandler()
        self.looks = looks or looks_at("default")
        self.cache = PageCache(self.make, self.looks, most_bytes=int(megabytes * 1_000_000), most_silence=silence)

    def make(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.made.append(environ["PATH_INFO"])
        try:
            response = self.django(environ, start_response)
            self.meanwhile()
            return response
        finally:
            connection.close()

    def get(self, path: str, method: str = "GET", **more: str) -> Answer:
        """`more` goes into the environment as it is, such as HTTP_IF_NONE_MATCH."""
        environ = RequestFactory().generic(method, path).environ
        environ.pop("HTTP_COOKIE", None)
        environ |= {"HTTP_HOST": "testserver"} | more
        started: list[Any] = []
        body = b"".join(self.cache(environ, lambda *arguments: started.extend(arguments)))
        status, headers = started[:2]
        named = {name.lower(): value for name, value in headers}
        assert len(named) == len(headers), "a header came twice"
        return Answer(int(status.split()[0]), named, body)
