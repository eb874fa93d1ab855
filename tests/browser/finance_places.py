"""Every page on which the accounts are kept, published and corrected."""

from alliance.accounts.models import User
from alliance.finances.models import Correction, FinancialYear, FundingSource, Line, Statement
from alliance.management import sample_accounts
from tests.browser.places import Place, admin, change, send
from tests.browser.sign_ons import LONG_WORD
from tests.conftest import member_of

MODELS = ("financialyear", "statement", "fundingsource")


def accounts() -> list[Place]:
    """Years with drafts and with what is published and corrected, one of them without a budget that was due."""
    treasurer = User.objects.filter(email="treasurer@example.org").first() or member_of(
        "Finance publishers", email="treasurer@example.org", name="Tomas Treasurer"
    )
    sample_accounts.load(by=treasurer)
    year = FinancialYear.objects.get(slug="2024")
    line = Line.objects.filter(statement__year=year).first()
    correction = Correction.objects.correct(line, field="description", value=LONG_WORD, reason=LONG_WORD, by=treasurer)
    actual = Statement.objects.create(year=year, kind="actual", notes=LONG_WORD)
    Line.objects.create(statement=actual, category=line.category, amount=1, currency="EUR", description=LONG_WORD)
    published, source = Statement.objects.get(year=year, kind="budget"), FundingSource.objects.first()
    correcting = admin("finances_financialyear_correct", year.pk, "line", line.pk, "amount")
    importing = admin("finances_financialyear_import", year.pk)
    return [
        *(Place(admin(f"finances_{model}_{view}")) for model in MODELS for view in ("changelist", "add")),
        Place(admin("finances_correction_changelist")),
        *(Place(change(row)) for row in (year, actual, published, source, correction)),
        *(Place(change(row, "publish")) for row in (actual, published)),
        Place(change(actual, "document")),
        Place(change(actual, "document"), step=send),
        Place(importing),
        Place(importing, step=send),
        Place(admin("finances_financialyear_corrections", year.pk)),
        Place(correcting),
        Place(correcting, step=send),
    ]
