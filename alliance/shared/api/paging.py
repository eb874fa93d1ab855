"""Pages of a list by what comes after a row, so that none is skipped or told twice when rows come in meanwhile."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q
from django.utils.functional import Promise
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

USUAL = 50
MOST = 100
LONGEST_CURSOR = 600
NO_LIMIT = _("Give a whole number from 1 to %(most)d.")


class NoCursor(ValueError):
    """The text is no cursor of this list."""


class PageForm(forms.Form):
    """What can be asked of every list."""

    limit = forms.IntegerField(required=False, min_value=1, max_value=MOST, initial=USUAL)
    cursor = forms.CharField(
        required=False, max_length=LONGEST_CURSOR, error_messages={"max_length": _("No cursor is that long.")}
    )
    explained: Mapping[str, str | Promise] = {
        "limit": _("How many items at most in one answer."),
        "cursor": _("Where the page begins. Do not make one up: follow the address in next, which has it."),
    }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for refusal in ("invalid", "min_value", "max_value"):
            self.fields["limit"].error_messages[refusal] = NO_LIMIT % {"most": MOST}
        for validator in self.fields["limit"].validators:
            validator.message = NO_LIMIT % {"most": MOST}

    @property
    def limit_wanted(self) -> int:
        return self.cleaned_data["limit"] or USUAL


@dataclass(frozen=True)
class Order:
    """The order of a list: columns that never change of a row, the last of which tells any two apart.

    What they say is public too, for a cursor can be read. `name` keeps the cursors of two lists apart.
    """

    name: str
    columns: tuple[str, ...]

    def cursor(self, row: Model) -> str:
        values = [field.value_to_string(row) for field in self._fields(type(row))]
        text = json.dumps([self.name, *values], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def after(self, cursor: str, model: type[Model]) -> Q:
        """What comes after the row that the cursor names; raises NoCursor."""
        *before, last = zip(self.columns, self._values(cursor, model), strict=True)
        condition = Q(**{f"{last[0]}__gt": last[1]})
        for column, value in reversed(before):
            # The first part says nothing more; by it an index is used.
            condition = Q(**{f"{column}__gte": value}) & (Q(**{f"{column}__gt": value}) | condition)
        return condition

    def _values(self, cursor: str, model: type[Model]) -> list[Any]:
        try:
            name, *texts = _texts_in(cursor)
            fields = self._fields(model)
            if name != self.name or len(texts) != len(fields):
                raise NoCursor
            return [_cleaned(field, text) for field, text in zip(fields, texts, strict=True)]
        except (ValueError, ValidationError, OverflowError) as error:
            raise NoCursor from error

    def _fields(self, model: type[Model]) -> Sequence[Field]:
        return [model._meta.pk if column == "pk" else model._meta.get_field(column) for column in self.columns]


def _cleaned(field: Field, text: str) -> Any:
    value = field.clean(text, None)
    if not isinstance(value, datetime):
        return value
    if is_naive(value):
        raise NoCursor
    return value.astimezone(UTC)


def _texts_in(cursor: str) -> list[str]:
    """Raises ValueError where there are none."""
    try:
        found = json.loads(urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}".encode("ascii")))
    except (binascii.Error, RecursionError) as error:
        raise ValueError from error
    if not isinstance(found, list) or not found or not all(isinstance(text, str) and text for text in found):
        raise ValueError
    return found
