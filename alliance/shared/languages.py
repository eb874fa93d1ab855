"""The language of a page is in its path alone. And a pseudo-language that shows what is not marked."""

import re
from functools import cache

from django.conf import locale, settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.urls import is_valid_path
from django.utils import translation
from django.utils.translation import gettext_lazy, trans_real

# Django puts no colon after a label that ends so: collected here, since its catalogues lack the marks of some scripts.
ENDS_OF_LABELS = gettext_lazy(":?.!")
# The code that the Unicode CLDR gives to a pseudo-language that runs from right to left.
PSEUDO_LANGUAGE = ("ar-xb", "Pseudo-language")

locale.LANG_INFO["ar-xb"] = {
    "bidi": True,
    "code": "ar-xb",
    "name": "Pseudo-language",
    "name_local": "Þšéûðö-ļåñĝûåĝé",
}

AFTER_PATH = re.compile(r"([^?#]*)(.*)", re.DOTALL)
PLACEHOLDERS = re.compile(r"%\(\w+\)[sdif]|%[sd%]|\{\w*\}|<[^>]*>|&[#\w]+;")
ACCENTED = str.maketrans("aceginorsuyACEGINORSUY", "åçéĝîñöŕšûýÅÇÉĜÎÑÖŔŠÛÝ")


class PathLocaleMiddleware(LocaleMiddleware):
    """Django's middleware, less its look at cookies and headers: the same address gives the same bytes to everyone."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", language_tag(translation.get_language()))
        return response


def page_language() -> str:
    """The code of the language in which this is said: the source language, where none is active."""
    return translation.get_language() or settings.LANGUAGE_CODE


@cache
def language_tag(code: str) -> str:
    """A language as HTML, HTTP, feeds and sitemaps name it (BCP 47): `zh-Hans` for Django's `zh-hans`."""
    return translation.to_locale(code).replace("_", "-")


def in_language(path: str, language: str) -> str:
    """The address of the same page in another language: `/es/beliefs/` for `/beliefs/` and `es`, and back for `en`."""
    current = translation.get_language_from_path(path)
    bare = path[len(current) + 1 :] if current else path
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def in_page_language(address: str) -> str:
    """Where a link to `/contact/` leads on a page in Spanish: to `/es/contact/`, if there is such an address."""
    path, rest = AFTER_PATH.match(address).groups()
    if not path.startswith("/") or path.startswith("//") or translation.get_language_from_path(path):
        return address
    here = in_language(path, page_language())
    return f"{here}{rest}" if is_valid_path(here) else address


def pseudo(message: str) -> str:
    """The message in accented letters between brackets, a third longer; placeholders and markup stay as they are."""
    parts = PLACEHOLDERS.split(message)
    kept = PLACEHOLDERS.findall(message)
    accented = [part.translate(ACCENTED) for part in parts]
    text = "".join(part + keep for part, keep in zip(accented, [*kept, ""], strict=True))
    return f"[{text}{' ~' * (len(message) // 6)}]" if text.strip() else text


class PseudoTranslation(trans_real.DjangoTranslation):
    """English put through `pseudo`: visible text without brackets was not marked for translation."""

    def __init__(self) -> None:
        super().__init__(settings.LANGUAGE_CODE)

    def language(self) -> str:
        return PSEUDO_LANGUAGE[0]

    to_language = language

    def gettext(self, message: str) -> str:
        # Django puts a message's context before it, separated by this character.
        return pseudo(super().gettext(message).rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return pseudo(super().ngettext(singular, plural, number).rpartition(trans_real.CONTEXT_SEPARATOR)[2])


def install_pseudo_language() -> None:
    """Lets Django find the pseudo-language, which has no catalogue on disk. Who may read it is decided by LANGUAGES."""
    trans_real._translations[PSEUDO_LANGUAGE[0]] = PseudoTranslation()


def isolated(text: str) -> str:
    """Words of another language inside a sentence: between isolates, where the page runs from right to left."""
    return f"\u2068{text}\u2069" if translation.get_language_bidi() else text
