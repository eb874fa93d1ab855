"""The gates of public pages: the same bytes for everyone, a stated lifetime, conditional requests answered."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from alliance.shared.compression import WORTH_IT, accepted_coding, compress, compress_pieces

View = Callable[..., HttpResponse]
Stream = Callable[..., StreamingHttpResponse]

# Kept by anyone, asked about each time: a reader never sees the text of yesterday, and mostly gets a 304.
LIFETIME = "public, max-age=0, must-revalidate"
# What is compressed in itself.
COMPRESSED = {"image/webp", "application/pdf"}


def public_page(*scopes: str, parameters: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Marks a view whose response depends on its path, the named query parameters and the named scopes alone.

    `scopes` are the parts of the public content that the page shows: text, members, accounts, pages.
    """

    return _gate(scopes, parameters, answered)


def public_stream(*scopes: str) -> Callable[[Stream], Stream]:
    """The same for a response that is made while it is sent, and too long to be held in memory.

    It has no tag: there is none before the last byte is known, so whoever asks again is sent all of it again.
    """
    return _gate(scopes, (), streamed)


def _gate(scopes: tuple[str, ...], parameters: tuple[str, ...], answer: View) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            return answer(request, response) if response.status_code == 200 else response

        gated.access = "public"
        gated.scopes = scopes
        gated.parameters = parameters
        return gated

    return decorate


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response as this reader wants it: not at all if it is known already, else in a coding that is accepted."""
    is_worth_it = len(response.content) >= WORTH_IT and response.headers["Content-Type"] not in COMPRESSED
    coding = accepted_coding(request) if is_worth_it else ""
    etag = '"' + "-".join(filter(None, [hashlib.sha256(response.content).hexdigest()[:32], coding])) + '"'
    response.headers["Cache-Control"] = LIFETIME
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is response and coding:
        response.content = compress(response.content, coding)
        response.headers["Content-Encoding"] = coding
    return answer


def streamed(request: HttpRequest, response: StreamingHttpResponse) -> StreamingHttpResponse:
    """The response in a coding that this reader accepts; whoever asks for its head alone has no row read."""
    coding = accepted_coding(request)
    response.headers["Cache-Control"] = LIFETIME
    patch_vary_headers(response, ["Accept-Encoding"])
    if coding:
        response.headers["Content-Encoding"] = coding
        response.streaming_content = filter(None, compress_pieces(response.streaming_content, coding))
    if request.method == "HEAD":
        response.streaming_content = ()
    return response
