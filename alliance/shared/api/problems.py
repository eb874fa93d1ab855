"""Refusals as JSON that says what is wrong: problem details (RFC 9457), one form for all of them."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from alliance.shared import sample
from alliance.shared.responses import NotHere

MEDIA_TYPE = "application/problem+json"


class Unprocessable(Exception):
    """What was asked makes no sense: sentences by the name of the parameter that each is about."""

    def __init__(self, errors: Mapping[str, Iterable[str]]) -> None:
        super().__init__(errors)
        self.errors = {name: list(sentences) for name, sentences in errors.items()}


def problem(status: HTTPStatus, detail: str, errors: Mapping[str, Iterable[str]] | None = None) -> JsonResponse:
    """`errors`: sentences about parameters, by their names."""
    told = [{"parameter": name, "detail": sentence} for name in errors or {} for sentence in (errors or {})[name]]
    content = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, "errors": told}
    return JsonResponse(
        sample.marked(content), status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    sentence = exception.sentence if isinstance(exception, NotHere) else _("There is nothing at this address.")
    return problem(HTTPStatus.NOT_FOUND, sentence)


def unprocessable(request: HttpRequest, exception: Unprocessable) -> JsonResponse:
    sentence = _("Some of what is asked for makes no sense here: see the errors.")
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, exception.errors)


def unreadable(request: HttpRequest, exception: Exception) -> JsonResponse:
    return problem(HTTPStatus.BAD_REQUEST, _("The request cannot be read."))


def not_allowed(request: HttpRequest) -> JsonResponse:
    return problem(HTTPStatus.METHOD_NOT_ALLOWED, _("This can only be read: ask with GET or HEAD."))


REFUSALS: dict[type[Exception], Any] = {Http404: not_found, Unprocessable: unprocessable}
