"""What a representative answers when the text has changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.shared.unicode_text import validate_text


class AnswerForm(forms.Form):
    """What is answered to the edition that the page showed."""

    edition = forms.CharField(widget=forms.HiddenInput)

    def ask_again(self, number: str) -> None:
        """Keeps what was typed, for the edition that is shown now."""
        self.data = self.data.copy()
        self.data["edition"] = number


class StayForm(AnswerForm):
    """To stay on the edition that was signed; why, for staff, if one likes."""

    reason = forms.CharField(
        label=_("Why you stay with it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_text],
        help_text=_("The staff of this site and your own people read it, nobody else."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_stay_%s", **kwargs)


class ObjectionForm(AnswerForm):
    """Why a change that was called editorial alters the meaning."""

    reason = forms.CharField(
        label=_("What the change alters"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[validate_text],
        help_text=_("It goes on the record. If your organisation is named, it stands on the page of the edition."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_objection_%s", **kwargs)
