from django.db import models
from django.utils.translation import gettext_lazy as _


class Effect(models.Model):
    """That an edition has taken effect, and when. A row of its own: the edition's never changes."""

    edition = models.OneToOneField(
        "principles.Edition", on_delete=models.PROTECT, related_name="effect", verbose_name=_("edition")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("taking effect")
        verbose_name_plural = _("takings effect")

    def __str__(self) -> str:
        return str(self.edition)
