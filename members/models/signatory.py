from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from principles.models import Edition


class Signatory(models.Model):
    """The person who signs for an organisation. Personal data, kept apart so that it can be corrected or erased."""

    name = models.CharField(_("name"), max_length=200)
    job_title = models.CharField(_("job title"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    # The account that signed, where it is the signatory's own.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures"
    )

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return self.name

    def is_named_like(self, other: "Signatory") -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in ("name", "job_title", "email", "person_id"))

    def has_signed_another_edition(self) -> bool:
        """Whether a signature of this person is under an edition that is not the current one."""
        return self.endorsements.exclude(edition=Edition.objects.current()).exists()

    def correct(self, *, name: str, job_title: str, email: str) -> None:
        """Everywhere at once: no other row holds a copy."""
        self.name, self.job_title, self.email = name, job_title, email
        self.save(update_fields=["name", "job_title", "email"])
