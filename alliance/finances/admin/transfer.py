"""How the accounts of a year come in from a file, in the admin."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext

from alliance.finances.admin.drafts import DraftAdmin, Refusal
from alliance.finances.forms import MOST_BYTES, AccountsFileForm, ConfirmImportForm
from alliance.finances.import_file import COLUMNS, RECORDS, read_accounts
from alliance.finances.imports import Plan, compare, take_in
from alliance.finances.models import FinancialYear, Statement
from alliance.shared.csv_file import Unreadable
from alliance.shared.uploads import bounded_upload

# Whoever imports may change everything that a file can speak of.
MAY_IMPORT = tuple(
    f"finances.{action}_{model}"
    for model in ("statement", "line", "subtotal", "category", "fundingsource", "exchangerate")
    for action in ("add", "change", "delete")
)
# Seconds for which a file waits between preview and confirmation, in the cache that all nodes share.
WAITS = 60 * 60
# What comes with a form beside its file.
ROOM = 10_000
MOST_SHOWN = 200


class TransferAdmin(DraftAdmin):
    """A year with one more verb."""

    def transfer_urls(self) -> list[URLPattern]:
        own, name = self.admin_site.admin_view, "finances_financialyear"
        import_view = own(bounded_upload(MOST_BYTES + ROOM)(self.import_view))
        return [
            path("<int:key>/import/", import_view, name=f"{name}_import"),
            path("<int:key>/import/confirmation/", own(self.confirmation_view), name=f"{name}_import_confirmation"),
        ]

    def import_view(self, request: HttpRequest, key: int) -> HttpResponse:
        year = self._year_to_import(request, key)
        if request.method != "POST":
            return self.import_page(request, year, AccountsFileForm())
        form = AccountsFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.import_page(request, year, form, refusal=_nothing_done())
        content = form.cleaned_data["file"]
        try:
            plan = compare(read_accounts(content, year=year))
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
            return self.import_page(request, year, form, refusal=_nothing_done())
        if plan.errors:
            return self.import_page(request, year, form, plan=plan, refusal=_nothing_done())
        name = uuid4()
        cache.set(waiting(name), (request.user.pk, year.pk, content), WAITS)
        return self.import_page(request, year, ConfirmImportForm(initial={"name": name}), plan=plan, is_preview=True)

    def confirmation_view(self, request: HttpRequest, key: int) -> HttpResponse:
        year = self._year_to_import(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = ConfirmImportForm(request.POST)
        name = form.cleaned_data["name"] if form.is_valid() else None
        by, of_year, content = cache.get(waiting(name), (None, None, b"")) if name else (None, None, b"")
        if (by, of_year) != (request.user.pk, year.pk):
            gone = gettext("The file is not here any more: it waits for an hour. Nothing was imported; send it again.")
            return self.import_page(request, year, AccountsFileForm(), refusal=Refusal(422, (gone,)))
        plan = take_in(read_accounts(content, year=year))
        if plan.errors:
            overtaken = gettext("Something was published meanwhile. Nothing was imported.")
            return self.import_page(request, year, AccountsFileForm(), plan=plan, refusal=Refusal(409, (overtaken,)))
        cache.delete(waiting(name))
        messages.success(request, gettext("The file is imported, as drafts."))
        return HttpResponseRedirect(self.address(year))

    def _year_to_import(self, request: HttpRequest, key: int) -> FinancialYear:
        if not request.user.has_perms(MAY_IMPORT):
            raise PermissionDenied
        return self.row_or_404(request, key)

    def import_page(
        self,
        request: HttpRequest,
        year: models.Model,
        form: Form,
        *,
        plan: Plan | None = None,
        is_preview: bool = False,
        refusal: Refusal | None = None,
    ) -> HttpResponse:
        kinds = dict(Statement.Kind.choices)
        context = {
            "title": gettext("Import from a CSV file"),
            "form": form,
            "plan": plan,
            "statements": [kinds[kind] for kind in plan.statements] if plan else [],
            "remarks": plan.errors[:MOST_SHOWN] if plan else [],
            "more": max(0, len(plan.errors) - MOST_SHOWN) if plan else 0,
            "is_preview": is_preview,
            "columns": COLUMNS,
            "records": RECORDS,
        }
        return self.page(request, "admin/finances/year/import.html", year, refusal=refusal, **context)


def waiting(name: UUID) -> str:
    """The key of the cache under which a file waits."""
    return f"import-of-accounts-{name.hex}"


def _nothing_done() -> Refusal:
    return Refusal(422, (gettext("Nothing was imported. Please look at what is marked below."),))
