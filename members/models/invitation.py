import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from members.models.organisation import Organisation
from members.models.representative import Representative

if TYPE_CHECKING:
    from alliance.accounts.models import User

HOLDS_FOR = timedelta(days=14)
# For each organisation; whoever invites more at once is not inviting colleagues.
MOST_WAITING = 20


class CannotBeInvited(Exception):
    """No invitation goes to this address, for a reason that whoever invites may know."""


class NotInvited(Exception):
    """The invitation went to an address that is not this person's, or is not confirmed."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        return self.filter(invited_at__gt=timezone.now() - HOLDS_FOR)

    def expired(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(invited_at__lte=now - HOLDS_FOR)

    def invite(self, email: str, *, organisation: Organisation, by: "User", language: str) -> "Invitation":
        """Asks whoever has this address to act for the organisation. Whether there is an account makes no difference.

        Raises CannotBeInvited if the address acts there or is invited, or too many are; WrongState if `by` has stopped.
        """
        email = email.lower()
        with transaction.atomic():
            acting = Representative.objects.at_desk(organisation, of=by)
            if email in {it.person.email for it in acting.values()}:
                raise CannotBeInvited(gettext("The person with this address acts for the organisation already."))
            there = self.filter(organisation=organisation)
            there.expired(timezone.now()).delete()
            if there.filter(email=email).exists():
                raise CannotBeInvited(gettext("This address has been invited, and the invitation still waits."))
            if there.count() >= MOST_WAITING:
                raise CannotBeInvited(gettext("Too many invitations wait already. Withdraw one first."))
            return self.create(organisation=organisation, email=email, invited_by=by, language=language)


class Invitation(models.Model):
    """A call to act for an organisation, sent to an address. The row is there only while it waits for an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    language = models.CharField(_("language of the invitation"), max_length=20, default="en")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("invited_at", "pk")
        constraints = (
            models.UniqueConstraint(
                "organisation", Lower("email"), name="an_organisation_invites_an_address_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        """The key and not the address: this ends up in logs and messages."""
        return str(self.pk)

    @property
    def holds_until(self) -> datetime:
        return self.invited_at + HOLDS_FOR

    @property
    def masked_email(self) -> str:
        """Enough for whoever has the address to know it by, and no address for whoever has not."""
        name, _, host = self.email.rpartition("@")
        return f"{name[:1] if len(name) > 1 else ''}…@{host}"

    def accept(self, *, by: "User") -> Representative:
        """The person acts for the organisation from now on.

        Raises NotInvited for anybody but whose address it is, WrongState if the invitation does not wait any more.
        """
        with transaction.atomic():
            acting = Representative.objects.at_desk(self.organisation)
            if not by.has_confirmed(self.email):
                raise NotInvited(gettext("This invitation went to another address."))
            self._take_from(Invitation.objects.waiting())
            return acting.get(by.pk) or self.organisation.representatives.create(person=by)

    def withdraw(self, *, by: "User") -> None:
        with transaction.atomic():
            Representative.objects.at_desk(self.organisation, of=by)
            self._take_from(Invitation.objects.all())

    def renew(self, *, by: "User") -> None:
        """It holds from now on for as long as a new one."""
        with transaction.atomic():
            Representative.objects.at_desk(self.organisation, of=by)
            self.invited_at = timezone.now()
            if not Invitation.objects.waiting().filter(pk=self.pk).update(invited_at=self.invited_at):
                raise WrongState(_gone())

    def _take_from(self, invitations: InvitationQuerySet) -> None:
        deleted, _rows = invitations.filter(pk=self.pk).delete()
        if not deleted:
            raise WrongState(_gone())


def _gone() -> str:
    return gettext("This invitation does not wait any more: it was accepted or withdrawn, or its time is over.")
