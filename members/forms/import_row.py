from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members.forms.organisation import OrganisationForm
from members.models import Organisation
from principles.models import Edition

REQUIRED = ("name", "country")
OPTIONAL = (
    *("website", "kind", "themes", "other_names", "year_founded", "description", "language"),
    *("edition", "endorsed_on", "signatory_name", "signatory_title", "contact_email"),
    # Of an export of this site: see `members.import_file` for what becomes of them.
    *("visibility", "standing", "code"),
)
COLUMNS = (*REQUIRED, *OPTIONAL)
# What a register does not tell; an organisation says it here by itself.
NOT_IN_A_FILE = ("registration_number", "register", "statement", "is_another")
OF_A_SIGNATURE = ("edition", "endorsed_on", "signatory_name", "signatory_title", "contact_email")
SEPARATOR = ";"
LONGEST_THEME = 100


class ImportRowForm(OrganisationForm):
    """One row of an earlier register, by the rules of the sign-on form.

    A single form reads all rows one after the other: making one takes longer than reading a row.
    """

    edition = forms.CharField(required=False)
    endorsed_on = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as 2019-03-31.")},
    )
    signatory_name = forms.CharField(required=False, max_length=200)
    signatory_title = forms.CharField(required=False, max_length=200)
    contact_email = forms.EmailField(required=False)
    standing = forms.ChoiceField(required=False, choices=Organisation.Standing.choices)

    def __init__(self) -> None:
        # Before the base, which gives every text the same validator.
        self.base_fields["country"] = forms.CharField()
        super().__init__({})
        for name in NOT_IN_A_FILE:
            del self.fields[name]
        self.countries = frozenset(countries.countries)
        self.editions = {edition.number: edition for edition in Edition.objects.in_effect()}
        self.today = timezone.now().date()

    def read(self, cells: dict[str, str]) -> bool:
        """Whether the row is right; then `cleaned_data` is what it says, else `errors` by column."""
        row = {name: cells.get(name, "") for name in COLUMNS}
        self.data = row | {
            "country": row["country"].upper(),
            "kind": row["kind"].lower() or Organisation.Kind.REGISTERED,
            "visibility": row["visibility"].lower() or Organisation.Visibility.PUBLIC,
            "standing": row["standing"].lower(),
            "language": row["language"] or settings.LANGUAGE_CODE,
            # Written as the form has them.
            "themes": row["themes"].replace(SEPARATOR, ","),
            "other_names": "\n".join(name.strip() for name in row["other_names"].split(SEPARATOR)),
        }
        self.full_clean()
        return not self.errors

    @property
    def is_out(self) -> bool:
        """Whether the row is of an organisation that is no member where it is from, and would become one here."""
        said = self.cleaned_data
        is_draft = said["standing"] == Organisation.Standing.APPLICANT and said["edition"] is None
        return said["standing"] not in {"", Organisation.Standing.MEMBER} and not is_draft

    @property
    def profile(self) -> dict[str, Any]:
        return {name: value for name, value in super().profile.items() if name not in {*OF_A_SIGNATURE, "standing"}}

    def clean_country(self) -> str:
        code = self.cleaned_data["country"]
        if code not in self.countries:
            raise ValidationError(
                _("“%(code)s” is no code of a country: two letters of ISO 3166-1, as KE."), params={"code": code[:20]}
            )
        return code

    def clean_themes(self) -> list[str]:
        themes = self.cleaned_data["themes"]
        if any(len(theme) > LONGEST_THEME for theme in themes):
            raise ValidationError(
                _("A theme has more than %(most)s characters. Write a “;” between two themes."),
                params={"most": LONGEST_THEME},
            )
        return themes

    def clean_edition(self) -> Edition | None:
        number = self.cleaned_data["edition"]
        if number and number not in self.editions:
            raise ValidationError(_("There is no edition “%(number)s” in effect."), params={"number": number[:20]})
        return self.editions.get(number)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("endorsed_on") and cleaned["endorsed_on"] > self.today:
            self.add_error("endorsed_on", _("This day has not come yet."))
        if cleaned.get("endorsed_on") and "edition" in cleaned and cleaned["edition"] is None:
            self.add_error("edition", _("The row says when the text was endorsed, and not which edition of it."))
        return cleaned

    def _post_clean(self) -> None:
        # The base would have the database asked for each constraint of each row; the fields have checked the rest.
        pass
