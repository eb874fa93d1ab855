from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.caching import public_page
from alliance.shared.embedding import for_other_sites
from alliance.shared.languages import page_language
from alliance.shared.responses import NotHere, readable_json
from principles.differences import Comparison
from principles.models import Edition
from principles.open_data import edition_as_json, edition_as_markdown
from principles.structured_data import edition_as_creative_work


@public_page("text", "members")
def edition_list(request: HttpRequest) -> HttpResponse:
    editions = list(Edition.objects.for_reading())
    return render(request, "principles/edition_list.html", {"editions": editions, "current": current_among(editions)})


@public_page("text", "members")
def edition_detail(request: HttpRequest, number: str) -> HttpResponse:
    editions = list(Edition.objects.for_reading())
    edition = numbered(editions, number)
    Edition.objects.attach_texts([edition, edition.previous] if edition.previous else [edition])
    current = current_among(editions)
    context = {
        "edition": edition,
        "text": edition.text.in_language(page_language()),
        "current": current,
        "is_current": edition == current,
        "comparison": Comparison(edition.previous, edition) if edition.previous else None,
        "structured_data": edition_as_creative_work(edition),
    }
    return render(request, "principles/edition_detail.html", context)


@for_other_sites
@public_page("text")
def edition_text(request: HttpRequest, number: str, extension: str) -> HttpResponse:
    edition = numbered(list(Edition.objects.for_reading()), number)
    if extension == "json":
        response = readable_json(edition_as_json(edition))
    elif extension == "md":
        response = HttpResponse(edition_as_markdown(edition), content_type="text/markdown; charset=utf-8")
    else:
        response = HttpResponse(edition.text.canonical_file(), content_type="text/plain; charset=utf-8")
    if extension != "md":
        # What was adopted is in the source language, under whichever address it is asked for.
        response.headers["Content-Language"] = settings.LANGUAGE_CODE
    response.headers["Content-Disposition"] = f'inline; filename="edition-{number}.{extension}"'
    return response


@public_page("text")
def comparison(request: HttpRequest, old: str, new: str) -> HttpResponse:
    editions = list(Edition.objects.for_reading())
    sides = numbered(editions, old), numbered(editions, new)
    Edition.objects.attach_texts(sides)
    context = {"comparison": Comparison(*sides), "editions": editions}
    return render(request, "principles/comparison.html", context)


def current_among(editions: list[Edition]) -> Edition | None:
    return next((edition for edition in editions if edition.is_in_effect), None)


def numbered(editions: list[Edition], number: str) -> Edition:
    edition = next((edition for edition in editions if edition.number == number), None)
    if edition is None:
        raise NotHere(
            _("There is no edition %(number)s.") % {"number": number},
            address=reverse("principles:edition-list"),
            label=_("All editions"),
        )
    return edition
