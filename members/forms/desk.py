"""What an organisation changes of itself at its desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from alliance.shared.pictures import Picture, made_anew
from alliance.shared.unicode_text import normalise, validate_text
from members.forms.decision import reason_field
from members.forms.organisation import ChangedProfileForm
from members.models import Logo, Organisation, ProfileChange
from members.models.profile_change import REVIEWED


class ProfileForm(ChangedProfileForm):
    """The profile as its own people change it: what is reviewed first, and what is live at once."""

    reviewed = frozenset(REVIEWED)

    def __init__(self, *args: Any, waiting: ProfileChange | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.visibility == Organisation.Visibility.COUNTED:
            self.private = frozenset(self.fields)
        if waiting:
            # So that who changes something else does not take back what waits.
            self.initial |= waiting.words

    @property
    def wished(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in REVIEWED}

    @property
    def live(self) -> dict[str, Any]:
        """The columns that change at once."""
        return {name: value for name, value in self.changes.items() if name not in REVIEWED}


class VisibilityForm(forms.Form):
    """To be named or to be counted only. Who was counted only says twice that it wants to be named."""

    visibility = forms.ChoiceField(
        label=_("Shall the organisation be named?"), choices=Organisation.Visibility.choices, widget=forms.RadioSelect
    )
    confirmed = forms.BooleanField(
        label=_("We want to be named."),
        required=False,
        help_text=_("Needed if you were counted only. What was public once may stay in copies that others made."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"visibility": organisation.visibility}, **kwargs)
        self.is_named = organisation.visibility == Organisation.Visibility.PUBLIC
        if self.is_named:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wants_to_be_named = cleaned.get("visibility") == Organisation.Visibility.PUBLIC
        if wants_to_be_named and not self.is_named and not cleaned.get("confirmed"):
            self.add_error("confirmed", _("Tick this if your organisation shall be named."))
        return cleaned


class LogoForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "A PNG, JPEG or WebP file of at most 2 MB and 2000 pixels on each side. It is made smaller where it is"
            " larger than 512 pixels, and nothing else that the file says is kept: no place, no camera, no author."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        error_messages={
            "required": _("Choose a picture."),
            "empty": _("This file is empty. Choose another."),
            "max_length": _("The name of this file is too long."),
        },
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        max_length=Logo._meta.get_field("alt").max_length,
        help_text=_("Read to those who do not see it. The words in the logo are enough: Men for Care."),
        validators=[validate_text],
        error_messages={"required": _("Say in a few words what the picture shows.")},
    )

    def __init__(self, *args: Any, present: Logo | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"alt": present.alt if present else ""}, **kwargs)
        # The words alone may change.
        self.fields["picture"].required = present is None

    def clean_picture(self) -> Picture | None:
        file: UploadedFile | None = self.cleaned_data["picture"]
        return made_anew(file, name=file.name, size=file.size) if file else None

    def clean_alt(self) -> str:
        return normalise(self.cleaned_data["alt"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors and cleaned.get("picture"):
            # A browser sends a file once, and does not keep it for the next try.
            self.add_error("picture", ValidationError(_("This picture was right. Choose it again: it was not kept.")))
        return cleaned


class LeaveForm(forms.Form):
    reason = reason_field(
        _("Why do you leave?"), required=False, help_text=_("Only the staff of this site and your own people read it.")
    )
