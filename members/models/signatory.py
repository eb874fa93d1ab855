from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
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
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = (
            models.CheckConstraint(
                name="nothing_is_left_of_an_erased_signatory",
                condition=models.Q(erased_at__isnull=True) | models.Q(name="", job_title="", email="", person=None),
            ),
        )

    def __str__(self) -> str:
        """The name, or that it was erased: what every page, mail and receipt shows."""
        return gettext("name erased") if self.is_erased else self.name

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    def is_named_like(self, other: "Signatory") -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in ("name", "job_title", "email", "person_id"))

    def has_signed_another_edition(self) -> bool:
        """Whether a signature of this person is under an edition that is not the current one."""
        return self.endorsements.exclude(edition=Edition.objects.current()).exists()

    # These write one row; `members.models.Person` has them reach every place that holds the person's data.

    def correct(self, **columns: str) -> None:
        """The name, the job title or the address, as it should have been."""
        for column, value in columns.items():
            setattr(self, column, value)
        self.save(update_fields=columns)

    def erase(self) -> None:
        """Leaves the row for the endorsements that point to it; who was named and has not signed is forgotten."""
        if not self.endorsements.exists():
            self.sign_ons.update(signatory=None)
            self.signature_requests.all().delete()
            self.delete()
            return
        self.name = self.job_title = self.email = ""
        self.person, self.erased_at = None, timezone.now()
        self.save()
