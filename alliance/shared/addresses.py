"""Addresses that a page names many of, each made once."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

# They take some hundred kilobytes.
MOST = 1000


def address_of(name: str, *arguments: str) -> str:
    """What `reverse` gives, in the active language: it depends on nothing but what it is remembered by."""
    return _address_of(get_language(), get_urlconf(), get_script_prefix(), name, arguments)


@lru_cache(MOST)
def _address_of(language: str | None, urlconf: str | None, prefix: str, name: str, arguments: tuple[str, ...]) -> str:
    """The first three are what `reverse` asks the thread for."""
    return reverse(name, args=arguments)
