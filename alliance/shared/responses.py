"""What every page of the site needs to know about itself, and a 404 that offers the way back."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from alliance.shared.languages import in_language, language_tag

OFFER_IN_ENGLISH = "This page exists in English."


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


@dataclass(frozen=True)
class PageLanguage:
    """A page in one of the site's languages: where it stands, and how it is offered to whoever reads that language."""

    code: str
    name: str
    path: str
    is_current: bool

    @property
    def tag(self) -> str:
        return language_tag(self.code)

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.code)["bidi"] else "ltr"

    @property
    def offer(self) -> str:
        """In the language itself; empty where its catalogue does not say it, since English would name English."""
        with translation.override(self.code):
            # Translators: name your own language in the place of English.
            offer = _("This page exists in English.")
            return offer if self.code == settings.LANGUAGE_CODE or offer != OFFER_IN_ENGLISH else ""

    @property
    def word_for_closing(self) -> str:
        with translation.override(self.code):
            return _("Close")


def page_languages(path: str, query: str = "") -> list[PageLanguage]:
    """The page at a path of this site in every language; the query goes with it."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    path = escape_uri_path(path)
    return [
        PageLanguage(code, name, in_language(path, code) + query, code == current) for code, name in settings.LANGUAGES
    ]


def declared_query(request: HttpRequest) -> str:
    """The parameters that the page declares (see `public_page`): they belong to its address, and others do not."""
    view = request.resolver_match.func if request.resolver_match else None
    declared = {name: request.GET[name] for name in getattr(view, "parameters", ()) if name in request.GET}
    return f"?{urlencode(declared)}" if declared else ""


def query_of(request: HttpRequest) -> str:
    """What stays when the language changes: on a public page what it declares, elsewhere all of it."""
    if request.resolver_match is None or getattr(request.resolver_match.func, "access", "") == "public":
        return declared_query(request)
    return f"?{request.GET.urlencode()}" if request.GET else ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: the site's name, this page's own address and its addresses in the other languages."""
    declared = declared_query(request)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "SECURITY_CONTACT": settings.SECURITY_CONTACT,
        "SAMPLE_DATA": settings.SAMPLE_DATA,
        "canonical": absolute(escape_uri_path(request.path) + declared),
        "page_languages": page_languages(request.path, query_of(request)),
        "default_language_path": in_language(escape_uri_path(request.path), settings.LANGUAGE_CODE) + declared,
    }
