"""One case as the applicant follows it: where it stands, since when, and who has the next step."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from alliance.shared.responses import page_languages
from members import emails
from members.access import applicant_only, button, signed_in
from members.models import Decision, Endorsement, Organisation, SignOn
from members.own_data import as_file, receipt_as_json


@signed_in
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Every desk of the person who asks, and every case."""
    context = {
        "desks": Organisation.objects.with_desk_of(request.user).order_by("folded_name", "pk"),
        "cases": SignOn.objects.of(request.user).order_by("-state_since"),
    }
    return render(request, "members/case_list.html", context)


@applicant_only
@require_safe
def case_detail(request: HttpRequest, case: SignOn) -> HttpResponse:
    context = {
        "case": case,
        "organisation": case.organisation,
        "endorsement": case.endorsement,
        "has_desk": Organisation.objects.with_desk_of(request.user).filter(pk=case.organisation_id).exists(),
        "decisions": _decisions_to_read(case, by=request.user).order_by("-at", "-pk"),
    }
    return render(request, "members/case_detail.html", context)


def _decisions_to_read(case: SignOn, *, by: User) -> QuerySet[Decision]:
    """Those on the case and, for who acts for the organisation, those that belong to no case, as on its standing."""
    acts = case.organisation.representatives.acting().filter(person=by).exists()
    return case.organisation.decisions.filter(Q(sign_on=case) | Q(sign_on=None)) if acts else case.decisions.all()


@applicant_only
@button
@require_POST
def call_back(request: HttpRequest, case: SignOn) -> HttpResponse:
    try:
        case.call_back(by=request.user)
    except WrongState:
        if not is_done(case, SignOn.State.DRAFT):
            return not_now(request, case)
    return redirect("members:sign-on-organisation", case.pk)


@applicant_only
@button
@require_POST
def retract(request: HttpRequest, case: SignOn) -> HttpResponse:
    try:
        with transaction.atomic():
            case.retract(by=request.user)
            emails.about_decision(case.decisions.last())
    except WrongState:
        if not is_done(case, SignOn.State.RETRACTED):
            return not_now(request, case)
    return redirect(case)


@applicant_only
@require_safe
def receipt(request: HttpRequest, case: SignOn) -> HttpResponse:
    """What exactly was signed, to print."""
    endorsement = _signed(case)
    context = {"case": case, "endorsement": endorsement, "text": endorsement.text_as_read()}
    return render(request, "members/receipt.html", context)


@applicant_only
@require_safe
def receipt_json(request: HttpRequest, case: SignOn) -> HttpResponse:
    """What exactly was signed, to keep."""
    return as_file("endorsement.json", receipt_as_json(_signed(case)))


def _signed(case: SignOn) -> Endorsement:
    if case.endorsement is None:
        raise Http404
    return case.endorsement


def is_done(case: SignOn, state: str) -> bool:
    """Whether the case has come to where it should go: then this was the second click, or another window."""
    case.refresh_from_db()
    return case.state == state


def not_now(request: HttpRequest, case: SignOn) -> HttpResponse:
    """The case has moved on: what was asked for can no longer be done, and here is where it stands."""
    case.refresh_from_db()
    context = {
        "case": case,
        "sentence": _("This cannot be done any more: the sign-on has moved on."),
        # An address that only a form is sent to cannot be opened in another language.
        "page_languages": page_languages(case.get_absolute_url()),
    }
    return render(request, "members/not_now.html", context, status=409)
