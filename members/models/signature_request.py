import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from members.models.endorsement import Endorsement
from members.models.organisation import Organisation
from members.models.signatory import Signatory

if TYPE_CHECKING:
    from alliance.accounts.models import User


class SignatureRequestQuerySet(models.QuerySet["SignatureRequest"]):
    def ask(
        self, *, organisation: Organisation, name: str, job_title: str, email: str, by: "User", language: str
    ) -> "SignatureRequest":
        """Names who signs for the organisation. Another, who was named before and has not signed, is forgotten."""
        with transaction.atomic():
            organisation.lock()
            signatory = Signatory(name=name, job_title=job_title, email=email)
            for earlier in self.filter(organisation=organisation).select_related("signatory"):
                if earlier.endorsement is None and earlier.signatory.is_named_like(signatory):
                    return earlier
                earlier.withdraw()
            signatory.save(force_insert=True)
            return self.create(organisation=organisation, signatory=signatory, asker=by, language=language)


class SignatureRequest(models.Model):
    """A reaffirmation that waits for the signatory, who was named, to read the text and sign it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="signature_request")
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="signature_requests")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language of the person who asked"), max_length=20)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = SignatureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a signature")
        verbose_name_plural = _("requests for signatures")

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def endorsement(self) -> Endorsement | None:
        """What was signed on this request."""
        return self.signatory.endorsements.newest_first().select_related("edition", "signatory").first()

    def sign(self, *, number: str, language: str, privacy_notice: str, translation_digest: str = "") -> Endorsement:
        """The signature of the one who was named, under the edition that was read.

        Raises TextMovedOn if that is no longer the current one, SignedAlready if this is a second click, WrongState if
        the organisation has gone meanwhile, or somebody else was named.
        """
        with transaction.atomic():
            self.organisation.lock()
            if not SignatureRequest.objects.filter(pk=self.pk, signatory=self.signatory_id).exists():
                raise WrongState(gettext("Somebody else has been named to sign since you opened the text."))
            return self.organisation.reaffirm(
                signatory=self.signatory,
                number=number,
                language=language,
                privacy_notice=privacy_notice,
                translation_digest=translation_digest,
            )

    def withdraw(self) -> None:
        """Nobody signs on it any more; who was named and has not signed is forgotten."""
        self.delete()
        if not self.signatory.endorsements.exists():
            self.signatory.delete()
