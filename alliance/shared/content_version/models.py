from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentVersion(models.Model):
    """Which version of one part of the public content is committed. Triggers write it; see `triggers.py`."""

    scope = models.CharField(_("part of the content"), max_length=20, primary_key=True)
    number = models.BigIntegerField(_("version"), null=True)

    class Meta:
        verbose_name = _("content version")
        verbose_name_plural = _("content versions")

    def __str__(self) -> str:
        return self.scope
