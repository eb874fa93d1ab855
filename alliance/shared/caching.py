"""The gates of public pages: the same bytes for everyone, a stated lifetime, conditional requests answered."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from alliance.shared.compression import WORTH_IT, accepted_coding, compress_pieces, compress_quickly

View = Callable[..., HttpResponse]
Stream = Callable[..., StreamingHttpResponse]

# Kept by anyone, asked about each time: a reader never sees the text of yesterday, and mostly gets a 304.
LIFETIME = "public, max-age=0, must-revalidate"
# nginx keeps nothing that lives for no time, and has a reader without it download all of it again. Told a moment that
# is long past, it keeps the page and asks each time; but only where it reads that first. It tells nobody else.
ENDED_LONG_AGO = "@1"
# What is compressed in itself.
COMPRESSED = {"image/webp", "application/pdf"}
# In the environment of a request whose response a store in front of Django codes, tags and keeps: its permission to.
STORABLE = "alliance.storable"
# In that of a request whose database is known not to answer.
UNREACHABLE = "alliance.unreachable"


def public_page(*scopes: str, parameters: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Marks a view whose response depends on its path, the named query parameters and the named scopes alone.

    `scopes` are the parts of the public content that the page shows: text, members, accounts, pages.
    """

    return _gate(scopes, parameters, answered, is_stored=True)


def public_stream(*scopes: str) -> Callable[[Stream], Stream]:
    """The same for a response that is made while it is sent, and too long to be held in memory.

    It has no tag: there is none before the last byte is known, so whoever asks again is sent all of it again.
    """
    return _gate(scopes, (), streamed, is_stored=False)


def _gate(
    scopes: tuple[str, ...], parameters: tuple[str, ...], answer: View, *, is_stored: bool
) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # What is not declared is not there: so the response cannot depend on it.
            request.GET = QueryDict(declared_query(request.GET, parameters))
            response = view(request, *args, **kwargs)
            return answer(request, response) if response.status_code == 200 else response

        gated.access = "public"
        gated.scopes = scopes
        gated.parameters = parameters
        gated.is_stored = is_stored
        return gated

    return decorate


def declared_query(query: QueryDict, parameters: tuple[str, ...]) -> str:
    """Of a query the declared parameters, in that order, each as Django reads it: the last one of several."""
    return urlencode([(name, query[name]) for name in parameters if name in query])


def is_declared(query: QueryDict, parameters: tuple[str, ...]) -> bool:
    """Whether a query has nothing else, and nothing twice."""
    return all(name in parameters and len(values) == 1 for name, values in query.lists())


def etag_of(content: bytes, coding: str) -> str:
    return '"' + "-".join(filter(None, [hashlib.sha256(content).hexdigest()[:32], coding])) + '"'


def is_worth_coding(content: bytes, content_type: str) -> bool:
    return len(content) >= WORTH_IT and content_type not in COMPRESSED


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response as this reader wants it: not at all if it is known already, else in a coding that is accepted."""
    if settings.TRUSTED_PROXIES:
        response.headers["X-Accel-Expires"] = ENDED_LONG_AGO
    response.headers["Cache-Control"] = LIFETIME
    # The day of the newest thing on a page says nothing of what is gone from it.
    response.headers.pop("Last-Modified", None)
    patch_vary_headers(response, ["Accept-Encoding"])
    if STORABLE in request.META:
        request.META[STORABLE].append(response)
        return response
    is_worth_it = is_worth_coding(response.content, response.headers["Content-Type"])
    coding = accepted_coding(request.headers.get("Accept-Encoding", "")) if is_worth_it else ""
    etag = etag_of(response.content, coding and f"quick-{coding}")
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is response and coding:
        response.content = compress_quickly(response.content, coding)
        response.headers["Content-Encoding"] = coding
    return answer


def streamed(request: HttpRequest, response: StreamingHttpResponse) -> StreamingHttpResponse:
    """The response in a coding that this reader accepts; whoever asks for its head alone has no row read."""
    coding = accepted_coding(request.headers.get("Accept-Encoding", ""))
    response.headers["Cache-Control"] = LIFETIME
    patch_vary_headers(response, ["Accept-Encoding"])
    if coding:
        response.headers["Content-Encoding"] = coding
        response.streaming_content = filter(None, compress_pieces(response.streaming_content, coding))
    if request.method == "HEAD":
        response.streaming_content = ()
    return response
