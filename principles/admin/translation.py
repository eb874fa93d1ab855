from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from alliance.shared.lifecycle import WrongState
from alliance.shared.uploads import bounded_upload
from principles.coverage import Coverage, Language, languages
from principles.forms import PoFileForm, TranslationForm
from principles.models import Edition, Translation, TranslationMovedOn, Translator
from principles.po_export import export
from principles.po_import import MOST_BYTES, Report, take_in
from principles.side_by_side import SideBySide


@admin.register(Translation)
class TranslationAdmin(admin.ModelAdmin):
    """How far the text is translated, and the place to translate it: screens of our own, none of Django's forms.

    Whoever may view translations may look. Into a language those translate who have a row of Translator for it.
    """

    def get_urls(self) -> list[URLPattern]:
        own, name = self.admin_site.admin_view, "principles_translation"
        clause = "<str:language>/<slug:slug>/"
        language_view = own(bounded_upload(MOST_BYTES)(self.language_view))
        return [
            path("", own(self.changelist_view), name=f"{name}_changelist"),
            path("<str:language>.po", own(self.export_view), name=f"{name}_export"),
            path("<str:language>/", language_view, name=f"{name}_language"),
            path(clause, own(self.clause_view), name=f"{name}_clause"),
            path(f"{clause}take-on/", own(self.verb_view), {"verb": "take_on"}, name=f"{name}_take_on"),
            path(f"{clause}review/", own(self.verb_view), {"verb": "review"}, name=f"{name}_review"),
            path(f"{clause}reopen/", own(self.verb_view), {"verb": "reopen"}, name=f"{name}_reopen"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Translation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Translation | None = None) -> bool:
        return False

    # Who may look, and who may translate

    def must_look(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def must_translate(self, language: Language) -> None:
        if not language.is_mine:
            raise PermissionDenied

    def language(self, request: HttpRequest, code: str) -> Language:
        self.must_look(request)
        found = next((it for it in languages() if it.code == code), None)
        if found is None:
            raise Http404
        return Language(found.code, found.name, Translator.may(request.user, code))

    def side_by_side(self, request: HttpRequest, code: str, slug: str) -> SideBySide:
        side = SideBySide.find(slug, self.language(request, code))
        if side is None:
            raise Http404
        return side

    # The coverage

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The clauses of the newest edition by language; first the languages of whoever looks."""
        self.must_look(request)
        return self.coverage_page(
            request, languages(Translator.languages_of(request.user)), title=gettext("Translations")
        )

    def language_view(self, request: HttpRequest, language: str) -> HttpResponse:
        """One language: its column of the table, and its PO file to take away and to bring back."""
        column = self.language(request, language)
        form, report = PoFileForm(language=language), None
        if request.method == "POST":
            self.must_translate(column)
            form = PoFileForm(request.POST, request.FILES, language=language)
            if form.is_valid():
                report = take_in(form.cleaned_data["file"], language=language, by=request.user)
        title = gettext("Translations: %(language)s") % {"language": column.name}
        return self.coverage_page(request, [column], title=title, language=column, form=form, report=report)

    def coverage_page(
        self,
        request: HttpRequest,
        columns: list[Language],
        *,
        title: str,
        language: Language | None = None,
        form: PoFileForm | None = None,
        report: Report | None = None,
    ) -> HttpResponse:
        edition = Edition.objects.newest()
        context = {
            "title": title,
            "coverage": Coverage(edition, columns) if edition else None,
            "language": language,
            "languages": columns if language is None else languages(),
            "form": form,
            "report": report,
        }
        return self.page(request, "coverage", context, status=422 if form and form.errors else 200)

    def export_view(self, request: HttpRequest, language: str) -> HttpResponse:
        self.language(request, language)
        edition = Edition.objects.newest()
        if edition is None:
            raise Http404
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        name = f"{language}-{edition.number}.po"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(export(edition, language), content_type="text/x-gettext-translation", headers=headers)

    # One clause

    def clause_view(self, request: HttpRequest, language: str, slug: str) -> HttpResponse:
        """The English beside the translation; for those who translate into the language also the form that saves."""
        side = self.side_by_side(request, language, slug)
        if request.method != "POST":
            return self.clause_page(request, side, TranslationForm(side=side))
        self.must_translate(side.language)
        form = TranslationForm(request.POST, side=side)
        if not form.is_valid():
            return self.clause_page(request, side, form, status=422)
        words = {"title": "", **form.cleaned_data}
        try:
            made = side.save(**words, by=request.user)
        except TranslationMovedOn as refusal:
            side = self.side_by_side(request, language, slug)
            form.refuse(str(refusal), side=side)
            return self.clause_page(request, side, form, status=409)
        is_new = made.pk != (side.newest and side.newest.pk)
        said = gettext("Saved as a draft.") if is_new else gettext("Nothing was saved: these are the words already.")
        messages.success(request, said)
        return HttpResponseRedirect(self.address(side))

    def verb_view(self, request: HttpRequest, language: str, slug: str, verb: str) -> HttpResponse:
        """Moves on the translation that was shown."""
        side = self.side_by_side(request, language, slug)
        self.must_translate(side.language)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            shown = {name: request.POST.get(name, "") for name in ("digest", "revision")}
            side.move(verb, **shown, by=request.user)
        except (TranslationMovedOn, WrongState) as refusal:
            side = self.side_by_side(request, language, slug)
            return self.clause_page(request, side, TranslationForm(side=side), status=409, refusal=str(refusal))
        messages.success(request, done(verb))
        return HttpResponseRedirect(self.address(side))

    def clause_page(
        self, request: HttpRequest, side: SideBySide, form: TranslationForm, *, status: int = 200, refusal: str = ""
    ) -> HttpResponse:
        title = gettext("%(language)s: %(clause)s") % {"language": side.language.name, "clause": side.wording.label}
        context = {
            "title": title,
            "side": side,
            "language": side.language,
            "form": form,
            "refusal": refusal,
            # Of two who translated at once: what the other saved, and what differs from it in what was typed.
            "meanwhile": side.spans_to(form["text"].value() or "") if status == 409 and form.is_bound else None,
            "is_own": side.newest and side.newest.is_of(request.user),
        }
        return self.page(request, "side_by_side", context, status=status)

    def address(self, side: SideBySide) -> str:
        return reverse("admin:principles_translation_clause", args=[side.language.code, side.wording.slug])

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {"opts": self.opts}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/principles/translation/{template}.html", context, status=status)


def done(verb: str) -> str:
    return {
        "take_on": gettext("Taken on as a draft, in your name."),
        "review": gettext("Reviewed."),
        "reopen": gettext("Reopened: it is a draft again."),
    }[verb]
