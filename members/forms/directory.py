from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members import regions
from members.directory import FILTERS
from members.models import Organisation
from members.searching import LONGEST_QUERY, sought_parts
from principles.models import Edition

NO_CHOICE = _("This is none of the choices. Choose one from the list.")
NO_NUMBER = _("This is not a number of this list.")
SORTS = (("name", _("Name")), ("newest", _("Newest first")))
VIEWS = (("grid", _("Grid")), ("table", _("Table")))


class DirectoryForm(forms.Form):
    """What is looked for in the directory: every address of it is this form, filled in."""

    q = forms.CharField(
        label=_("Search by name"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={
            "max_length": _("No name is that long. Look for a part of it, of at most %(limit_value)d letters.")
        },
    )
    region = forms.ChoiceField(label=FILTERS["region"], required=False, choices=[*regions.NAMES.items()])
    # Not a choice among 250, of which each form would make fields anew: the facets show them.
    country = forms.CharField(label=FILTERS["country"], required=False)
    kind = forms.ChoiceField(label=FILTERS["kind"], required=False, choices=Organisation.Kind.choices)
    theme = forms.CharField(label=FILTERS["theme"], required=False, max_length=100)
    edition = forms.ChoiceField(label=FILTERS["edition"], required=False)
    since = forms.IntegerField(label=FILTERS["since"], required=False, min_value=1900, max_value=9999)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    view = forms.ChoiceField(label=_("View"), required=False, choices=VIEWS)
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1)

    def __init__(self, *arguments: Any, editions: Sequence[Edition], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["edition"].choices = [(edition.number, edition.number) for edition in editions]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = NO_CHOICE
            elif isinstance(field, forms.IntegerField):
                field.error_messages["invalid"] = NO_NUMBER

    def clean_q(self) -> str:
        query = self.cleaned_data["q"]
        if query and not sought_parts(query):
            raise forms.ValidationError(_("There is no letter and no figure in it to look for."))
        return query

    def clean_country(self) -> str:
        code = self.cleaned_data["country"]
        if code and code not in countries.countries:
            raise forms.ValidationError(NO_CHOICE)
        return code

    @property
    def wanted(self) -> dict[str, Any]:
        """What can be made sense of, every name among it."""
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def refuse_theme(self) -> None:
        """No organisation on the list has that theme."""
        self.add_error("theme", NO_CHOICE)
