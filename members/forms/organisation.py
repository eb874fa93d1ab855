from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from alliance.shared.unicode_text import normalise, validate_text
from members import regions
from members.models import Organisation

FIRST_YEAR = 1000
MISSING = {
    "name": _("Enter the name of the organisation."),
    "country": _("Choose the country."),
    "kind": _("Choose what kind of organisation it is."),
    "visibility": _("Choose whether the organisation shall be named."),
}
AUTOCOMPLETE = {"name": "organization", "country": "country", "website": "url"}


class OrganisationForm(forms.ModelForm):
    """What an organisation says of itself. `private` fields are for staff alone; all others are public."""

    private = frozenset({"registration_number", "register", "visibility"})

    themes = TagField(
        label=_("Themes"),
        required=False,
        help_text=_("What you work on, in a few words separated by commas: fatherhood, violence prevention, health."),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("If there is one, with https://"),
    )
    is_another = forms.BooleanField(label=_("None of these is our organisation."), required=False)
    language = forms.ChoiceField(label=_("Language of the description"), choices=lambda: settings.LANGUAGES)

    class Meta:
        model = Organisation
        fields = (
            "name",
            "other_names",
            "country",
            "region_only",
            "kind",
            "website",
            "year_founded",
            "registration_number",
            "register",
            "themes",
            "description",
            "language",
            "statement",
            "visibility",
        )
        widgets = {
            "kind": forms.RadioSelect,
            "visibility": forms.RadioSelect,
            "other_names": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "statement": forms.Textarea(attrs={"rows": 4}),
            "year_founded": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        labels = {
            "name": _("Name of the organisation"),
            "other_names": _("Other names"),
            "region_only": _("Show everybody our region of the world, and not our country."),
            "kind": _("What kind of organisation is it?"),
            "statement": _("What do you do for these principles?"),
            "visibility": _("Shall the organisation be named?"),
        }
        help_texts = {
            "name": _("As it is registered, or as you call yourselves."),
            "other_names": _("One on each line: short forms, names in other languages and scripts."),
            "region_only": _(
                "Choose this if naming your country could put anybody at risk. Staff see it; pages, lists, files and"
                " the map have your region alone. Look at your name, website and own words, too: they may still tell."
            ),
            "kind": _("Informal groups are as welcome as registered organisations."),
            "registration_number": _("If there is one. It helps to tell organisations apart."),
            "register": _("Which register the number is from."),
            "description": _("Who you are, in two or three sentences."),
            "statement": _("One or two examples are enough."),
            "visibility": _(
                "Named: your name and what you say above stand on the public list. Counted only: you are verified and"
                " counted, and your name appears nowhere. Choose this if being named could put anybody at risk."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A choice that matters is made, not left as it was found.
        for name in ("kind", "visibility"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        if self.instance.pk is None:
            self.initial.pop("visibility", None)
            self.fields["visibility"].initial = None
        else:
            self.initial["themes"] = ", ".join(sorted(tag.name for tag in self.instance.themes.all()))
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                field.validators.append(validate_text)
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            if name in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]

    def clean_year_founded(self) -> int | None:
        year = self.cleaned_data["year_founded"]
        this_year = timezone.localdate().year
        if year is not None and not FIRST_YEAR <= year <= this_year:
            raise ValidationError(
                _("Enter a year from %(first)s to %(last)s."), params={"first": FIRST_YEAR, "last": this_year}
            )
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = normalise(value)
        if cleaned.get("region_only") and cleaned.get("country") and cleaned["country"] not in regions.REGIONS:
            self.add_error("region_only", _("This country belongs to no region, so none can be shown in its place."))
        return cleaned

    @cached_property
    def duplicates(self) -> list[Organisation]:
        """Listed organisations that may be the same as this one; who is not named publicly is not named here either."""
        if not self.is_bound or self.errors:
            return []
        self.instance.fold()
        return list(Organisation.objects.listed().likely_duplicates(self.instance)[:5])

    def is_acceptable(self) -> bool:
        """Whether the input is right, and a likely duplicate has been looked at."""
        return self.is_valid() and (not self.duplicates or self.cleaned_data["is_another"])

    @property
    def profile(self) -> dict[str, Any]:
        """The columns alone: themes are rows of their own."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"themes", "is_another"}}


class ChangedProfileForm(OrganisationForm):
    """The profile of an organisation that is here already. Whether it is named is asked elsewhere, of itself alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("visibility", "is_another"):
            del self.fields[name]

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that differ from what was there; themes are rows of their own."""
        columns = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        del columns["themes"]
        return {name: value for name, value in columns.items() if value != self.initial[name]}

    @property
    def has_new_themes(self) -> bool:
        return ", ".join(sorted(self.cleaned_data["themes"])) != self.initial["themes"]
