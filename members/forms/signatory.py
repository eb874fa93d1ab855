"""What staff state when they correct or erase a signatory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.accounts.names import NameField
from alliance.shared.unicode_text import validate_text
from alliance.shared.words import Words
from members.forms.decision import reason_field
from members.models import Person, Signatory

WHY = _("Who asked for it, and how")
NOT_THE_NAME = _("The reason must not hold the name or the address that goes. Say it without.")
READ_BY = _("Those who act for the organisation can read it. Do not name the person.")


class EverywhereForm(forms.Form):
    """Asked only where the name stands beyond what concerns the person; anybody may be called like anything."""

    everywhere = forms.BooleanField(
        label=_("Replace it in those places too: I have looked, and it means this person."), required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.places = person.places_elsewhere
        if not self.places:
            del self.fields["everywhere"]


class SignatoryCorrectionForm(EverywhereForm):
    name = NameField(label=_("Name of the signatory"), help_text=_("As the person writes it."))
    job_title = forms.CharField(
        label=_("What the person does in the organisation"), max_length=200, validators=[validate_text]
    )
    email = forms.EmailField(label=_("E-mail address of the signatory"))
    reason = reason_field(WHY, help_text=READ_BY)

    field_order = ("name", "job_title", "email", "reason", "everywhere")

    def __init__(self, *args: Any, signatory: Signatory, **kwargs: Any) -> None:
        columns = ("name", "job_title", "email")
        super().__init__(*args, initial={column: getattr(signatory, column) for column in columns}, **kwargs)
        self.signatory = signatory
        self.words = Words({})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.words = self.person.words_corrected(self.signatory, name=cleaned["name"], email=cleaned["email"])
            if not set(self.changed_data) - {"reason", "everywhere"}:
                self.add_error("name", _("This is what stands there already."))
            refuse_naming(self, self.words)
        return cleaned


class SignatoryErasureForm(EverywhereForm):
    reason = reason_field(WHY, help_text=READ_BY)

    field_order = ("reason", "everywhere")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = self.person.words_erased

    def clean(self) -> dict[str, Any]:
        refuse_naming(self, self.words)
        return super().clean()


def refuse_naming(form: forms.Form, words: Words) -> None:
    if words.found_in(form.cleaned_data.get("reason", "")):
        form.add_error("reason", NOT_THE_NAME)
