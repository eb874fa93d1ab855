"""What an organisation says of itself, and whether it is named: changed by its own people."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.shared.kept_input import forget_input, typed_input
from alliance.shared.lifecycle import WrongState
from members.access import button, reading_or_posting, representative_only
from members.forms.desk import ProfileForm, VisibilityForm
from members.models import Organisation, ProfileChange
from members.views.desk import form_page, not_now


@representative_only
@reading_or_posting
def change_profile(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    waiting = organisation.profile_changes.awaiting_review().first()
    # The form writes what was typed on its own instance, right or wrong.
    form = ProfileForm(typed_input(request), instance=Organisation.objects.get(pk=organisation.pk), waiting=waiting)
    if request.method == "POST" and form.is_valid():
        try:
            said = _save(request, organisation, form, waiting)
        except WrongState as refusal:
            return not_now(request, organisation, refusal)
        forget_input(request)
        messages.success(request, said)
        return redirect(organisation.get_desk_url())
    return form_page(request, "members/desk/profile.html", organisation, form, waiting=waiting)


def _save(request: HttpRequest, organisation: Organisation, form: ProfileForm, waiting: ProfileChange | None) -> str:
    """Saves what is live at once and proposes the rest; a sentence says which is which."""
    with transaction.atomic():
        waits = ProfileChange.objects.propose(organisation=organisation, by=request.user, **form.wished)
        if form.live:
            organisation.describe(**form.live)
        if form.has_new_themes:
            organisation.themes.set(form.cleaned_data["themes"])
    is_live, is_new = bool(form.live or form.has_new_themes), waits is not None and waits != waiting
    if is_new and is_live:
        return _("Saved. What you changed holds at once, but for name, country and website: they wait for review.")
    if is_new:
        return _("Sent to review. Until staff have accepted it, name, country and website stay as they were.")
    if waiting and waits is None:
        return _("Saved. Nothing waits for review any more: name, country and website stay as they are.")
    if is_live:
        return _("Saved. What you changed holds at once.")
    return _("Nothing was changed.")


@representative_only
@button
@require_POST
def withdraw_change(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Takes back what waits for review."""
    waiting = organisation.profile_changes.awaiting_review().first()
    try:
        if waiting is None:
            return not_now(request, organisation)
        waiting.withdraw()
    except WrongState as refusal:
        return not_now(request, organisation, refusal)
    messages.success(request, _("Taken back. Name, country and website stay as they are."))
    return redirect(organisation.get_desk_url())


@representative_only
@reading_or_posting
def change_visibility(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = VisibilityForm(typed_input(request), organisation=organisation)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["visibility"]
        if wanted != organisation.visibility:
            organisation.describe(visibility=wanted)
        forget_input(request)
        messages.success(request, _holds_now(organisation, wanted))
        return redirect(organisation.get_desk_url())
    return form_page(request, "members/desk/visibility.html", organisation, form)


def _holds_now(organisation: Organisation, wanted: str) -> str:
    if organisation.standing != Organisation.Standing.MEMBER:
        return _("Saved. It holds as soon as your organisation is a member again.")
    if wanted == Organisation.Visibility.PUBLIC:
        return _("Saved. Your organisation is named, and has its page.")
    return _("Saved. Your organisation is counted and named nowhere; its page is gone.")
