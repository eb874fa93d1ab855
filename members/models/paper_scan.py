import hashlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.shared.pictures import Bounds, made_anew, must_not_be_large
from members.models.endorsement import Endorsement
from members.models.signatory import Signatory

if TYPE_CHECKING:
    from alliance.accounts.models import User

MOST_BYTES = 5_000_000
# What a telephone makes of a sheet of paper is read; what is kept of it can be read on a screen and in print. Never
# without loss: of so many pixels that would take seconds, and twice the memory.
BOUNDS = Bounds(
    bytes_read=MOST_BYTES,
    pixels_read=4_100,
    pixels=2_400,
    bytes=1_500_000,
    qualities=({"quality": 80}, {"quality": 40}),
)
PDF = b"%PDF-"


@dataclass(frozen=True)
class Scan:
    """The bytes that are kept of a scan, and what they are: a PaperScan.Kind."""

    kind: str
    content: bytes


def scan_of(file: IO[bytes], *, name: str, size: int) -> Scan:
    """What is kept of a file that staff send: a picture made anew, or a PDF as it is.

    Raises ValidationError with a sentence for the person who sent it.
    """
    must_not_be_large(size, MOST_BYTES)
    is_pdf = file.read(len(PDF)) == PDF
    file.seek(0)
    if is_pdf != name.lower().endswith(".pdf"):
        raise ValidationError(_("The name of this file does not fit what is in it: one of the two says PDF."))
    if is_pdf:
        return Scan(PaperScan.Kind.PDF, file.read())
    return Scan(PaperScan.Kind.WEBP, made_anew(file, name=name, size=size, bounds=BOUNDS).webp)


class PaperScanQuerySet(models.QuerySet["PaperScan"]):
    def of(self, signatory: Signatory) -> "PaperScanQuerySet":
        """Those of what this person signed."""
        return self.filter(endorsement__signatory=signatory)

    def keep(self, scan: Scan, *, endorsement: Endorsement, by: "User") -> "PaperScan":
        return self.create(
            endorsement=endorsement,
            kind=scan.kind,
            content=scan.content,
            size=len(scan.content),
            digest=hashlib.sha256(scan.content).hexdigest(),
            kept_by=by,
        )


class PaperScan(models.Model):
    """What was signed on paper, as a picture or a PDF. Personal data, kept apart so that it can be erased."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        WEBP = "image/webp", _("picture")

    endorsement = models.OneToOneField(Endorsement, on_delete=models.PROTECT, related_name="paper_scan")
    kind = models.CharField(_("kind of file"), max_length=20, choices=Kind)
    content = models.BinaryField(_("scan"))
    size = models.PositiveIntegerField(_("number of bytes"))
    digest = models.CharField(_("digest of the scan"), max_length=64)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    kept_at = models.DateTimeField(_("kept since"), default=timezone.now)

    objects = PaperScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan of a paper")
        verbose_name_plural = _("scans of papers")
        constraints = (
            models.CheckConstraint(
                name="a_scan_has_bytes_and_not_too_many", condition=models.Q(size__gt=0, size__lte=MOST_BYTES)
            ),
            models.CheckConstraint(
                name="a_scan_is_a_pdf_or_a_picture", condition=models.Q(kind__in=("application/pdf", "image/webp"))
            ),
        )

    def __str__(self) -> str:
        return str(self.endorsement)

    @property
    def file_name(self) -> str:
        return f"signature-{self.digest[:8]}.{'pdf' if self.kind == self.Kind.PDF else 'webp'}"
