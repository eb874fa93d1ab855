from django.db import migrations

from alliance.shared.immutability import ProtectRows

PUBLICATION = "finances_publication"
OF_STATEMENT = ("statement_id", PUBLICATION, "statement_id")
OF_YEAR = ("published_with_id", PUBLICATION, "id")


class Migration(migrations.Migration):
    dependencies = [("finances", "0001_accounts")]

    # Where a person may be named, erasing writes over: alliance/finances/apps.py.
    operations = [
        ProtectRows("Publication"),
        ProtectRows("Correction", mutable=("old_value", "new_value", "reason")),
        ProtectRows("FinancialYear", mutable=("budget_missing_since",), free_until=("id", PUBLICATION, "year_id")),
        ProtectRows("Statement", mutable=("approved_by", "notes"), free_until=("id", PUBLICATION, "statement_id")),
        ProtectRows("Line", mutable=("notes",), free_until=OF_STATEMENT),
        ProtectRows("Subtotal", free_until=OF_STATEMENT),
        ProtectRows("StatementDocument", free_until=OF_STATEMENT),
        ProtectRows("Category", free_until=OF_YEAR),
        ProtectRows("ExchangeRate", free_until=OF_YEAR),
        ProtectRows("FundingSource", mutable=("funder", "purpose", "no_agreement_because"), free_until=OF_YEAR),
        ProtectRows("AgreementDocument", free_until=OF_YEAR),
    ]
