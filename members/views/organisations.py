"""Who stands behind the text: what everybody may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.caching import public_page
from alliance.shared.responses import NotHere
from members.directory import Directory
from members.forms.directory import DirectoryForm
from members.glance import Glance
from members.models import Organisation
from members.structured_data import organisation_as_ngo
from members.world import world
from principles.models import Edition


@public_page("members", "text", parameters=tuple(DirectoryForm.base_fields))
def organisation_list(request: HttpRequest) -> HttpResponse:
    editions = list(Edition.objects.in_effect().newest_first().with_present_class())
    form = DirectoryForm(request.GET, editions=editions)
    is_sound = form.is_valid()
    directory = Directory(form.wanted, editions=editions)
    if is_sound and directory.has_no_such_theme:
        form.refuse_theme()
    context = {"directory": directory, "form": form}
    if form.errors:
        return render(request, "members/organisation_list.html", context, status=422)
    if directory.is_beyond_the_end:
        return render(request, "members/organisation_list.html", context, status=404)
    if not directory.is_narrowed:
        context["count"] = Organisation.objects.counted().count()
    return render(request, "members/organisation_list.html", context)


@public_page("members", "text")
def organisation_map(request: HttpRequest) -> HttpResponse:
    """The pictures: where they are, how their number grew, what they endorse."""
    editions = list(Edition.objects.in_effect().newest_first().with_present_class())
    return render(request, "members/organisation_map.html", {"glance": Glance(editions), "world": world()})


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
