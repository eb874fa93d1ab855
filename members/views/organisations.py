"""Who stands behind the text: what everybody may see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.caching import public_page
from alliance.shared.responses import NotHere
from members.models import Organisation
from members.structured_data import organisation_as_ngo

PAGE = 100


@public_page("members", "text", parameters=("page",))
def organisation_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Organisation.objects.listed().with_current_endorsement(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "count": Organisation.objects.counted().count()}
    return render(request, "members/organisation_list.html", context)


@public_page("members", "text")
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    listed = Organisation.objects.listed().with_current_endorsement().select_related("logo").defer("logo__image")
    organisation = listed.filter(slug=slug).first()
    if organisation is None:
        raise NotHere(
            _("No organisation on the list has this address."),
            address=reverse("members:organisation-list"),
            label=_("Signatories"),
        )
    endorsements = list(organisation.endorsements.newest_first().select_related("edition"))
    context = {
        "organisation": organisation,
        "endorsements": endorsements,
        "representatives": organisation.representatives.named(),
        "structured_data": organisation_as_ngo(organisation, endorsements),
    }
    return render(request, "members/organisation_detail.html", context)
