from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.pages.models import Page
from alliance.pages.structured_data import page_as_web_page
from alliance.shared.caching import public_page
from alliance.shared.responses import NotHere


@public_page("pages")
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    page = Page.objects.filter(slug=slug).first()
    if page is None:
        raise NotHere(_("There is no page at this address."), address=reverse("home"), label=_("Home"))
    shown = page.in_language(get_language())
    return render(request, "pages/page_detail.html", {"page": shown, "structured_data": page_as_web_page(shown)})
