"""The address at which whoever is invited to act for an organisation answers: only who got the message knows it."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.responses import NotHere
from members.models import Invitation, Organisation

SALT = "members.invitation"


def invitation_path(invitation: Invitation) -> str:
    key = signing.dumps([str(invitation.pk), invitation.organisation_id], salt=SALT)
    return reverse("members:invitation", args=[key])


def invited_to(key: str) -> tuple[Organisation, Invitation | None]:
    """The organisation that the key was made for, and the invitation, if it still waits; else a 404 that says why."""
    try:
        invitation_key, organisation_id = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise not_waiting() from error
    organisation = Organisation.objects.filter(pk=organisation_id, standing__in=Organisation.WITH_DESK).first()
    if organisation is None:
        raise NotHere(
            _("The organisation that invited you does not take part here any more."),
            address=reverse("home"),
            label=_("Home"),
        )
    invitations = organisation.invitations.waiting().select_related("organisation", "invited_by")
    return organisation, invitations.filter(pk=invitation_key).first()


def not_waiting() -> NotHere:
    return NotHere(
        _(
            "This invitation does not hold any more: it was accepted or withdrawn, or its two weeks are over. If it was"
            " you who accepted it, sign in; if not, ask for another one."
        ),
        address=reverse("members:case-list"),
        label=_("Your organisation"),
    )
