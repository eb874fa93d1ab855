from typing import Any

from django import forms
from django.db import models


class LinkField(models.URLField):
    """A link; whoever types none of the beginnings of an address means https."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"assume_scheme": "https"} | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        # To the database it is Django's own.
        return name, "django.db.models.URLField", args, kwargs
