from urllib.parse import urlencode

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.pages.admin.page_translation import how_far_it_is
from alliance.pages.admin.written import WrittenAdmin
from alliance.pages.forms import PageForm
from alliance.pages.models import Page, PageTranslation
from alliance.pages.models.page_translation import languages_to_translate_into


@admin.register(Page)
class PageAdmin(WrittenAdmin):
    """The plain pages, in English; and the ways to their translations."""

    form = PageForm
    list_display = ("title", "address", "updated_at")
    search_fields = ("slug", "title", "text")

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        if obj is None:
            return ["title", "slug", "text"]
        translations = ["translations"] if request.user.has_perm("pages.change_pagetranslation") else []
        seen = ["seen"] if self.has_change_permission(request, obj) else []
        return ["title", "slug", "text", *translations, *seen]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        return ("slug", "translations") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("title",)}

    @admin.display(description=_("address"), ordering="slug")
    def address(self, page: Page) -> str:
        return page.get_absolute_url()

    @admin.display(description=_("in other languages"))
    def translations(self, page: Page) -> SafeString:
        there = {it.language: it for it in page.translations.all()}
        rows = (
            (way_to(page, there.get(code), code), code, name, how_far_it_is(there.get(code)))
            for code, name in languages_to_translate_into().items()
        )
        items = format_html_join("", '<li><a href="{}"><span lang="{}">{}</span></a>: {}</li>', rows)
        return format_html("<ul>{}</ul>", items) if items else gettext("The site has no other language.")

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        if change:
            obj.edit(title=obj.title, text=obj.text, by=request.user)
        else:
            super().save_model(request, obj, form, change)


def way_to(page: Page, translation: PageTranslation | None, language: str) -> str:
    """The address at which staff edit the translation, or make it."""
    if translation:
        return reverse("admin:pages_pagetranslation_change", args=[translation.pk])
    return f"{reverse('admin:pages_pagetranslation_add')}?{urlencode({'page': page.pk, 'language': language})}"
