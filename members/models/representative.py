from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from members.models.organisation import Organisation

if TYPE_CHECKING:
    from alliance.accounts.models import User


class LastRepresentative(Exception):
    """At least one representative stays; hand the desk over first, or leave."""


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def acting(self) -> "RepresentativeQuerySet":
        return self.filter(until__isnull=True)

    def named(self) -> "RepresentativeQuerySet":
        """Those who chose to be named on the organisation's page."""
        named = self.acting().filter(is_public=True, person__is_active=True).exclude(person__name="")
        return named.select_related("person")

    def at_desk(self, organisation: Organisation, *, of: "User | None" = None) -> dict[int, "Representative"]:
        """Who acts there, by person, until the transaction ends: whoever changes it waits for the desk's lock here.

        Raises WrongState if the organisation has no desk, or the person `of` does not act at it any more.
        """
        organisation.lock()
        # A second query: after waiting, only that one sees what the one before has done.
        acting = self.acting().filter(organisation=organisation).select_related("person")
        by_person = {representative.person_id: representative for representative in acting}
        if of is not None and of.pk not in by_person:
            raise WrongState(gettext("You do not act for this organisation any more."))
        return by_person


class Representative(models.Model):
    """A person acting for an organisation on the site, from a day until a day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="representatives")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="representations")
    is_public = models.BooleanField(_("shown on the organisation's page"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )

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
            models.CheckConstraint(
                name="nobody_has_ended_what_goes_on",
                condition=models.Q(ended_by__isnull=True) | models.Q(until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.person)

    def show_name(self, is_public: bool, *, by: "User") -> None:
        """Whether the organisation's page names the person, which nobody else decides."""
        rows = Representative.objects.acting().filter(pk=self.pk, person=by)
        if not rows.update(is_public=is_public):
            raise WrongState(gettext("You do not act for this organisation any more."))
        self.is_public = is_public

    def end(self, *, by: "User") -> None:
        """The person stops acting: by an own decision, or by that of another who acts.

        Raises LastRepresentative if nobody who can sign in would be left, WrongState if either of the two has stopped.
        """
        with transaction.atomic():
            acting = Representative.objects.at_desk(self.organisation, of=by)
            if self.person_id not in acting:
                raise WrongState(gettext("This person does not act for the organisation any more."))
            if not any(it.person.is_active for it in acting.values() if it.person_id != self.person_id):
                raise LastRepresentative(gettext("At least one representative stays. Invite another person first."))
            if by.pk != self.person_id:
                # Or whoever was not wanted comes back by an invitation of their own.
                self.organisation.invitations.filter(invited_by=self.person_id).delete()
            self.until, self.ended_by = timezone.now(), by
            self.save(update_fields=["until", "ended_by"])
