from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ChangeClass(models.TextChoices):
    """What a change means for those who endorsed the text before it."""

    EDITORIAL = "editorial", _("editorial")
    SUBSTANTIVE = "substantive", _("substantive")


class EditionNotice(models.Model):
    """That an edition's change was classed wrongly, with the right class and the reason. Appended; public."""

    edition = models.ForeignKey(
        "principles.Edition", on_delete=models.PROTECT, related_name="notices", verbose_name=_("edition")
    )
    change_class = models.CharField(_("right class"), max_length=20, choices=ChangeClass)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("notice about a class")
        verbose_name_plural = _("notices about classes")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_notice_has_a_class_and_a_reason",
                condition=models.Q(change_class__in=ChangeClass.values) & ~models.Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.get_change_class_display()
