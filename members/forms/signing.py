from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.shared.languages import page_language
from alliance.shared.unicode_text import validate_text
from members.models import Signatory
from principles.models import Edition

NEEDED = {"required": _("Without this the text cannot be signed.")}


class ConsentForm(forms.Form):
    """Three ticks, none of which is there beforehand, and the edition under which they stand."""

    edition = forms.CharField(widget=forms.HiddenInput)
    # The digest of the translation that was read, if it was one.
    translation = forms.CharField(widget=forms.HiddenInput, required=False)
    endorse = forms.BooleanField(label=_("We endorse this edition of the text"), error_messages=NEEDED)
    may_sign = forms.BooleanField(label=_("I may sign for this organisation"), error_messages=NEEDED)
    privacy = forms.BooleanField(label=_("I have read the privacy notice"), error_messages=NEEDED)

    CONSENTS = ("endorse", "may_sign", "privacy")

    def ask_again(self, number: str, translation: str) -> None:
        """Keeps what was typed, but no consent: the text is another one now."""
        self.data = self.data.copy()
        for name in self.CONSENTS:
            self.data.pop(name, None)
        self.data["edition"] = number
        self.data["translation"] = translation

    @property
    def read(self) -> dict[str, str]:
        """What was read, as the signature is to say."""
        return {"number": self.cleaned_data["edition"], "translation_digest": self.cleaned_data["translation"]}


class SignatoryForm(ConsentForm):
    """Who signs: the person who fills in the form, and then here and now, or another, who is written to."""

    ME, OTHER = "me", "other"

    # Who was named when this page was shown, so that a click that comes twice is told from a wish to ask again.
    named = forms.CharField(widget=forms.HiddenInput, required=False)
    who = forms.ChoiceField(
        label=_("Who signs for the organisation?"),
        choices=((ME, _("I do, here and now")), (OTHER, _("Somebody else: we write to that person"))),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of the person who signs"), max_length=200, validators=[validate_text])
    job_title = forms.CharField(
        label=_("What the person does in the organisation"),
        max_length=200,
        validators=[validate_text],
        help_text=_("For example: director, chair of the board, coordinator."),
    )
    email = forms.EmailField(
        label=_("E-mail address of the person who signs"),
        required=False,
        help_text=_("Needed if somebody else signs: the message with the text goes there."),
    )

    field_order = ("who", "name", "job_title", "email", "endorse", "may_sign", "privacy")

    def __init__(self, *args: Any, named: Signatory | None, asker: User, edition: Edition, **kwargs: Any) -> None:
        """`named`: who was named to sign before, if anybody; `asker`: whose form it is."""
        super().__init__(*args, initial=what_is_read(edition) | said_of_signatory(named, asker), **kwargs)
        # Another person's consent is not given by ticking here; it is asked for where that person reads the text.
        for name in self.CONSENTS:
            self.fields[name].required = False

    def shows(self, signatory: Signatory | None) -> bool:
        """Whether the page on which this was typed said that this person is named."""
        return signatory is not None and self.cleaned_data["named"] == str(signatory.pk)

    @property
    def signs_now(self) -> bool:
        return self.cleaned_data.get("who") == self.ME

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who") == self.ME:
            for name in self.CONSENTS:
                if not cleaned.get(name):
                    self.add_error(name, NEEDED["required"])
        elif cleaned.get("who") == self.OTHER and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter the address of the person who signs."))
        return cleaned


def what_is_read(edition: Edition) -> dict[str, str]:
    text = edition.text.in_language(page_language())
    return {"edition": edition.number, "translation": text.translation_digest}


def said_of_signatory(signatory: Signatory | None, asker: User) -> dict[str, Any]:
    """What was said before, so that whoever comes back to this step finds it; no consent is."""
    if signatory is None:
        return {"who": SignatoryForm.ME, "name": asker.name}
    is_asker = signatory.person_id == asker.pk
    return {
        "named": signatory.pk,
        "who": SignatoryForm.ME if is_asker else SignatoryForm.OTHER,
        "name": signatory.name,
        "job_title": signatory.job_title,
        "email": "" if is_asker else signatory.email,
    }
