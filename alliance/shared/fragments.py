"""Parts of pages that are made once: a template is given values alone, and the same values give the same HTML.

Nothing can be stale: what is not among the values, the template does not see. It has no request, no context of the page
and no model whose row may have changed; docs/adr/0018-fragments-of-pages-are-pure.md has the argument.
"""

from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# One takes some kilobytes with its values: all of them some two megabytes. The one that was asked for longest ago
# goes first.
MOST = 500
# Longer is only what somebody made long, as by an address: it is made each time, so that nobody fills the memory.
MOST_LETTERS = 10_000
PLAIN = (str, int, date, type(None))


class TooLong(Exception):
    """Carries what is made and not remembered: of what is raised nothing is."""

    def __init__(self, html: SafeString) -> None:
        self.html = html


class QueryInFragment(Exception):
    """A fragment depends on more than its values."""


def fragment(template: str, /, **values: Any) -> SafeString:
    """The template rendered with these values in the language of the page. Raises TypeError for what is no value."""
    # Whoever works on a template wants to see it.
    if settings.DEBUG:
        return rendered(template, values)
    try:
        return remembered(template, get_language(), **values)
    except TooLong as made:
        return made.html


def rendered(template: str, values: dict[str, Any]) -> SafeString:
    for name, value in values.items():
        if not (is_plain(value) or isinstance(value, SafeString)):
            raise TypeError(f"{template} is given {name}, which is no plain value: {value!r}.")
    with connection.execute_wrapper(refuse_query):
        return render_to_string(template, values)


def refuse_query(*_: Any) -> None:
    raise QueryInFragment("A template that is made once asks the database, where the answer may change.")


# With the types: of two texts that are the same, one may be HTML and the other not.
@lru_cache(MOST, typed=True)
def remembered(template: str, _language: str | None, /, **values: Any) -> SafeString:
    html = rendered(template, values)
    if len(html) > MOST_LETTERS:
        raise TooLong(html)
    return html


def is_plain(value: Any) -> bool:
    """Whether it never changes, and is equal only to what looks the same: no HTML deep inside, no row of a table."""
    if isinstance(value, tuple):
        return all(map(is_plain, value))
    if is_dataclass(value):
        return value.__dataclass_params__.frozen and all(is_plain(getattr(value, it.name)) for it in fields(value))
    return isinstance(value, PLAIN) and not isinstance(value, SafeString)
