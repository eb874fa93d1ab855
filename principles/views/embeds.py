"""The text as other sites carry it: in a frame, or as JSON, in the words of one language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.shared.caching import public_page
from alliance.shared.embedding import for_other_sites, framed_by_other_sites
from alliance.shared.languages import page_language
from alliance.shared.responses import readable_json
from principles.models import Edition
from principles.open_data import edition_in_language_as_json
from principles.views.editions import current_among, numbered

CURRENT = "current"


@framed_by_other_sites
@public_page("text")
def embedded_text(request: HttpRequest, called: str) -> HttpResponse:
    editions = list(Edition.objects.for_reading())
    edition = called_edition(editions, called)
    context = {
        "edition": edition,
        "text": edition.text.in_language(page_language()),
        "current": current_among(editions),
    }
    return render(request, "principles/embedded_text.html", context)


@for_other_sites
@public_page("text")
def embedded_text_json(request: HttpRequest, called: str) -> HttpResponse:
    edition = called_edition(list(Edition.objects.for_reading()), called)
    return readable_json(edition_in_language_as_json(edition, page_language()))


def called_edition(editions: list[Edition], called: str) -> Edition:
    """The edition of this number, or the current one; where there is none, a 404 that says so."""
    if called != CURRENT:
        return numbered(editions, called)
    return current_among(editions) or Edition.objects.current_or_404()
