from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.unicode_text import validate_text
from principles.coverage import languages
from principles.kinds import Kind
from principles.models import BeliefStatement, Clause, CorePrinciple, Draft, Edition, Translation, Translator
from principles.po_import import MOST_BYTES, Entry, NotAPoFile, read_entries
from principles.side_by_side import SideBySide


class BeliefStatementForm(forms.ModelForm):
    class Meta:
        model = BeliefStatement
        fields = ("slug", "kind", "text", "position", "is_retired", "tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [choice for choice in Kind.choices if choice[0] != Kind.CORE_PRINCIPLE]


class CorePrincipleForm(forms.ModelForm):
    class Meta:
        model = CorePrinciple
        fields = ("slug", "title", "text", "position", "is_retired", "tags")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = Kind.CORE_PRINCIPLE


class PositionForm(forms.ModelForm):
    """One row of a list of clauses, where the column's head is no label for the field."""

    class Meta:
        model = Clause
        fields = ("position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].widget.attrs["aria-label"] = gettext("Position of “%(clause)s”") % {
            "clause": self.instance
        }

    def add_error(self, field: str | None, error: ValidationError | str) -> None:
        """A row whose clause is no longer there is an empty clause: what that lacks is not asked for in a list."""
        if hasattr(error, "error_dict"):
            here = {name: errors for name, errors in error.error_dict.items() if name in self.fields}
            error = ValidationError(here)
        super().add_error(field, error)


class PublishForm(forms.Form):
    """What a publisher states about the next edition; all of it becomes public."""

    change_class = forms.ChoiceField(
        label=_("What kind of change is it?"), choices=Edition.ChangeClass, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why is the text changed?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        validators=[validate_text],
        help_text=_("One or two plain sentences. They are public and stay with the edition for ever."),
    )
    proposed_by = forms.ModelChoiceField(
        label=_("Who proposed it?"),
        queryset=get_user_model().objects.filter(is_staff=True, is_active=True),
        help_text=_("The name stays with the edition."),
    )
    effective_on = forms.DateField(
        label=_("On which day does it take effect?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Left empty, it is the current edition at once. With a later day (UTC) it can be read and compared from now"
            " on, and the edition before it holds until then."
        ),
    )
    has_read = forms.BooleanField(label=_("I have read the difference above, and it is what I want to publish."))

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.earliest = draft.earliest_day(today)
        if self.earliest > today:
            self.ask_for_day_after_edition_to_come()
        if draft.previous is None:
            # The first edition changes nothing, so it has no class.
            del self.fields["change_class"]

    def ask_for_day_after_edition_to_come(self) -> None:
        # Left empty it would not be "at once", as the help says where nothing is to come.
        field = self.fields["effective_on"]
        field.required = True
        field.initial = self.earliest
        field.help_text = _("It cannot take effect before %(day)s.") % {"day": date_format(self.earliest)}

    def clean_effective_on(self) -> date | None:
        day = self.cleaned_data["effective_on"]
        if day is not None and day < self.earliest:
            raise ValidationError(
                _("It cannot take effect before %(day)s."), params={"day": date_format(self.earliest)}
            )
        return day

    def refuse(self, sentence: str) -> None:
        """Shows why nothing was published and keeps what was typed, but asks again whether the difference was read."""
        self.add_error(None, sentence)
        self.data = self.data.copy()
        self.data.pop("has_read", None)


class CorrectClassForm(forms.Form):
    """Why the class of an edition's change was wrong. The right one is the other one."""

    reason = forms.CharField(
        label=_("Why was the class wrong?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        validators=[validate_text],
        help_text=_("One or two plain sentences. They are public and stay with the edition for ever."),
    )


class TranslationForm(forms.Form):
    """The words of a translation, and what the translator was shown when they were written."""

    title = forms.CharField(label=_("Title"), required=False, widget=forms.TextInput)
    text = forms.CharField(label=_("Text"), required=False, strip=False, widget=forms.Textarea)
    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, side: SideBySide, **kwargs: Any) -> None:
        shown = {"digest": side.wording.digest, "revision": side.revision}
        super().__init__(*args, initial=side.start | shown, **kwargs)
        self.side = side
        attributes = {"lang": side.language.code, "dir": side.language.direction}
        for name in ("title", "text"):
            self.fields[name].widget.attrs |= attributes
        # As many lines as the English needs, and some to spare: most languages are longer.
        self.fields["text"].widget.attrs["rows"] = 4 + len(side.wording.text) // 60
        if not side.wording.title and not self.data.get("title"):
            del self.fields["title"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            Translation.check_words(self.side.wording, title=cleaned.get("title", ""), text=cleaned["text"])
        return cleaned

    def refuse(self, sentence: str, *, side: SideBySide) -> None:
        """Shows why nothing was saved and keeps what was typed, which from now on answers to what is shown now."""
        self.add_error(None, sentence)
        self.data = self.data.copy()
        self.data["digest"], self.data["revision"] = side.wording.digest, str(side.revision)


class TranslatorForm(forms.ModelForm):
    """That somebody who may look at translations may also translate into a language."""

    language = forms.ChoiceField(label=_("Language"), choices=lambda: [(it.code, it.name) for it in languages()])

    class Meta:
        model = Translator
        fields = ("person", "language")

    def clean_person(self) -> Any:
        person = self.cleaned_data["person"]
        if not (person.is_staff and person.has_perm("principles.view_translation")):
            raise ValidationError(
                _("This person cannot see translations. Make them staff and put them in the group Translators first.")
            )
        return person


class PoFileForm(forms.Form):
    """A PO file with translations into one language."""

    file = forms.FileField(
        label=_("PO file"),
        help_text=_("As it was exported here, with what you translated. At most 1 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".po"}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean_file(self) -> list[Entry]:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file has more than 1 MB."))
        try:
            return read_entries(file.read(), language=self.language)
        except NotAPoFile as refusal:
            raise ValidationError(str(refusal)) from refusal
