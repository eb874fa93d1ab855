from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliance.shared.content_version.watched import Watched

# Columns that migrations leave mutable in published rows, since a person may be named there and erased.
NAMED = {
    "Statement": ("approved_by", "notes"),
    "Line": ("notes",),
    "FundingSource": ("funder", "purpose", "no_agreement_because"),
}


# Drafts are among their rows: few people write them, and few pages are made anew for it.
TOLD = (
    *("FinancialYear", "Publication", "Statement", "Line", "Subtotal", "Category", "FundingSource", "ExchangeRate"),
    *("StatementDocument", "AgreementDocument", "Correction"),
)


class FinancesConfig(AppConfig):
    name = "alliance.finances"
    verbose_name = _("Accounts of the Alliance")
    # See alliance/shared/erasing.py.
    names_people = (
        *(f"finances.{model}.{field}" for model, fields in NAMED.items() for field in fields),
        *(f"finances.Historical{model}.{field}" for model, fields in NAMED.items() for field in fields),
        *(f"finances.Correction.{field}" for field in ("old_value", "new_value", "reason")),
    )
    # See alliance/shared/content_version.
    public_content = {
        "accounts": (
            *(
                Watched(f"finances.{model}")
                for model in (*TOLD, "StatementDocument", "AgreementDocument", "Correction")
            ),
            # Who published and who corrected is read with the accounts.
            Watched("accounts.User", columns=("name",), events=("update",)),
        )
    }
