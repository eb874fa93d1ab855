from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Columns that migrations leave mutable in published rows, since a person may be named there and erased.
NAMED = {
    "Statement": ("approved_by", "notes"),
    "Line": ("notes",),
    "FundingSource": ("funder", "purpose", "no_agreement_because"),
}


class FinancesConfig(AppConfig):
    name = "alliance.finances"
    verbose_name = _("Accounts of the Alliance")
    # See alliance/shared/erasing.py.
    names_people = (
        *(f"finances.{model}.{field}" for model, fields in NAMED.items() for field in fields),
        *(f"finances.Historical{model}.{field}" for model, fields in NAMED.items() for field in fields),
        *(f"finances.Correction.{field}" for field in ("old_value", "new_value", "reason")),
    )
