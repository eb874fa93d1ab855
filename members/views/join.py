"""Signing on, step by step. Each step is saved, so that a person can stop and resume by signing in."""

from contextlib import suppress

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alliance.shared.caching import public_page
from alliance.shared.kept_input import typed_input
from alliance.shared.languages import page_language
from alliance.shared.lifecycle import WrongState
from members import emails
from members.access import applicant_only, reading_or_posting, signed_in
from members.forms.organisation import OrganisationForm
from members.forms.signing import SignatoryForm
from members.models import NotSigned, Organisation, SignedAlready, SignOn, TextMovedOn
from members.views.case import is_done, not_now
from members.views.signing import privacy_notice, signing_context
from principles.models import Edition

# In the session: the case that was begun there last.
BEGUN = "sign-on-begun"


@public_page("members", "text")
def introduction(request: HttpRequest) -> HttpResponse:
    """Step 1: what it takes, what becomes public, what endorsing is and is not."""
    context = {
        "edition": Edition.objects.current_or_404(),
        "usual_days": SignOn.objects.usual_days_to_decision(),
    }
    return render(request, "members/join_introduction.html", context)


@signed_in
@reading_or_posting
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Step 2, the first time. Who goes back to it finds the form that they began, unless they want another."""
    begun = SignOn.objects.of(request.user).filter(pk=request.session.get(BEGUN), state__in=SignOn.EDITABLE).first()
    if begun and "another" not in request.GET:
        return organisation_change(request, begun.pk)
    form = OrganisationForm(typed_input(request))
    if request.method == "POST" and form.is_acceptable():
        case = SignOn.objects.begin_with(
            profile=form.profile,
            themes=form.cleaned_data["themes"],
            by=request.user,
            language=page_language(),
        )
        request.session[BEGUN] = str(case.pk)
        return redirect("members:sign-on-text", case.pk)
    return _organisation_page(request, form)


@applicant_only
@reading_or_posting
def organisation_change(request: HttpRequest, case: SignOn) -> HttpResponse:
    """Step 2, again."""
    if not case.is_editable:
        return not_now(request, case)
    form = OrganisationForm(typed_input(request), instance=Organisation.objects.get(pk=case.organisation_id))
    if request.method == "POST" and form.is_acceptable():
        try:
            with transaction.atomic():
                case.must_be_editable()
                case.organisation.describe(**form.profile)
                case.organisation.themes.set(form.cleaned_data["themes"])
        except WrongState:
            return not_now(request, case)
        return redirect("members:sign-on-text", case.pk)
    return _organisation_page(request, form, case)


def _organisation_page(request: HttpRequest, form: OrganisationForm, case: SignOn | None = None) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "members/join_organisation.html", {"form": form, "case": case}, status=status)


@applicant_only
@reading_or_posting
def text(request: HttpRequest, case: SignOn) -> HttpResponse:
    """Step 3: the text in full, who signs it, and, if that is the person who reads here, the signature."""
    if not case.is_editable:
        return not_now(request, case)
    edition = Edition.objects.current_or_404()
    form = SignatoryForm(typed_input(request), named=case.signatory, asker=case.applicant, edition=edition)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _name_signatory(request, case, form)
                return redirect("members:sign-on-check", case.pk)
            except TextMovedOn:
                status = 409
            except WrongState:
                return not_now(request, case)
    context = {"form": form, "case": case, **signing_context(form, edition, is_stale=status == 409)}
    return render(request, "members/join_text.html", context, status=status)


def _name_signatory(request: HttpRequest, case: SignOn, form: SignatoryForm) -> None:
    answers = form.cleaned_data
    named = {"name": answers["name"], "job_title": answers["job_title"]}
    with transaction.atomic():
        case.must_be_editable()
        if form.signs_now:
            case.name_signatory(**named, email=request.user.email, person=request.user)
            with suppress(SignedAlready):
                case.sign(**form.read, language=page_language(), privacy_notice=privacy_notice())
            return
        earlier = case.signatory
        signatory = case.name_signatory(**named, email=answers["email"])
        # Who saw that this person is named, and says so once more, wants another message; a second click wants none.
        if (signatory != earlier or form.shows(earlier)) and not signatory.endorsements.exists():
            emails.ask_for_signature(case)


@applicant_only
@reading_or_posting
def check(request: HttpRequest, case: SignOn) -> HttpResponse:
    """Step 4: all of it once more, then it is sent."""
    status = 200
    if request.method == "POST":
        try:
            with transaction.atomic():
                case.submit(by=request.user)
                emails.confirm_receipt(case)
            return redirect(case)
        except NotSigned:
            status = 422
        except WrongState:
            return redirect(case) if is_done(case, SignOn.State.SUBMITTED) else not_now(request, case)
    elif not case.is_editable:
        return not_now(request, case)
    context = {"case": case, "organisation": case.organisation, "endorsement": case.endorsement, "status": status}
    return render(request, "members/join_check.html", context, status=status)
