"""How organisations come in from an earlier register, and leave as a spreadsheet, in the admin."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from import_export import fields, resources
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV
from import_export.tmp_storages import CacheStorage

from alliance.shared.csv_file import Unreadable
from alliance.shared.open_data import csv_pieces
from alliance.shared.spreadsheets import guarded
from alliance.shared.uploads import bounded_upload
from members.admin.deciding import Refusal
from members.forms.import_file import MOST_BYTES, ConfirmImportForm, ImportFileForm
from members.forms.import_row import OPTIONAL, REQUIRED, SEPARATOR
from members.import_file import RegisterFile, read_register
from members.imports import Overtaken, Plan, compare, take_in
from members.models import Endorsement, Organisation

# May see all organisations, since it is told which of them are in the file.
MAY_IMPORT = ("members.import_organisation", "members.see_counted_organisation")
# By which spreadsheets know it.
MARK_OF_UTF_8 = "\ufeff"
ROWS_AT_ONCE = 500
# Of each kind of remark; the others are counted.
MOST_SHOWN = 200


class WaitingFile(CacheStorage):
    """A file between preview and confirmation, in the cache that all nodes share."""

    # Seconds: it may hold the addresses of people.
    CACHE_LIFETIME = 60 * 60
    CACHE_PREFIX = "import-of-organisations-"


class OrganisationResource(resources.ModelResource):
    """A row for each organisation, in the columns of an import; who signed is not among them."""

    themes = fields.Field("themes", column_name="themes")
    edition = fields.Field(column_name="edition")
    endorsed_on = fields.Field(column_name="endorsed_on")

    class Meta:
        model = Organisation
        fields = export_order = (
            *("code", "name", "country", "website", "kind", "themes", "other_names", "year_founded"),
            *("description", "language", "standing", "visibility", "edition", "endorsed_on"),
        )

    def dehydrate_country(self, organisation: Organisation) -> str:
        return organisation.country.code

    def dehydrate_themes(self, organisation: Organisation) -> str:
        return SEPARATOR.join(sorted(tag.name for tag in organisation.themes.all()))

    def dehydrate_other_names(self, organisation: Organisation) -> str:
        return SEPARATOR.join(organisation.other_names.splitlines())

    def dehydrate_year_founded(self, organisation: Organisation) -> str:
        # A number would be written as people of the language read it: 2,011.
        return str(organisation.year_founded or "")

    def dehydrate_edition(self, organisation: Organisation) -> str:
        return organisation.signed or ""

    def dehydrate_endorsed_on(self, organisation: Organisation) -> str:
        newest = next(iter(organisation.newest_endorsements), None)
        return newest.signed_at.date().isoformat() if newest else ""

    def export_field(self, field: fields.Field, instance: Organisation, **kwargs: Any) -> str:
        """Every cell is text, and none is a formula."""
        return guarded(str(super().export_field(field, instance, **kwargs) or ""))


class TransferAdmin(ExportMixin):
    """The list with two more verbs. What an import or an export reads is what the person may see."""

    import_export_change_list_template = "admin/members/organisation/change_list.html"
    resource_classes = [OrganisationResource]
    formats = [CSV]
    skip_export_form = True

    def get_urls(self) -> list[URLPattern]:
        own, name = self.admin_site.admin_view, "members_organisation"
        import_view = own(bounded_upload(MOST_BYTES)(self.import_view))
        return [
            path("import/", import_view, name=f"{name}_import"),
            path("import/confirmation/", own(self.confirmation_view), name=f"{name}_import_confirmation"),
            path("export/", own(self.export_view), name=f"{name}_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        more = {"may_import": self.may_import(request), "query": request.GET.urlencode()}
        return super().changelist_view(request, more | (extra_context or {}))

    # Export

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What the list shows, with its search and its filters."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            organisations = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            # The list itself leads there too.
            return HttpResponseRedirect(f"{reverse('admin:members_organisation_changelist')}?{ERROR_FLAG}=1")
        response = StreamingHttpResponse(_lines(organisations), content_type="text/csv; charset=utf-8")
        name = self.get_export_filename(request, organisations, CSV())
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        newest = Prefetch("endorsements", Endorsement.objects.newest_first(), to_attr="newest_endorsements")
        return super().get_export_queryset(request).prefetch_related("themes", newest)

    # Import

    def may_import(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perms(MAY_IMPORT)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.import_page(request, ImportFileForm())
        form = ImportFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.import_page(request, form, refusal=_look_below(422))
        content = form.cleaned_data["file"]
        try:
            plan = compare(read_register(content))
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
            return self.import_page(request, form, refusal=_look_below(422))
        if plan.errors:
            return self.import_page(request, form, plan=plan, refusal=_look_below(422))
        return self.preview(request, plan, self._put_aside(content, by=request.user))

    def _put_aside(self, content: bytes, *, by: Any) -> str:
        waiting = WaitingFile()
        waiting.save({"by": by.pk, "content": content})
        return waiting.name

    def confirmation_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = ConfirmImportForm(request.POST)
        register = self._put_aside_before(form.cleaned_data["name"], by=request.user) if form.is_valid() else None
        if register is None:
            gone = gettext("The file is not here any more: it waits for an hour. Nothing was imported; send it again.")
            return self.import_page(request, ImportFileForm(), refusal=Refusal(422, gone))
        return self._take_in(request, register, form)

    def _put_aside_before(self, name: UUID, *, by: Any) -> RegisterFile | None:
        waiting = WaitingFile(name=name.hex).read()
        return read_register(waiting["content"]) if waiting and waiting["by"] == by.pk else None

    def _take_in(self, request: HttpRequest, register: RegisterFile, form: ConfirmImportForm) -> HttpResponse:
        name, are_others = form.cleaned_data["name"].hex, form.cleaned_data["are_others"]
        try:
            plan = take_in(register, by=request.user, are_others=are_others)
        except Overtaken as refusal:
            return self.preview(request, compare(register), name, refusal=Refusal(409, str(refusal)))
        if plan.is_refused(are_others=are_others):
            look = gettext("Nothing was imported. Look at the likely duplicates, and say that they are others.")
            return self.preview(request, plan, name, refusal=Refusal(422, look))
        WaitingFile(name=name).remove()
        done = gettext("Imported: %(endorsing)s with an endorsement, %(drafts)s as drafts. Here already: %(known)s.")
        said = {"endorsing": plan.endorsing, "drafts": plan.drafts, "known": len(plan.known)}
        messages.success(request, done % said)
        return HttpResponseRedirect(reverse("admin:members_organisation_changelist"))

    def preview(self, request: HttpRequest, plan: Plan, name: str, *, refusal: Refusal | None = None) -> HttpResponse:
        confirm = ConfirmImportForm(initial={"name": name}, has_duplicates=bool(plan.duplicates))
        return self.import_page(request, confirm, plan=plan, refusal=refusal, is_preview=True)

    def import_page(
        self, request: HttpRequest, form: Any, *, plan: Plan | None = None, refusal: Refusal | None = None, **more: Any
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": gettext("Import organisations"),
            "opts": self.opts,
            "form": form,
            "refused": form,
            "refusal": refusal,
            "plan": plan,
            "remarks": _shown(plan) if plan else (),
            "required": REQUIRED,
            "optional": OPTIONAL,
            **more,
        }
        request.current_app = self.admin_site.name
        template, status = "admin/members/organisation/import.html", refusal.status if refusal else 200
        return TemplateResponse(request, template, context, status=status)


def _lines(organisations: QuerySet[Organisation]) -> Iterator[str]:
    """The list as CSV, read while it is sent: it may be longer than memory."""
    resource = OrganisationResource()
    rows = map(resource.export_resource, organisations.iterator(ROWS_AT_ONCE))
    return chain([MARK_OF_UTF_8], filter(None, csv_pieces(resource.get_export_headers(), rows)))


def _look_below(status: int) -> Refusal:
    return Refusal(status, gettext("Nothing was imported. Please look at what is marked below."))


def _shown(plan: Plan) -> list[tuple[str, list[str], int]]:
    """Each kind of remark: its title, the first of them, and how many more there are."""
    kinds = (
        (gettext("Wrong"), plan.errors),
        (gettext("Likely duplicates"), plan.duplicates),
        (gettext("Here already, left as they are"), plan.known),
        (gettext("Left out"), plan.left_out),
        (gettext("Personal data without a use"), plan.not_kept),
    )
    return [
        (title, [str(remark) for remark in remarks[:MOST_SHOWN]], max(0, len(remarks) - MOST_SHOWN))
        for title, remarks in kinds
        if remarks
    ]
