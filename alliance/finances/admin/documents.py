"""The signed PDFs of statements and of agreements, sent on a page of their own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from alliance.finances.admin.drafts import DraftAdmin, Refusal
from alliance.finances.forms import PdfForm
from alliance.finances.models import FinancialYear
from alliance.finances.models.correction import year_of
from alliance.finances.models.document import MOST_BYTES, Pdf, columns_of
from alliance.shared.uploads import bounded_upload

# What comes with a form beside its file.
ROOM = 10_000


class DocumentAdmin(DraftAdmin):
    """A row that has a signed PDF."""

    document: type[Pdf]
    # The column of the document that names the row.
    of = ""

    def get_urls(self) -> list[URLPattern]:
        own, name = self.admin_site.admin_view, f"finances_{self.opts.model_name}"
        upload = own(bounded_upload(MOST_BYTES + ROOM)(self.document_view))
        return [
            path("<int:key>/document/", upload, name=f"{name}_document"),
            path("<int:key>/document/pdf/", own(self.pdf_view), name=f"{name}_pdf"),
            *super().get_urls(),
        ]

    def document_view(self, request: HttpRequest, key: int) -> HttpResponse:
        row = self.row_or_404(request, key)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form = PdfForm(request.POST or None, request.FILES or None)
        if request.method != "POST":
            return self.document_page(request, row, form)
        if not form.is_valid():
            return self.document_page(request, row, form, Refusal(422, (gettext("Nothing was kept."),)))
        if not self.keep(row, form.cleaned_data["file"]):
            late = gettext("It was published meanwhile, and never changes.")
            return self.document_page(request, row, form, Refusal(409, (late,)))
        messages.success(request, gettext("The signed PDF is kept."))
        return HttpResponseRedirect(self.address(row))

    def keep(self, row: models.Model, content: bytes) -> bool:
        """Puts the PDF in the place of any before it, unless the row has been published."""
        with transaction.atomic():
            FinancialYear.objects.lock(year_of(row))
            if type(row).objects.get(pk=row.pk).is_published:
                return False
            self.document._base_manager.update_or_create(**{self.of: row}, defaults=columns_of(content))
            return True

    def document_page(
        self, request: HttpRequest, row: models.Model, form: PdfForm, refusal: Refusal | None = None
    ) -> HttpResponse:
        title = gettext("Signed PDF")
        context = {"title": title, "form": form, "button": gettext("Keep the file"), "document": self.kept(row)}
        context["pdf_address"] = reverse(f"admin:finances_{self.opts.model_name}_pdf", args=[row.pk])
        return self.page(request, "admin/finances/form.html", row, refusal=refusal, **context)

    def kept(self, row: models.Model) -> Any:
        return self.document._base_manager.filter(**{self.of: row}).defer("content").first()

    def pdf_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The file, to be saved and not to be opened here."""
        row = self.row_or_404(request, key)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        document = self.document._base_manager.filter(**{self.of: row}).first()
        if document is None:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="{document.file_name}"'}
        return HttpResponse(bytes(document.content), content_type="application/pdf", headers=headers)
