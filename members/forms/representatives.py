from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from alliance.shared.languages import page_language


class InvitationForm(forms.Form):
    """To whom an invitation goes, and in which language it speaks."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("A message with a link goes there. Only an account with this address can accept it."),
    )
    language = forms.ChoiceField(label=_("Language of the message"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [code for code, _name in settings.LANGUAGES]
        if len(codes) > 1:
            self.fields["language"].choices = [(code, get_language_info(code)["name_local"]) for code in codes]
        else:
            del self.fields["language"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    @property
    def chosen_language(self) -> str:
        """As it was chosen, or else the language of the page."""
        return self.cleaned_data.get("language") or page_language()
