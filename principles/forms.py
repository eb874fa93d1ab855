from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.unicode_text import validate_text
from principles.kinds import Kind
from principles.models import BeliefStatement, Clause, CorePrinciple, Draft, Edition


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
        self.earliest = draft.earliest_day(timezone.localdate())
        if draft.previous is None:
            # The first edition changes nothing, so it has no class.
            del self.fields["change_class"]

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
