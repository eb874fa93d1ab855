from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Organisations")
    # See alliance/shared/erasing.py.
    names_people = ("members.Decision.reason", "members.Note.text")
    may_name_people = (
        *("members.Organisation.description", "members.Organisation.statement", "members.Logo.alt"),
        # More than in the present row, which staff can correct: what is history nobody can.
        *(f"members.HistoricalOrganisation.{name}" for name in ("description", "statement", "other_names", "register")),
    )
