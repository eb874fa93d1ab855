"""The desk of an organisation: where it stands, what it signed, what it takes away, and how it leaves."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.shared.kept_input import forget_input, keep_input, typed_input
from alliance.shared.lifecycle import WrongState
from alliance.shared.responses import page_languages
from members import emails
from members.access import reading_or_posting, representative_only, signed_in
from members.forms.desk import LeaveForm
from members.models import Decision, Endorsement, Logo, Organisation
from members.own_data import as_file, organisation_as_json, receipt_as_json


@representative_only
@require_safe
def overview(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    context = {
        "organisation": organisation,
        "endorsements": list(organisation.endorsements.newest_first().select_related("edition", "signatory")),
        "waiting": organisation.profile_changes.awaiting_review().first(),
        "logo": Logo.objects.of(organisation),
        "decisions": organisation.decisions.order_by("-at", "-pk"),
        # Suspended or not, it has been here since it was accepted last.
        "accepted": organisation.decisions.filter(verb=Decision.Verb.ACCEPT).last(),
    }
    return render(request, "members/desk/overview.html", context)


@representative_only
@require_safe
def receipt(request: HttpRequest, organisation: Organisation, key: UUID) -> HttpResponse:
    """What exactly was signed, to print; in whichever way it was."""
    endorsement = _endorsement(organisation, key)
    context = {
        "organisation": organisation,
        "endorsement": endorsement,
        "text": endorsement.text_as_read(),
    }
    return render(request, "members/receipt.html", context)


@representative_only
@require_safe
def receipt_json(request: HttpRequest, organisation: Organisation, key: UUID) -> HttpResponse:
    """What exactly was signed, to keep."""
    return as_file("endorsement.json", receipt_as_json(_endorsement(organisation, key)))


def _endorsement(organisation: Organisation, key: UUID) -> Endorsement:
    endorsements = organisation.endorsements.select_related("organisation", "edition", "signatory")
    endorsement = endorsements.filter(pk=key).first()
    if endorsement is None:
        raise Http404
    return endorsement


@representative_only
@require_safe
def own_data(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All that is kept of the organisation, to take away."""
    return as_file(f"{organisation.code}.json", organisation_as_json(organisation))


@representative_only
@reading_or_posting
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The second of two clicks: the first led here."""
    form = LeaveForm(typed_input(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                emails.about_decision(organisation.leave(by=request.user, reason=form.cleaned_data["reason"]))
        except WrongState as refusal:
            return not_now(request, organisation, refusal)
        forget_input(request)
        return redirect("members:desk-goodbye")
    return form_page(request, "members/desk/leave.html", organisation, form)


@signed_in
@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """For whoever has just taken an organisation out: its desk is gone, so this is not a part of it."""
    left = Decision.objects.filter(by=request.user, verb=Decision.Verb.LEAVE).select_related("organisation").last()
    if left is None:
        raise Http404
    return render(request, "members/desk/goodbye.html", {"organisation": left.organisation, "left": left})


def form_page(
    request: HttpRequest, template: str, organisation: Organisation, form: Any, **context: Any
) -> HttpResponse:
    """The form on its page; refused, what was typed is kept for who goes away and comes back."""
    status = 200
    if request.method == "POST":
        keep_input(request)
        status = 422
    return render(request, template, {"organisation": organisation, "form": form, **context}, status=status)


def not_now(request: HttpRequest, organisation: Organisation, refusal: WrongState | None = None) -> HttpResponse:
    """Somebody else has acted meanwhile: what was asked for can no longer be done, and here is the way on."""
    keep_input(request)
    sentence = refusal or _("This cannot be done any more: somebody has done it already.")
    # An address that only a form is sent to cannot be opened in another language.
    languages = page_languages(organisation.get_desk_url())
    context = {"sentence": sentence, "organisation": organisation, "page_languages": languages}
    return render(request, "members/desk/not_now.html", context, status=409)
