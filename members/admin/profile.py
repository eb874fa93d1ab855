"""What an organisation says of itself, line by line, each with whether the public sees it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext

from members.forms.organisation import OrganisationForm
from members.models import Organisation

FIELDS = tuple(name for name in OrganisationForm.Meta.fields if name != "visibility")


@dataclass(frozen=True)
class Line:
    label: str
    text: str
    is_public: bool


def profile(organisation: Organisation) -> list[Line]:
    is_named = organisation.visibility == Organisation.Visibility.PUBLIC
    return [
        Line(
            label=capfirst(Organisation._meta.get_field(name).verbose_name),
            text=text_of(organisation, name),
            is_public=is_named and name not in OrganisationForm.private and not _is_withheld(organisation, name),
        )
        for name in FIELDS
    ]


def _is_withheld(organisation: Organisation, name: str) -> bool:
    return organisation.region_only and name in {"country", "region_only"}


def text_of(organisation: Organisation, name: str) -> str:
    match name:
        case "country":
            return str(organisation.country.name)
        case "region_only":
            return gettext("Yes") if organisation.region_only else gettext("No")
        case "kind":
            return str(organisation.get_kind_display())
        case "themes":
            return ", ".join(sorted(tag.name for tag in organisation.themes.all()))
        case "language":
            return str(dict(settings.LANGUAGES).get(organisation.language, organisation.language))
        case _:
            return str(getattr(organisation, name) or "")
