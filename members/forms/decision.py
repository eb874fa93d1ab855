"""What staff state when they decide on a sign-on or a standing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.shared.lifecycle import Arrow
from alliance.shared.unicode_text import validate_text
from members.forms.organisation import ChangedProfileForm
from members.models import Decision, Organisation, ProfileChange, Representative, SignOn
from members.models.organisation import OrganisationQuerySet
from members.models.paper_scan import Scan, scan_of
from principles.models import Edition

LONGEST_REASON = 4000


@dataclass(frozen=True)
class Choice:
    """A decision that staff can make: the verb on the model, from which states, and what the form says of it."""

    verb: Decision.Verb
    method: str
    arrow: Arrow
    button: str
    meaning: str
    reason_label: str
    needs_reason: bool = True
    done: str = ""


CASE_CHOICES = (
    Choice(
        verb=Decision.Verb.ACCEPT,
        method="accept",
        arrow=SignOn.ACCEPT,
        button=_("Accept"),
        meaning=_("The organisation becomes a member, and the applicant its representative."),
        reason_label=_("A word to the applicant (optional)"),
        needs_reason=False,
        done=_("Accepted. The applicant is told."),
    ),
    Choice(
        verb=Decision.Verb.RETURN,
        method="return_with_questions",
        arrow=SignOn.RETURN,
        button=_("Return with questions"),
        meaning=_("The applicant can change the form, and sends it in again."),
        reason_label=_("Your questions to the applicant"),
        done=_("Returned. The applicant has your questions."),
    ),
    Choice(
        verb=Decision.Verb.DECLINE,
        method="decline",
        arrow=SignOn.DECLINE,
        button=_("Decline"),
        meaning=_("The case is closed. The organisation may apply again with a new form."),
        reason_label=_("The reason, as the applicant will read it"),
        done=_("Declined. The applicant is told the reason."),
    ),
)
STANDING_CHOICES = (
    Choice(
        verb=Decision.Verb.SUSPEND,
        method="suspend",
        arrow=Organisation.SUSPEND,
        button=_("Suspend"),
        meaning=_("It is gone from every page and count until it is restored. The public is told no reason."),
        reason_label=_("The reason, as its representatives will read it"),
        done=_("Suspended. Its representatives are told the reason."),
    ),
    Choice(
        verb=Decision.Verb.RESTORE,
        method="restore",
        arrow=Organisation.RESTORE,
        button=_("Restore"),
        meaning=_("It is a member again, named or counted as before."),
        reason_label=_("A word to its representatives (optional)"),
        needs_reason=False,
        done=_("Restored. Its representatives are told."),
    ),
    Choice(
        verb=Decision.Verb.REMOVE,
        method="remove",
        arrow=Organisation.REMOVE,
        button=_("Remove"),
        meaning=_("It is no member any more. It comes back only with a new sign-on."),
        reason_label=_("The reason, as its representatives will read it"),
        done=_("Removed. Its representatives are told the reason."),
    ),
)
CHANGE_CHOICES = (
    Choice(
        verb=Decision.Verb.CHANGE,
        method="accept",
        arrow=ProfileChange.ACCEPT,
        button=_("Accept the change"),
        meaning=_("The profile says so at once, and in public if the organisation is named. Its address stays."),
        reason_label=_("A word to its representatives (optional)"),
        needs_reason=False,
        done=_("Accepted. Its representatives are told."),
    ),
    Choice(
        verb=Decision.Verb.KEEP,
        method="decline",
        arrow=ProfileChange.DECLINE,
        button=_("Decline the change"),
        meaning=_("The profile stays as it is. They may propose another change."),
        reason_label=_("The reason, as its representatives will read it"),
        done=_("Declined. Its representatives are told the reason."),
    ),
)


def reason_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_text],
    )


class DecisionForm(forms.Form):
    """One decision and its reason. `version` is what was looked at, where that may have changed since."""

    verb = forms.CharField(widget=forms.HiddenInput)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{choice.verb}_%s", **kwargs)
        self.choice = choice
        self.initial["verb"] = choice.verb
        self.fields["reason"] = reason_field(choice.reason_label, required=choice.needs_reason)

    def look_again(self, version: str) -> None:
        """Keeps what was typed, for a case that has moved since."""
        self.data = self.data.copy()
        self.data["version"] = version


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("A note for staff"),
        max_length=LONGEST_REASON,
        help_text=_("The applicant never sees it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_text],
    )


class MergeForm(forms.Form):
    """Into which other organisation, by its public code."""

    into = forms.CharField(
        label=_("Public code of the organisation that stays"),
        max_length=12,
        help_text=_("Eight letters and figures; they stand on the other organisation's page and in the list above."),
    )
    reason = reason_field(
        _("The reason, as the applicant will read it"),
        help_text=_("Say how to come to represent the organisation that stays. Do not name one that is counted only."),
    )

    def __init__(self, *args: Any, others: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_into(self) -> Organisation:
        other = self.others.filter(code=self.cleaned_data["into"].lower()).first()
        if other is None:
            raise ValidationError(_("No other organisation has this code."))
        return other


class PaperSignatureForm(forms.Form):
    """A signature on paper: under what, by whom, when, and how it came."""

    edition = forms.ModelChoiceField(
        label=_("Edition that was signed"), queryset=Edition.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Language in which it was read"), choices=lambda: settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    name = forms.CharField(label=_("Name of the person who signed"), max_length=200, validators=[validate_text])
    job_title = forms.CharField(
        label=_("What the person does in the organisation"), max_length=200, validators=[validate_text]
    )
    email = forms.EmailField(label=_("E-mail address of the person who signed"))
    signed_on = forms.DateField(
        label=_("Day of the signature"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    agreed_to_endorse = forms.BooleanField(label=_("The paper says that the organisation endorses this edition."))
    may_sign = forms.BooleanField(label=_("The paper says that the person may sign for the organisation."))
    scan = forms.FileField(
        label=_("Scan of the paper (optional)"),
        required=False,
        help_text=_(
            "A PDF, or a PNG, JPEG or WebP picture of at most 4100 pixels on each side; at most 5 MB. Only staff who"
            " decide on sign-ons can open it. A picture is made anew; a PDF is kept as it is."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.webp"}),
        error_messages={
            "empty": _("This file is empty. Choose another."),
            "max_length": _("The name of this file is too long."),
        },
    )
    reason = reason_field(
        _("How the paper came, and where it is kept"),
        help_text=_("For example: by post on 3 March, in the folder of signatures. The applicant can read this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.newest_first()
        self.fields["edition"].initial = Edition.objects.current()

    def clean_scan(self) -> Scan | None:
        file: UploadedFile | None = self.cleaned_data["scan"]
        return scan_of(file, name=file.name, size=file.size) if file else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, edition = cleaned.get("signed_on"), cleaned.get("edition")
        if day and day > timezone.localdate():
            self.add_error("signed_on", _("This day has not come yet."))
        elif day and edition and day < timezone.localdate(edition.published_at):
            self.add_error("signed_on", _("This edition was not published yet on that day."))
        if self.errors and cleaned.get("scan"):
            # A browser sends a file once, and does not keep it for the next try.
            self.add_error("scan", _("This scan was right. Choose it again: it was not kept."))
        return cleaned

    @property
    def signature(self) -> Mapping[str, Any]:
        """What SignOn.record_paper_signature wants to know. A paper has a day and no hour: noon stands for it."""
        cleaned = self.cleaned_data
        noon = timezone.make_aware(datetime.combine(cleaned["signed_on"], time(12)))
        return {
            "edition": cleaned["edition"],
            "language": cleaned["language"],
            "signed_at": min(noon, timezone.now()),
            "signatory": {name: cleaned[name] for name in ("name", "job_title", "email")},
            "reason": cleaned["reason"],
            "scan": cleaned["scan"],
        }


class HandOverForm(forms.Form):
    """To whom the desk goes, from whom, and how that was checked."""

    email = forms.EmailField(
        label=_("E-mail address of the person who takes over"),
        help_text=_("Of the account with which the person signs in here."),
    )
    instead_of = forms.ModelMultipleChoiceField(
        label=_("Who no longer acts for the organisation"),
        queryset=Representative.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = reason_field(
        _("What was checked, and how"),
        help_text=_(
            "For example: a call to the number in the register, and a letter of the board. It stays on record."
        ),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instead_of"].queryset = organisation.representatives.acting().select_related("person")

    def clean_email(self) -> User:
        person = get_user_model().objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody has an account with this address. Ask the person to sign up first."))
        if self.fields["instead_of"].queryset.filter(person=person).exists():
            raise ValidationError(_("This person acts for the organisation already."))
        return person


class CorrectionForm(ChangedProfileForm):
    """The profile as staff correct it."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=100,
        help_text=_("A few words for the history."),
        validators=[validate_text],
    )
