from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from principles.models.wording import Wording


class Translation(models.Model):
    """One revision of a wording in another language: its text never changes, a named person moves its state on."""

    class State(models.TextChoices):
        MACHINE = "machine", _("machine")
        DRAFT = "draft", _("draft")
        REVIEWED = "reviewed", _("reviewed")

    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=20)
    revision = models.PositiveIntegerField(_("revision"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    # Of the canonical line with the translated title and text; slug and kind are the wording's.
    digest = models.CharField(_("digest"), max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MACHINE)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moved_at = models.DateTimeField(_("moved"), null=True, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = (
            models.UniqueConstraint(
                fields=["wording", "language", "revision"], name="one_translation_per_wording_language_and_revision"
            ),
            models.CheckConstraint(
                name="a_named_person_moves_a_translation_on",
                condition=models.Q(state="machine") | models.Q(moved_by__isnull=False, moved_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.wording} ({self.language}, {self.revision})"
