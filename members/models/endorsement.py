import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from members.models.signatory import Signatory
from principles.models import Edition
from principles.text import Text

if TYPE_CHECKING:
    from members.models.organisation import OrganisationQuerySet


class TextMovedOn(Exception):
    """Another edition has taken effect since the signatory opened the text: it was not what was read."""


class SignedAlready(WrongState):
    """The same person has signed the same edition for this organisation: a second signature would say nothing more."""


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def newest_first(self) -> "EndorsementQuerySet":
        return self.order_by("-signed_at", "-pk")

    def newest_edition_first(self) -> "EndorsementQuerySet":
        return self.order_by("-edition__major", "-edition__minor")

    def in_current_line(self) -> "EndorsementQuerySet":
        """Those of the current edition, and those that are carried over to it."""
        return self.filter(edition__in=Edition.objects.current_line())

    def of(self, organisations: "OrganisationQuerySet") -> "EndorsementQuerySet":
        """Those by which these organisations endorsed an edition."""
        return self.filter(organisation__in=organisations)

    def with_scans(self) -> "EndorsementQuerySet":
        """With all that staff see of each, but for the bytes of the scan."""
        related = ("edition", "signatory", "recorded_by", "paper_scan")
        return self.select_related(*related).defer("paper_scan__content")

    def sign_online(self, *, number: str, language: str, translation_digest: str, **signed: Any) -> "Endorsement":
        """The signature under the edition of that number, as it was read. Call it under the lock of what it belongs to.

        `translation_digest`: of the words that were read, where the language is not the source's. Raises TextMovedOn if
        these are no longer the current ones, SignedAlready if this is a second click.
        """
        edition = Edition.objects.current()
        if edition is None or edition.number != number:
            raise TextMovedOn(gettext("Another edition has taken effect since you opened the text."))
        if edition.text.in_language(language).translation_digest != translation_digest:
            raise TextMovedOn(gettext("The translation has changed since you opened the text."))
        if self.filter(signatory=signed["signatory"], edition=edition).exists():
            raise SignedAlready(gettext("This has been signed already."))
        return self.create(
            edition=edition,
            edition_digest=edition.digest,
            language=language,
            translation_digest=translation_digest,
            method=Endorsement.Method.ONLINE,
            agreed_to_endorse=True,
            may_sign=True,
            **signed,
        )


class Endorsement(models.Model):
    """An organisation's signature under one edition. Appended, never rewritten: the database refuses."""

    class Method(models.TextChoices):
        ONLINE = "online", _("signed on this site")
        PAPER = "paper", _("signed on paper, recorded by staff")
        REGISTER = "register", _("recorded from an earlier register")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="endorsements")
    sign_on = models.ForeignKey("members.SignOn", null=True, on_delete=models.PROTECT, related_name="endorsements")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="endorsements")
    edition_digest = models.CharField(_("digest of the edition"), max_length=60)
    language = models.CharField(_("language read"), max_length=20)
    translation_digest = models.CharField(_("digest of the translation read"), max_length=60, blank=True)
    method = models.CharField(_("method"), max_length=10, choices=Method)
    signatory = models.ForeignKey(Signatory, null=True, on_delete=models.PROTECT, related_name="endorsements")
    # Each a tick that was not there before: to endorse, to be allowed to sign, and which privacy notice was read.
    agreed_to_endorse = models.BooleanField()
    may_sign = models.BooleanField()
    privacy_notice = models.CharField(_("version of the privacy notice"), max_length=64, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ("-signed_at",)
        indexes = (models.Index(fields=["signed_at", "id"], name="endorsements_by_time"),)
        constraints = (
            models.CheckConstraint(
                name="an_endorsement_made_here_has_all_consents",
                condition=~models.Q(method="online")
                | models.Q(agreed_to_endorse=True, may_sign=True, signatory__isnull=False)
                & ~models.Q(privacy_notice=""),
            ),
            models.CheckConstraint(
                name="an_endorsement_made_elsewhere_says_who_recorded_it",
                condition=models.Q(method="online") | models.Q(recorded_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.edition)

    def text_as_read(self) -> Text:
        """The text in the words that the signatory read: a translation as it stood then, else the English.

        English as well where it is not known which words were read, as on paper.
        """
        text = self.edition.text.in_language(self.language, at=self.signed_at)
        is_known = text.translation_digest == self.translation_digest
        return text if is_known else text.in_language(settings.LANGUAGE_CODE)

    @property
    def urn(self) -> str:
        """By which data and feeds name it for ever."""
        return self.pk.urn
