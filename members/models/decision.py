from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from principles.models import Edition


class Decision(models.Model):
    """What was decided on a sign-on or a standing, with its reason. Appended, never rewritten.

    But for a name: a reason that names a person who was renamed or erased is written over, and nothing else of the row.
    """

    class Verb(models.TextChoices):
        SUBMIT = "submit", _("sent in")
        CALL_BACK = "call_back", _("called back")
        RETURN = "return", _("returned with questions")
        ACCEPT = "accept", _("accepted")
        DECLINE = "decline", _("declined")
        RETRACT = "retract", _("retracted")
        SUSPEND = "suspend", _("suspended")
        RESTORE = "restore", _("restored")
        LEAVE = "leave", _("left")
        REMOVE = "remove", _("removed")
        MERGE = "merge", _("merged")
        HAND_OVER = "hand_over", _("desk handed over")
        PAPER = "paper", _("signature on paper recorded")
        STAY = "stay", _("stays on the edition that it signed")
        OBJECT = "object", _("objects to the class of a change")
        CHANGE = "change", _("change of the profile accepted")
        KEEP = "keep", _("change of the profile declined")
        CORRECT = "correct", _("signatory corrected")
        ERASE = "erase", _("signatory erased")

    organisation = models.ForeignKey("members.Organisation", on_delete=models.PROTECT, related_name="decisions")
    sign_on = models.ForeignKey("members.SignOn", null=True, on_delete=models.PROTECT, related_name="decisions")
    verb = models.CharField(_("decision"), max_length=12, choices=Verb)
    # The organisation whose duplicate this one was. A row and not a name in the reason: that one may be counted only.
    merged_into = models.ForeignKey(
        "members.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("merged into"),
    )
    # The edition that asked, where it is an answer to one; the one whose class is objected to.
    edition = models.ForeignKey(
        Edition, null=True, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("edition")
    )
    # What the people concerned are told; staff talk among themselves in notes.
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_merge_and_nothing_else_says_into_what",
                condition=models.Q(verb="merge", merged_into__isnull=False)
                | ~models.Q(verb="merge") & models.Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="an_answer_or_objection_and_nothing_else_names_an_edition",
                condition=models.Q(verb__in=("stay", "object"), edition__isnull=False)
                | ~models.Q(verb__in=("stay", "object")) & models.Q(edition__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_objection_of_an_organisation_to_each_edition",
                fields=["organisation", "edition"],
                condition=models.Q(verb="object"),
            ),
        )

    def __str__(self) -> str:
        return self.get_verb_display()


class Note(models.Model):
    """What staff say to each other about a case. It never reaches the applicant."""

    sign_on = models.ForeignKey("members.SignOn", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text
