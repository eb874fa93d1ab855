from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.pages.admin.written import WrittenAdmin
from alliance.pages.forms import PageTranslationForm
from alliance.pages.models import Page, PageTranslation
from alliance.pages.models.page_translation import languages_to_translate_into


@admin.register(PageTranslation)
class PageTranslationAdmin(WrittenAdmin):
    """The plain pages in one language each, the English beside it. A new one is begun from its page."""

    form = PageTranslationForm
    list_display = ("title", "address", "language_name", "how_far", "updated_at")
    list_select_related = ("page",)
    list_filter = ("language", "is_machine_made")
    search_fields = ("page__slug", "page__title", "title", "text")

    def get_fields(self, request: HttpRequest, obj: PageTranslation | None = None) -> list[str | tuple[str, ...]]:
        shown = ["english_page", "language_name", ("title", "english_title"), ("text", "english_text")]
        if obj is None:
            return [*shown, "seen_english"]
        if not self.has_change_permission(request, obj):
            return [*shown, "how_far"]
        follows = ["follows_english"] if obj.is_stale else []
        return [*shown, "how_far", *follows, "seen", "seen_english"]

    def get_readonly_fields(self, request: HttpRequest, obj: PageTranslation | None = None) -> tuple[str, ...]:
        return ("english_page", "language_name", "english_title", "english_text", "how_far")

    def get_form(
        self, request: HttpRequest, obj: PageTranslation | None = None, change: bool = False, **kwargs: Any
    ) -> type[PageTranslationForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.asked = None if obj else asked_for(request)
        return form

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            return super().add_view(request, *args, **kwargs)
        asked = asked_for(request)
        if asked is None:
            self.message_user(request, gettext("Open a page, and choose its new language there."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:pages_page_changelist"))
        there = PageTranslation.objects.filter(page=asked.page, language=asked.language).first()
        if there and request.method != "POST":
            return HttpResponseRedirect(reverse("admin:pages_pagetranslation_change", args=[there.pk]))
        return super().add_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Another one is begun from its page.
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> PageTranslation:
        # Whoever saves it, or looks at it as it will be, stands by it.
        form.instance.is_machine_made = False
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: PageTranslation, form: ModelForm, change: bool) -> None:
        if change:
            obj.edit(title=obj.title, text=obj.text, source_digest=obj.source_digest, by=request.user)
        else:
            super().save_model(request, obj, form, change)

    @admin.display(description=_("address"))
    def address(self, it: PageTranslation) -> str:
        return it.get_absolute_url()

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, it: PageTranslation) -> str:
        return languages_to_translate_into().get(it.language, it.language)

    @admin.display(description=_("state"))
    def how_far(self, it: PageTranslation) -> str:
        return how_far_it_is(it)

    @admin.display(description=_("page"))
    def english_page(self, it: PageTranslation) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:pages_page_change", args=[it.page.pk]), it.page.title)

    @admin.display(description=_("title in English"))
    def english_title(self, it: PageTranslation) -> SafeString:
        return format_html('<span lang="en" dir="ltr">{}</span>', it.page.title)

    @admin.display(description=_("text in English"))
    def english_text(self, it: PageTranslation) -> SafeString:
        return format_html('<div lang="en" dir="ltr">{}</div>', linebreaks_filter(it.page.text))


def asked_for(request: HttpRequest) -> PageTranslation | None:
    """The translation that the address of the form names: of a page that there is, into a language of the site."""
    key, language = request.GET.get("page", ""), request.GET.get("language", "")
    page = Page.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if page is None or language not in languages_to_translate_into():
        return None
    return PageTranslation(page=page, language=language)


def how_far_it_is(translation: PageTranslation | None) -> str:
    """What there is still to do, in sentences."""
    if translation is None:
        return gettext("Not translated yet.")
    sentences = []
    if translation.is_machine_made:
        sentences.append(gettext("Translated by a machine. Nobody has reviewed it yet."))
    if translation.is_stale:
        sentences.append(gettext("The English page has changed since this translation was made."))
    return " ".join(sentences) or gettext("In order.")
