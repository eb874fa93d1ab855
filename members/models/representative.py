from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.organisation import Organisation


class LastRepresentative(Exception):
    """At least one representative stays; hand the desk over first, or leave."""


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def acting(self) -> "RepresentativeQuerySet":
        return self.filter(until__isnull=True)


class Representative(models.Model):
    """A person acting for an organisation on the site, from a day until a day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="representatives")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="representations")
    is_public = models.BooleanField(_("shown on the organisation's page"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(
                name="a_person_represents_an_organisation_once",
                fields=["organisation", "person"],
                condition=models.Q(until__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return str(self.person)
