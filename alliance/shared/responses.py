"""What every page of the site needs to know about itself, a 404 that offers the way back, and JSON to read."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from alliance.shared.languages import in_language, language_tag, page_language

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


def readable_json(content: dict[str, Any]) -> JsonResponse:
    """JSON that is easy to read for people too."""
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})


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
        return offer_in(self.code)

    @property
    def word_for_closing(self) -> str:
        return word_for_closing_in(self.code)


# Catalogues are read once in the life of a process.


@cache
def offer_in(language: str) -> str:
    """In the language itself; empty where its catalogue does not say it, since English would name English."""
    with translation.override(language):
        # Translators: name your own language in the place of English.
        offer = _("This page exists in English.")
        return offer if language == settings.LANGUAGE_CODE or offer != OFFER_IN_ENGLISH else ""


@cache
def word_for_closing_in(language: str) -> str:
    with translation.override(language):
        return _("Close")


def page_languages(path: str, parameters: QueryDict | None = None) -> tuple[PageLanguage, ...]:
    """The page at a path of this site, as `reverse` writes it, in every language; the parameters go with it."""
    current = page_language()
    return tuple(
        [
            PageLanguage(code, name, in_language(path, code) + query_in(parameters, code), code == current)
            for code, name in settings.LANGUAGES
        ]
    )


def query_in(parameters: QueryDict | None, language: str) -> str:
    """The parameters as a query; where they say to which page one goes on, it is in the same language."""
    if not parameters:
        return ""
    parameters = parameters.copy()
    if parameters.get(REDIRECT_FIELD_NAME, "").startswith("/"):
        parameters[REDIRECT_FIELD_NAME] = in_language(parameters[REDIRECT_FIELD_NAME], language)
    return f"?{parameters.urlencode()}"


def declared_parameters(request: HttpRequest) -> QueryDict:
    """Those that the page declares (see `public_page`): they belong to its address, and others do not."""
    view = request.resolver_match.func if request.resolver_match else None
    declared = QueryDict(mutable=True)
    declared.update({name: request.GET[name] for name in getattr(view, "parameters", ()) if name in request.GET})
    return declared


def kept_parameters(request: HttpRequest) -> QueryDict:
    """What stays when the language changes: on a public page what it declares, elsewhere all of them."""
    if request.resolver_match is None or getattr(request.resolver_match.func, "access", "") == "public":
        return declared_parameters(request)
    return request.GET


def section_of(path: str) -> str:
    """Of `/es/members/a-name/` what all addresses there begin with, `/es/members/`; of the home page nothing."""
    language = translation.get_language_from_path(path)
    start = len(language) + 2 if language else 1
    return path[: path.find("/", start) + 1]


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: the site's name, this page's own address and its addresses in the other languages."""
    path = escape_uri_path(request.path)
    section = section_of(path)
    query = query_in(declared_parameters(request), settings.LANGUAGE_CODE)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "SECURITY_CONTACT": settings.SECURITY_CONTACT,
        "SAMPLE_DATA": settings.SAMPLE_DATA,
        "is_home": request.resolver_match is not None and request.resolver_match.view_name == "home",
        "section": section,
        "is_section": path == section,
        "canonical": absolute(path + query),
        "page_languages": page_languages(path, kept_parameters(request)),
        "default_language_path": in_language(path, settings.LANGUAGE_CODE) + query,
    }
