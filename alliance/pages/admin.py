from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.pages.changes import ChangesByLine
from alliance.pages.forms import PageForm
from alliance.pages.models import Page
from alliance.shared.admin import HistoryAdmin

View = Callable[..., HttpResponse]


class PreviewAsked(Exception):
    """Ends the saving of valid input before anything is written, because its writer wants to see it first."""

    def __init__(self, page: Page) -> None:
        self.page = page


def can_preview(view: View) -> View:
    """Marks a view of PageAdmin that saves a form, and that shows the page instead when its writer asks for that."""

    @wraps(view)
    def gated(admin: "PageAdmin", request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(admin, request, *args, **kwargs)
        except PreviewAsked as asked:
            return preview(request, asked.page)

    return gated


def preview(request: HttpRequest, page: Page) -> HttpResponse:
    """The page as the public would see it. Not saved, and, as everything in the admin, never stored by a browser."""
    page.updated_at = timezone.now()
    response = render(request, "pages/page_detail.html", {"page": page, "preview": True})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@admin.register(Page)
class PageAdmin(HistoryAdmin):
    """The plain pages. What is saved here is public at once."""

    form = PageForm
    list_display = ("title", "address", "updated_at")
    search_fields = ("slug", "title", "text")
    object_history_form_template = "admin/pages/history_form.html"

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        is_editable = obj is not None and self.has_change_permission(request, obj)
        return ["title", "slug", "text", *(["seen"] if is_editable else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()

    @admin.display(description=_("address"), ordering="slug")
    def address(self, page: Page) -> str:
        return page.get_absolute_url()

    @can_preview
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    @can_preview
    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().history_form_view(request, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> Page:
        page = super().save_form(request, form, change)
        if "_preview" in request.POST:
            raise PreviewAsked(page)
        return page

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        if change:
            obj.edit(title=obj.title, text=obj.text, by=request.user)
        else:
            super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Page, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        self.message_user(request, is_public_now(obj))
        return response

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        response = super().response_change(request, obj)
        self.message_user(request, is_public_now(obj))
        return response

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> ChangesByLine:
        return ChangesByLine(self.model, historical_record)


def is_public_now(page: Page) -> str:
    return format_html(
        gettext('What you saved is public now. <a href="{}">See the page as readers see it</a>.'),
        page.get_absolute_url(),
    )
