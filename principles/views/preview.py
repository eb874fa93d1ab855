"""The public pages with the drafts in place, for staff. Never public, never stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.shared.permissions import staff_only
from alliance.shared.responses import NotHere
from principles.models import Draft

# The template, and the name of the page that readers see.
PAGES = {
    "home": ("home.html", "home"),
    "beliefs": ("principles/belief_list.html", "principles:belief-list"),
    "principles": ("principles/principle_list.html", "principles:principle-list"),
}


@staff_only("principles.view_edition")
@require_safe
def preview(request: HttpRequest, page: str) -> HttpResponse:
    draft = Draft.now()
    template, name = PAGES[page]
    context = {"edition": draft, "text": draft.text, "section": reverse(name), "preview": True}
    return render(request, template, context)


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
