"""The accounts of three years that do not exist: one with its actuals and a correction, one with a budget, one missing.

They come in by the file that staff would import, and are published and corrected by the verbs that staff use.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from alliance.finances.import_file import read_accounts
from alliance.finances.imports import take_in
from alliance.finances.models import (
    AgreementDocument,
    Correction,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
    StatementDocument,
)
from alliance.finances.models.document import columns_of

FOLDER = Path(__file__).parent
APPROVED_BY = "Sample general assembly"


@dataclass(frozen=True)
class SampleYear:
    """A calendar year; `files` are taken in one after the other, each with what it publishes."""

    number: int
    files: tuple[tuple[str, str], ...] = ()


YEARS = (
    SampleYear(2023, (("sample_accounts_2023_budget.csv", "budget"), ("sample_accounts_2023_actual.csv", "actual"))),
    SampleYear(2024, (("sample_accounts_2024_budget.csv", "budget"),)),
    SampleYear(2025),
)


def load(*, by: AbstractBaseUser) -> None:
    for sample in YEARS:
        year = FinancialYear.objects.create(
            slug=str(sample.number),
            first_day=date(sample.number, 1, 1),
            last_day=date(sample.number, 12, 31),
            currency="EUR",
            budget_due=date(sample.number, 3, 31),
        )
        for name, kind in sample.files:
            publish(year, (FOLDER / name).read_bytes(), kind, by=by)
        # What the next tick would find.
        year.miss_budget(timezone.localdate())
    correct(by=by)


def publish(year: FinancialYear, content: bytes, kind: str, *, by: AbstractBaseUser) -> None:
    take_in(read_accounts(content, year=year))
    statement = Statement.objects.get(year=year, kind=kind)
    statement.approved_by = APPROVED_BY
    statement.approved_on = date(year.first_day.year + (kind == "actual"), 2, 15)
    statement.full_clean()
    statement.save()
    StatementDocument.objects.create(statement=statement, **columns_of(sample_pdf(f"Sample: {kind} of {year}.")))
    for source in FundingSource.objects.drafts().filter(year=year, funder="Sample foundation 1"):
        AgreementDocument.objects.create(source=source, **columns_of(sample_pdf(f"Sample agreement of {year}.")))
    statement.publish(by=by)


def correct(*, by: AbstractBaseUser) -> None:
    """A line that was misread, and the total with it: what was published stays readable."""
    line = Line.objects.get(statement__year__slug="2023", statement__kind="actual", description="Sample workshops")
    reason = "A sample correction: an invoice of 250.00 EUR was counted twice."
    Correction.objects.correct(line, field="amount", value="30950.00", reason=reason, by=by)
    total = line.statement.year.accounts.actual.total_expense
    Correction.objects.correct(line.statement, field="stated_expense", value=total.amount, reason=reason, by=by)


def sample_pdf(sentence: str) -> bytes:
    """One page with one sentence, which has neither parentheses nor letters beyond ASCII."""
    stream = f"BT /F1 18 Tf 72 720 Td ({sentence}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer
