import hashlib
from typing import IO

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.finances.models.publication import OfYear, OfYearQuerySet
from alliance.finances.models.source import FundingSource
from alliance.finances.models.statement import Statement

MOST_BYTES = 5_000_000
# The first five bytes, and a mark at the end that readers look for in the last kilobyte: ISO 32000-1, 7.5.2 and 7.5.5.
BEGINNING, END, TAIL = b"%PDF-", b"%%EOF", 1_024


def pdf_of(file: IO[bytes], *, size: int) -> bytes:
    """The bytes of a file that somebody sent. Raises ValidationError unless they are a PDF and few enough."""
    if size > MOST_BYTES:
        megabytes = MOST_BYTES // 1_000_000
        raise ValidationError(_("This file is too large: %(most)s MB at most.") % {"most": megabytes})
    content = file.read()
    if not content.startswith(BEGINNING) or END not in content[-TAIL:]:
        raise ValidationError(_("This file is not a PDF, or not all of it."))
    return content


class Pdf(models.Model):
    """A signed PDF, kept in the database (docs/adr/0012). Queries for lists defer `content`."""

    content = models.BinaryField(_("PDF"))
    size = models.PositiveIntegerField(_("number of bytes"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        return f"{self.digest[:8]}.pdf"


def columns_of(content: bytes) -> dict[str, object]:
    """The columns of a Pdf with this content."""
    return {"content": content, "size": len(content), "digest": hashlib.sha256(content).hexdigest()}


class StatementDocument(Pdf):
    """A statement as it was signed. Public once the statement is."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="document")

    class Meta:
        verbose_name = _("signed statement")
        verbose_name_plural = _("signed statements")
        constraints = (
            models.CheckConstraint(
                name="a_signed_statement_has_bytes_and_not_too_many",
                condition=models.Q(size__gt=0, size__lte=MOST_BYTES),
            ),
        )


class AgreementDocument(Pdf, OfYear):
    """An agreement as it was signed. Public once its source is, and never while the funder is withheld."""

    source = models.OneToOneField(FundingSource, on_delete=models.CASCADE, related_name="agreement")

    objects = OfYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed agreement")
        verbose_name_plural = _("signed agreements")
        constraints = (
            models.CheckConstraint(
                name="an_agreement_has_bytes_and_not_too_many", condition=models.Q(size__gt=0, size__lte=MOST_BYTES)
            ),
        )
