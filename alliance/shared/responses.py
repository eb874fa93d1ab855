"""What every page of the site needs to know about itself, and a 404 that offers the way back."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import translation

from alliance.shared.languages import in_language


@dataclass
class WayBack:
    address: str
    label: str


class NotHere(Http404):
    """A 404 with a sentence for the reader and a link to where the thing that was sought may be found."""

    def __init__(self, sentence: str, *, address: str, label: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.way_back = WayBack(address, label)


def absolute(path: str) -> str:
    """The address of a path on this site as readers reach it, whichever host the request came in by."""
    return f"{settings.SITE_URL}{path}"


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: the site's name, this page's own address and its addresses in the other languages."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    languages = [
        {
            "code": code,
            "name": translation.get_language_info(code)["name_local"],
            "path": in_language(request.path, code),
            "is_current": code == current,
        }
        for code, _ in settings.LANGUAGES
    ]
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "SECURITY_CONTACT": settings.SECURITY_CONTACT,
        "SAMPLE_DATA": settings.SAMPLE_DATA,
        "canonical": absolute(request.path),
        "page_languages": languages,
        "default_language_path": in_language(request.path, settings.LANGUAGE_CODE),
    }
