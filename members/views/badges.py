"""What partner sites may carry: the badge of an organisation, and the page that says how."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.validators import slug_unicode_re
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.caching import public_page
from alliance.shared.embedding import for_other_sites
from alliance.shared.responses import NotHere, declared_parameters
from members.badge import Badge
from members.models import Organisation
from principles.models import Edition
from principles.views.embeds import CURRENT, called_edition


@for_other_sites
@public_page("members", "text")
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = Organisation.objects.with_badge().filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return render(request, "members/badge.svg", {"badge": Badge(organisation)}, content_type="image/svg+xml")


# The preview of the text is a frame.
@csp_update({"frame-src": [SELF]})
@public_page("members", "text", parameters=("edition", "organisation"))
def embedding(request: HttpRequest) -> HttpResponse:
    """What to copy, and what it looks like: for the organisation and the edition that are asked for."""
    editions = list(Edition.objects.for_reading())
    called = request.GET.get("edition") or CURRENT
    slug = request.GET.get("organisation", "")
    organisation = _with_badge(slug) if slug else Organisation.objects.with_badge().order_by("pk").first()
    context = {
        "called": called,
        "edition": called_edition(editions, called),
        "editions": editions,
        "badge": Badge(organisation) if organisation else None,
        "is_example": not slug,
        "chosen": declared_parameters(request),
    }
    return render(request, "members/embedding.html", context)


def _with_badge(slug: str) -> Organisation:
    found = Organisation.objects.with_badge().filter(slug=slug).first() if slug_unicode_re.match(slug) else None
    if found is None:
        raise NotHere(
            _("No organisation on the list has this address."),
            address=reverse("members:embedding"),
            label=_("Carry the text and the badge"),
        )
    return found
