"""The logo of an organisation: changed at its desk, shown to everybody where the organisation is named."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance.shared.caching import public_page
from alliance.shared.kept_input import forget_input, typed_input
from alliance.shared.lifecycle import WrongState
from alliance.shared.pictures import MOST_BYTES_READ
from alliance.shared.uploads import bounded_upload
from members.access import button, reading_or_posting, representative_only
from members.forms.desk import LogoForm
from members.models import Logo, Organisation
from members.views.desk import form_page, not_now


@public_page("members")
def public_logo(request: HttpRequest, slug: str) -> HttpResponse:
    return _image(Logo.objects.filter(organisation__in=Organisation.objects.listed().filter(slug=slug)).first())


@representative_only
@require_safe
def own_logo(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _image(Logo.objects.filter(organisation=organisation).first())


def _image(logo: Logo | None) -> HttpResponse:
    if logo is None:
        raise Http404
    return HttpResponse(bytes(logo.image), content_type="image/webp")


@bounded_upload(MOST_BYTES_READ)
@representative_only
@reading_or_posting
def change_logo(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    logo = Logo.objects.of(organisation)
    form = LogoForm(typed_input(request), request.FILES or None, present=logo)
    if request.method == "POST" and form.is_valid():
        try:
            Logo.objects.put(organisation=organisation, by=request.user, **form.cleaned_data)
        except WrongState as refusal:
            return not_now(request, organisation, refusal)
        forget_input(request)
        messages.success(request, _("Saved. This is your logo now."))
        return redirect("members:desk-logo", organisation.slug)
    return form_page(request, "members/desk/logo.html", organisation, form, logo=logo)


@representative_only
@button
@require_POST
def remove_logo(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    Logo.objects.filter(organisation=organisation).delete()
    messages.success(request, _("The logo is removed."))
    return redirect("members:desk-logo", organisation.slug)
