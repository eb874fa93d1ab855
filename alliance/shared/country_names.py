"""Names of countries and territories as a site wants them, in place of those of the library that knows them all."""

import unicodedata
from collections.abc import Collection

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django_countries.base import CountriesBase
from django_countries.data import COUNTRIES
from environ import Env

LONGEST_NAME = 80


def country_names(env: Env, name: str, *, languages: Collection[str]) -> dict[str, Promise]:
    """What `COUNTRIES_OVERRIDE` wants, from "TW=Taiwan; FK-es=Islas Malvinas".

    A name holds in all languages, or in the one that stands after the code. Raises ImproperlyConfigured.
    """
    wished: dict[str, dict[str, str]] = {}
    for part in filter(None, (part.strip() for part in env.str(name, default="").split(";"))):
        key, _equals, wanted = (piece.strip() for piece in part.partition("="))
        code, _dash, language = key.partition("-")
        names = wished.setdefault(code, {})
        if not _is_sound(code, language, wanted, languages) or language in names:
            raise ImproperlyConfigured(
                f"{name} is not understood at {part!r}; it must look like TW=Taiwan; FK-es=Islas Malvinas: a code of"
                f" ISO 3166-1, if need be a language of this site, and once for each a name of at most {LONGEST_NAME}"
                " letters."
            )
        names[language] = wanted
    return {code: _lazy_name(code, names) for code, names in wished.items()}


def _is_sound(code: str, language: str, wanted: str, languages: Collection[str]) -> bool:
    is_text = bool(wanted) and not any(unicodedata.category(letter) == "Cc" for letter in wanted)
    return code in COUNTRIES and (language in languages or not language) and is_text and len(wanted) <= LONGEST_NAME


def _name(code: str, names: dict[str, str]) -> str:
    usual = CountriesBase.COMMON_NAMES.get(code, COUNTRIES[code])
    return names.get(get_language() or "") or names.get("") or str(usual)


# Asked for anew in the language of each page.
_lazy_name = lazy(_name, str)
