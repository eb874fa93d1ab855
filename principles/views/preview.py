"""The public pages with the drafts in place, for staff. Never public, never stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.shared.permissions import staff_only
from alliance.shared.responses import NotHere
from principles.models import Draft

PAGES = {
    "home": "home.html",
    "beliefs": "principles/belief_list.html",
    "principles": "principles/principle_list.html",
}


@staff_only("principles.view_edition")
@require_safe
def preview(request: HttpRequest, page: str) -> HttpResponse:
    draft = Draft.now()
    return render(request, PAGES[page], {"edition": draft, "text": draft.text, "preview": True})


@staff_only("principles.view_edition")
@require_safe
def preview_clause(request: HttpRequest, slug: str) -> HttpResponse:
    draft = Draft.now()
    entry = draft.text.entry(slug)
    if entry is None:
        raise NotHere(
            _("No draft has this address."), address=reverse("principles:preview", args=["home"]), label=_("Preview")
        )
    return render(request, "principles/clause_detail.html", {"edition": draft, "entry": entry, "preview": True})
