from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.caching import public_page
from alliance.shared.languages import page_language
from alliance.shared.responses import NotHere
from principles.models import Edition


@public_page("text")
def tag_list(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.current_or_404()
    return render(request, "principles/tag_list.html", {"edition": edition, "tags": edition.text.tags})


@public_page("text")
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = Edition.objects.current_or_404()
    tag = next((tag for tag in edition.text.tags if tag["slug"] == slug), None)
    if tag is None:
        raise NotHere(
            _("No clause of the current edition carries this tag."),
            address=reverse("principles:tag-list"),
            label=_("All tags"),
        )
    context = {
        "edition": edition,
        "tag": tag,
        "text": edition.text,
        "entries": edition.text.in_language(page_language()).tagged(slug),
    }
    return render(request, "principles/tag_detail.html", context)
