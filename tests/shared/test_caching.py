import gzip
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from alliance.shared.caching import public_page, public_stream

TEXT = "We believe. " * 100


@public_page("text")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT)


@pytest.fixture
def requests() -> RequestFactory:
    return RequestFactory()


def test_public_page_states_its_lifetime_and_a_tag(requests: RequestFactory) -> None:
    response = page(requests.get("/"))

    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["ETag"].startswith('"')
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.content.decode() == TEXT


def test_a_proxy_reads_first_that_it_may_keep_a_page_and_must_ask(requests: RequestFactory, settings: Any) -> None:
    assert "X-Accel-Expires" not in page(requests.get("/")).headers

    settings.TRUSTED_PROXIES = ["192.0.2.1"]

    names = list(page(requests.get("/")).headers)
    assert page(requests.get("/")).headers["X-Accel-Expires"] == "@1"
    assert names.index("X-Accel-Expires") < names.index("Cache-Control")


def test_a_page_that_the_reader_has_is_not_sent_again(requests: RequestFactory) -> None:
    etag = page(requests.get("/")).headers["ETag"]

    response = page(requests.get("/", headers={"If-None-Match": etag}))

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == etag
    assert response.headers["Cache-Control"]


def test_a_page_that_the_reader_has_in_another_state_is_sent(requests: RequestFactory) -> None:
    assert page(requests.get("/", headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_the_best_accepted_coding_is_used(requests: RequestFactory, accepted: str, coding: str | None) -> None:
    response = page(requests.get("/", headers={"Accept-Encoding": accepted}))

    assert response.headers.get("Content-Encoding") == coding
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert decode(response.content).decode() == TEXT


def test_each_coding_has_a_tag_of_its_own_and_the_same_bytes_each_time(requests: RequestFactory) -> None:
    def ask(coding: str) -> HttpResponse:
        return page(requests.get("/", headers={"Accept-Encoding": coding}))

    assert len({ask(coding).headers["ETag"] for coding in ("br", "gzip", "")}) == 3
    assert ask("gzip").content == ask("gzip").content


def test_a_short_body_is_sent_as_it_is(requests: RequestFactory) -> None:
    short = public_page()(lambda request: HttpResponse("ok"))

    assert "Content-Encoding" not in short(requests.get("/", headers={"Accept-Encoding": "br"})).headers


def test_only_reading_is_allowed(requests: RequestFactory) -> None:
    assert page(requests.post("/")).status_code == 405


def test_an_error_has_no_lifetime(requests: RequestFactory) -> None:
    gone = public_page()(lambda request: HttpResponse("gone", status=410))

    assert "Cache-Control" not in gone(requests.get("/")).headers


# What is made while it is sent


@public_stream("text")
def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(TEXT for _ in range(3))


def test_stream_states_its_lifetime_and_no_tag_that_it_cannot_know(requests: RequestFactory) -> None:
    response = stream(requests.get("/"))

    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers
    assert response.getvalue().decode() == TEXT * 3
    assert stream.access == "public"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_stream_is_compressed_as_accepted(requests: RequestFactory, coding: str) -> None:
    response = stream(requests.get("/", headers={"Accept-Encoding": coding}))

    assert response.streaming
    assert response.headers["Content-Encoding"] == coding
    decode = {"br": brotli.decompress, "gzip": gzip.decompress}[coding]
    sent = response.getvalue()
    assert decode(sent).decode() == TEXT * 3
    assert len(sent) < len(TEXT)


def test_stream_whose_head_alone_is_asked_for_is_not_made(requests: RequestFactory) -> None:
    def made() -> Iterator[str]:
        raise AssertionError("a row was read")
        yield

    response = public_stream()(lambda request: StreamingHttpResponse(made()))(requests.head("/"))

    assert response.getvalue() == b""


def test_only_reading_of_a_stream_is_allowed_and_an_error_has_no_lifetime(requests: RequestFactory) -> None:
    gone = public_stream()(lambda request: StreamingHttpResponse("gone", status=410))

    assert stream(requests.post("/")).status_code == 405
    assert "Cache-Control" not in gone(requests.get("/")).headers
