from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Organisations")
    # See alliance/shared/erasing.py.
    names_people = ("members.Decision.reason", "members.Note.text")
    may_name_people = (
        *("members.Organisation.description", "members.Organisation.statement"),
        *("members.HistoricalOrganisation.description", "members.HistoricalOrganisation.statement"),
    )
