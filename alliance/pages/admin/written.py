"""What the administration of a page does in every language: preview, history; and all is public at once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext

from alliance.pages.changes import ChangesByLine
from alliance.pages.models.written import Written
from alliance.shared.admin import HistoryAdmin

View = Callable[..., HttpResponse]


class PreviewAsked(Exception):
    """Ends the saving of valid input before anything is written, because its writer wants to see it first."""

    def __init__(self, page: Written) -> None:
        self.page = page


def can_preview(view: View) -> View:
    """Marks a view of WrittenAdmin that saves a form, and that shows the page instead when its writer asks for that."""

    @wraps(view)
    def gated(admin: "WrittenAdmin", request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(admin, request, *args, **kwargs)
        except PreviewAsked as asked:
            return preview(request, asked.page)

    return gated


def preview(request: HttpRequest, page: Written) -> HttpResponse:
    """The page as the public would see it. Not saved, and, as everything in the admin, never stored by a browser."""
    page.updated_at = timezone.now()
    with translation.override(page.language):
        response = render(request, "pages/page_detail.html", {"page": page, "preview": True})
    response.headers["Content-Language"] = page.language
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class WrittenAdmin(HistoryAdmin):
    """What is saved here is public at once."""

    object_history_form_template = "admin/pages/history_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Written | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def view_on_site(self, page: Written) -> str:
        return page.get_absolute_url()

    @can_preview
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    @can_preview
    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().history_form_view(request, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> Written:
        page = super().save_form(request, form, change)
        if "_preview" in request.POST:
            raise PreviewAsked(page)
        return page

    def response_add(self, request: HttpRequest, obj: Written, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        self.message_user(request, is_public_now(obj))
        return response

    def response_change(self, request: HttpRequest, obj: Written) -> HttpResponse:
        response = super().response_change(request, obj)
        self.message_user(request, is_public_now(obj))
        return response

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> ChangesByLine:
        return ChangesByLine(self.model, historical_record)


def is_public_now(page: Written) -> str:
    return format_html(
        gettext('What you saved is public now. <a href="{}">See the page as readers see it</a>.'),
        page.get_absolute_url(),
    )
