"""A form that takes files keeps no more of them than it can want."""

import ast
import tracemalloc
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from alliance.shared.uploads import bounded_upload

MB = 1_000_000
BOUNDARY = b"a-boundary"


@bounded_upload(1000)
def take(request: HttpRequest) -> HttpResponse:
    files = [(file.name, file.size, len(file.read())) for file in request.FILES.getlist("file")]
    return HttpResponse(repr((request.POST.get("alt"), files)))


class Made(RawIOBase):
    """A body that is made while it is read, so that whoever reads it holds what is held."""

    def __init__(self, *files: int) -> None:
        self.parts = self.made(files)
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left = self.left or next(self.parts, b"")
        given, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    def made(self, files: tuple[int, ...]) -> Iterator[bytes]:
        yield field("alt", b"Two rings")
        for size in files:
            yield head("file", 'filename="logo.png"')
            for _ in range(size // 50_000):
                yield bytes(50_000)
            yield bytes(size % 50_000) + b"\r\n"
        yield b"--" + BOUNDARY + b"--\r\n"


def head(name: str, more: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"; {more}'.rstrip("; ")
    return b"--" + BOUNDARY + b"\r\n" + disposition.encode() + b"\r\n\r\n"


def field(name: str, value: bytes) -> bytes:
    return head(name) + value + b"\r\n"


def post(*files: int) -> HttpResponse:
    content_type = f"multipart/form-data; boundary={BOUNDARY.decode()}"
    request = RequestFactory().generic("POST", "/", b"-", content_type=content_type)
    request.META["CONTENT_LENGTH"] = str(sum(files) + 10_000)
    request._stream = BufferedReader(Made(*files))  # as a server hands it over, piece by piece
    request._dont_enforce_csrf_checks = True
    return take(request)


def told(response: HttpResponse) -> Any:
    return ast.literal_eval(response.content.decode())


def test_file_within_the_bound_is_kept_whole() -> None:
    assert told(post(1000)) == ("Two rings", [("logo.png", 1000, 1000)])


def test_file_beyond_the_bound_says_how_large_it_was_and_is_cut() -> None:
    assert told(post(1001)) == ("Two rings", [("logo.png", 1001, 1000)])


def test_files_share_the_bound() -> None:
    assert told(post(600, 600)) == ("Two rings", [("logo.png", 600, 600), ("logo.png", 600, 400)])


def test_fifty_megabytes_are_not_held_in_memory() -> None:
    tracemalloc.start()
    try:
        response = post(50 * MB)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert told(response) == ("Two rings", [("logo.png", 50 * MB, 1000)])
    assert most < 2 * MB
