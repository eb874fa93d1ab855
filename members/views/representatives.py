"""Who acts for an organisation, as those see it who do: they invite others, name themselves in public, and stop."""

from functools import wraps
from typing import Any
from uuid import UUID

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.shared.kept_input import typed_input
from alliance.shared.lifecycle import WrongState
from alliance.shared.permissions import View
from alliance.shared.responses import NotHere
from members import emails
from members.access import button, reading_or_posting, representative_only
from members.forms.representatives import InvitationForm
from members.models import CannotBeInvited, Invitation, LastRepresentative, Organisation, Representative


def button_of_the_list(view: View) -> View:
    """Leads whoever comes without having pressed the button, as after a session that ran out, to where it stands."""

    @representative_only
    @button
    @reading_or_posting
    @wraps(view)
    def gated(request: HttpRequest, organisation: Organisation, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            try:
                view(request, organisation, *args, **kwargs)
            except WrongState as refusal:
                return _page(request, organisation, refusal=refusal, status=409)
        return redirect("members:representative-list", organisation.slug)

    return gated


@representative_only
@reading_or_posting
def representative_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = InvitationForm(typed_input(request), initial={"language": get_language()})
    if request.method != "POST":
        return _page(request, organisation, form)
    status = 422
    if form.is_valid():
        try:
            return _invite(request, organisation, form)
        except CannotBeInvited as refusal:
            form.add_error("email", str(refusal))
        except TooOften as refusal:
            form.add_error("email", str(refusal))
            status = 429
        except WrongState as refusal:
            return _page(request, organisation, form, refusal=refusal, status=409)
    return _page(request, organisation, form, status=status)


def _invite(request: HttpRequest, organisation: Organisation, form: InvitationForm) -> HttpResponse:
    email = form.cleaned_data["email"]
    must_not_be_too_often(request, organisation, email)
    with transaction.atomic():
        invitation = Invitation.objects.invite(
            email, organisation=organisation, by=request.user, language=form.chosen_language
        )
        emails.invite(invitation)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": email})
    return redirect("members:representative-list", organisation.slug)


class TooOften(Exception):
    """More messages to strangers than colleagues need."""


def must_not_be_too_often(request: HttpRequest, organisation: Organisation, email: str) -> None:
    # By organisation, so that nobody learns whom others invite.
    if not consume(request, action="invite", key=f"{organisation.pk} {email}"):
        raise TooOften(_("So many invitations were sent today that no more go out. Try again tomorrow."))


@button_of_the_list
def withdraw(request: HttpRequest, organisation: Organisation, key: UUID) -> None:
    invitation = _invitation(organisation, key)
    invitation.withdraw(by=request.user)
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})


@button_of_the_list
def renew(request: HttpRequest, organisation: Organisation, key: UUID) -> None:
    invitation = _invitation(organisation, key)
    try:
        must_not_be_too_often(request, organisation, invitation.email)
    except TooOften as refusal:
        messages.error(request, str(refusal))
        return
    with transaction.atomic():
        invitation.renew(by=request.user)
        emails.invite(invitation)
    messages.success(request, _("The invitation is on its way to %(email)s again.") % {"email": invitation.email})


def _invitation(organisation: Organisation, key: UUID) -> Invitation:
    invitation = organisation.invitations.select_related("organisation", "invited_by").filter(pk=key).first()
    if invitation is None:
        raise WrongState(_("This invitation does not wait any more: it was accepted or withdrawn already."))
    return invitation


@button_of_the_list
def show_name(request: HttpRequest, organisation: Organisation) -> None:
    """On the public page or not; the button says which, so that a second click changes nothing."""
    is_public = request.POST.get("is_public") == "yes"
    own = get_object_or_404(organisation.representatives.acting(), person=request.user)
    own.show_name(is_public, by=request.user)
    if is_public:
        messages.success(request, _("Your name is shown on the organisation’s public page."))
    else:
        messages.success(request, _("Your name is not shown in public."))


@representative_only
@reading_or_posting
def end(request: HttpRequest, organisation: Organisation, number: int) -> HttpResponse:
    """Asks once more before a person stops acting: another one, or oneself, who hands over to the rest."""
    acting = organisation.representatives.acting().select_related("person", "organisation")
    representative = acting.filter(pk=number).first()
    if representative is None:
        raise NotHere(
            _("This person does not act for the organisation any more."),
            address=reverse("members:representative-list", args=[organisation.slug]),
            label=_("Representatives"),
        )
    if request.method == "POST":
        return _end(request, organisation, representative)
    others = [it for it in acting if it != representative and it.person.is_active]
    context = {"organisation": organisation, "representative": representative, "others": others}
    return render(request, "members/desk/representative_end.html", context)


def _end(request: HttpRequest, organisation: Organisation, representative: Representative) -> HttpResponse:
    try:
        with transaction.atomic():
            representative.end(by=request.user)
            emails.tell_of_end(representative)
    except (WrongState, LastRepresentative) as refusal:
        return _page(request, organisation, refusal=refusal, status=409)
    if representative.person == request.user:
        messages.success(request, _("You do not act for %(name)s any more.") % {"name": organisation.name})
        return redirect("members:case-list")
    messages.success(request, _("%(name)s does not act for the organisation any more.") % {"name": representative})
    return redirect("members:representative-list", organisation.slug)


def _page(
    request: HttpRequest,
    organisation: Organisation,
    form: InvitationForm | None = None,
    *,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    acting = list(organisation.representatives.acting().select_related("person"))
    own = next((it for it in acting if it.person == request.user), None)
    if own is None:
        # Whoever has stopped acting since the request began.
        raise Http404
    context = {
        "organisation": organisation,
        "acting": acting,
        "own": own,
        "can_stop": any(it.person.is_active for it in acting if it != own),
        "invitations": organisation.invitations.waiting().select_related("invited_by"),
        "form": form or InvitationForm(initial={"language": get_language()}),
        "refusal": refusal,
    }
    return render(request, "members/desk/representatives.html", context, status=status)
