"""How people are asked for their name, here and where they act for an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.shared.unicode_text import normalise, validate_text


class NameField(forms.CharField):
    """A name as its owner writes it, on one line."""

    default_validators = [validate_text]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        kwargs = {"label": _("Your name"), "help_text": _("As you write it yourself.")} | kwargs
        super().__init__(max_length=200, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return " ".join(normalise(super().clean(value)).split())


class NameForm(forms.Form):
    name = NameField()
