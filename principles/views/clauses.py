from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from alliance.shared.caching import public_page
from alliance.shared.languages import isolated, page_language
from alliance.shared.responses import NotHere, absolute
from principles.history import history_of
from principles.models import Edition, EditionClause
from principles.reading import show_in
from principles.structured_data import clause_page, edition_as_creative_work


@public_page("text")
def belief_list(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current_or_404()
    context = {
        "edition": edition,
        "text": edition.text.in_language(page_language()),
        "structured_data": edition_as_creative_work(edition),
    }
    return render(request, "principles/belief_list.html", context)


@public_page("text")
def principle_list(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current_or_404()
    context = {
        "edition": edition,
        "text": edition.text.in_language(page_language()),
        "structured_data": edition_as_creative_work(edition),
    }
    return render(request, "principles/principle_list.html", context)


@public_page("text")
def belief_detail(request: HttpRequest, slug: str) -> HttpResponse:
    missing = NotHere(
        _("No belief statement has this address."),
        address=reverse("principles:belief-list"),
        label=_("What we believe"),
    )
    return _clause_detail(request, slug, is_belief=True, missing=missing)


@public_page("text")
def principle_detail(request: HttpRequest, slug: str) -> HttpResponse:
    missing = NotHere(
        _("No core principle has this address."),
        address=reverse("principles:principle-list"),
        label=_("Our core principles"),
    )
    return _clause_detail(request, slug, is_belief=False, missing=missing)


def _clause_detail(request: HttpRequest, slug: str, *, is_belief: bool, missing: NotHere) -> HttpResponse:
    edition = Edition.objects.current_or_404()
    history = history_of(slug)
    if not history or history[0].entry.wording.is_belief != is_belief:
        raise missing
    text = edition.text.in_language(page_language())
    neighbours = text.beliefs if is_belief else edition.text.principles
    # Of a retired clause the last wording; of one that no edition in effect holds yet, the one to come.
    held = next((worded for worded in history if not worded.is_announced), history[0])
    entry = text.entry(slug) or held.entry
    if entry not in text.entries:
        show_in([entry], text.language)
    entry.notice = True
    place = neighbours.index(entry) if entry in neighbours else None
    context = {
        "edition": edition,
        "text": text,
        "entry": entry,
        "history": history,
        "is_retired": place is None and not held.is_announced,
        "announced_by": held.since if held.is_announced else None,
        "previous_entry": neighbours[place - 1] if place else None,
        "next_entry": neighbours[place + 1] if place is not None and place + 1 < len(neighbours) else None,
        "citation": citation(entry, edition if place is not None else held.entry.edition),
        "structured_data": clause_page(entry, edition),
    }
    return render(request, "principles/clause_detail.html", context)


def citation(entry: EditionClause, edition: Edition) -> str:
    """The clause as a reference in running text: who, what, which edition, when, where."""
    return _("%(site)s, “%(clause)s”, edition %(number)s, %(date)s, %(address)s") % {
        "site": settings.SITE_NAME,
        "clause": entry.label,
        "number": edition.number,
        "date": formats.date_format(edition.effective_on),
        "address": isolated(absolute(entry.get_absolute_url())),
    }
