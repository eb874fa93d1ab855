from functools import cache

from django_countries import countries


@cache
def country_names(language: str) -> dict[str, str]:
    """By their codes, in the language of the page."""
    return dict(countries)
