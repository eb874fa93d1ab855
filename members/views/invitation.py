"""The page on which somebody who is invited, at their own address, begins to act for an organisation."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliance.shared.lifecycle import WrongState
from alliance.shared.permissions import visitor_page
from members import emails
from members.access import reading_or_posting
from members.invitation_links import invited_to, not_waiting
from members.models import Invitation, NotInvited


@visitor_page
@reading_or_posting
def answer(request: HttpRequest, key: str) -> HttpResponse:
    organisation, invitation = invited_to(key)
    person = request.user
    if person.is_authenticated and organisation.representatives.acting().filter(person=person).exists():
        return redirect("members:representative-list", organisation.slug)
    if invitation is None:
        raise not_waiting()
    if request.method == "POST":
        return _accept(request, invitation)
    return _page(request, invitation)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        with transaction.atomic():
            representative = invitation.accept(by=request.user)
            emails.tell_of_arrival(representative, invitation)
    except NotInvited:
        return _page(request, invitation, status=403)
    except WrongState as refusal:
        raise not_waiting() from refusal
    messages.success(request, _("You act for %(name)s now.") % {"name": representative.organisation.name})
    return redirect("members:representative-list", representative.organisation.slug)


def _page(request: HttpRequest, invitation: Invitation, *, status: int = 200) -> HttpResponse:
    person = request.user
    context = {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "is_theirs": person.is_authenticated and person.has_confirmed(invitation.email),
    }
    return render(request, "members/invitation.html", context, status=status)
