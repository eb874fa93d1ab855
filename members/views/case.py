"""One case as the applicant follows it: where it stands, since when, and who has the next step."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance.shared.lifecycle import WrongState
from alliance.shared.responses import absolute
from members import emails
from members.access import applicant_only, signed_in
from members.models import Endorsement, SignOn


@signed_in
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case of the person who asks."""
    cases = SignOn.objects.of(request.user).order_by("-state_since")
    return render(request, "members/case_list.html", {"cases": cases})


@applicant_only
@require_safe
def case_detail(request: HttpRequest, case: SignOn) -> HttpResponse:
    context = {
        "case": case,
        "organisation": case.organisation,
        "endorsement": case.endorsement,
        # What was decided on the organisation's standing belongs to no case.
        "decisions": case.organisation.decisions.filter(Q(sign_on=case) | Q(sign_on=None)).order_by("-at", "-pk"),
    }
    return render(request, "members/case_detail.html", context)


@applicant_only
@require_POST
def call_back(request: HttpRequest, case: SignOn) -> HttpResponse:
    try:
        case.call_back(by=request.user)
    except WrongState:
        return not_now(request, case)
    return redirect("members:sign-on-organisation", case.pk)


@applicant_only
@require_POST
def retract(request: HttpRequest, case: SignOn) -> HttpResponse:
    try:
        with transaction.atomic():
            case.retract(by=request.user)
            emails.about_decision(case.decisions.last())
    except WrongState:
        return not_now(request, case)
    return redirect(case)


@applicant_only
@require_safe
def receipt(request: HttpRequest, case: SignOn) -> HttpResponse:
    """What exactly was signed, to print."""
    endorsement = _signed(case)
    context = {"case": case, "endorsement": endorsement, "text": endorsement.edition.text}
    return render(request, "members/receipt.html", context)


@applicant_only
@require_safe
def receipt_json(request: HttpRequest, case: SignOn) -> HttpResponse:
    """What exactly was signed, to keep."""
    response = JsonResponse(as_json(_signed(case)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="endorsement.json"'
    return response


def _signed(case: SignOn) -> Endorsement:
    if case.endorsement is None:
        raise Http404
    return case.endorsement


def as_json(endorsement: Endorsement) -> dict[str, Any]:
    edition = endorsement.edition
    return {
        "endorsement": str(endorsement.pk),
        "organisation": endorsement.organisation.name,
        "edition": edition.number,
        "edition_url": absolute(edition.get_absolute_url()),
        "edition_digest": endorsement.edition_digest,
        "language": endorsement.language,
        "translation_digest": endorsement.translation_digest or None,
        "method": endorsement.method,
        "signatory": {"name": str(endorsement.signatory), "job_title": endorsement.signatory.job_title},
        "consents": {
            "endorse": endorsement.agreed_to_endorse,
            "may_sign": endorsement.may_sign,
            "privacy_notice": endorsement.privacy_notice,
        },
        "signed_at": endorsement.signed_at,
        "text": edition.text.canonical_file().decode(),
    }


def not_now(request: HttpRequest, case: SignOn) -> HttpResponse:
    """The case has moved on: what was asked for can no longer be done, and here is where it stands."""
    case.refresh_from_db()
    context = {"case": case, "sentence": _("This cannot be done any more: the sign-on has moved on.")}
    return render(request, "members/not_now.html", context, status=409)
