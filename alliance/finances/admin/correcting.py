"""How what is published is corrected: choose the row and the field, say what holds and why."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from alliance.finances.accounts import Accounts
from alliance.finances.admin.drafts import MAY_PUBLISH, DraftAdmin, Refusal
from alliance.finances.forms import CorrectionForm
from alliance.finances.models import Correction, FinancialYear, NothingToCorrect
from alliance.finances.models.correction import text_of
from alliance.finances.public import shown


class CorrectingAdmin(DraftAdmin):
    """A year of which something is published."""

    def correcting_urls(self) -> list[URLPattern]:
        own, name = self.admin_site.admin_view, "finances_financialyear"
        return [
            path("<int:key>/corrections/", own(self.corrections_view), name=f"{name}_corrections"),
            path(
                "<int:key>/corrections/<slug:record>/<int:row>/<slug:field>/",
                own(self.correct_view),
                name=f"{name}_correct",
            ),
        ]

    def corrections_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Everything of the year that can be corrected, as it holds now; and what was corrected."""
        year = self.row_or_404(request, key)
        accounts = year.accounts
        context = {
            "title": gettext("Corrections"),
            "year": year,
            "records": [self.rows_of(accounts, record) for record in Correction.Record if accounts.rows[record]],
            "accounts": accounts,
            "may_correct": request.user.has_perm(MAY_PUBLISH),
        }
        return self.page(request, "admin/finances/year/corrections.html", year, **context)

    def rows_of(self, accounts: Accounts, record: Correction.Record) -> tuple[str, list[tuple[str, list[Any]]]]:
        """The record's name; each of its rows, with the fields that can be corrected and what they say."""
        rows = accounts.rows[record].values()
        return record.label, [
            (str(row), [self.cell(accounts, record, row, name) for name in row.CORRECTABLE]) for row in rows
        ]

    def cell(self, accounts: Accounts, record: str, row: models.Model, name: str) -> tuple[str, str, str]:
        field = row._meta.get_field(name)
        address = reverse("admin:finances_financialyear_correct", args=[accounts.year.pk, record, row.pk, name])
        return str(field.verbose_name), shown(field, text_of(field, getattr(row, name))), address

    def correct_view(self, request: HttpRequest, key: int, record: str, row: int, field: str) -> HttpResponse:
        if not request.user.has_perm(MAY_PUBLISH):
            raise PermissionDenied
        year = self.row_or_404(request, key)
        holds = year.accounts.rows.get(record, {}).get(row)
        if holds is None or field not in holds.CORRECTABLE:
            raise Http404
        form = CorrectionForm(request.POST or None, row=holds, field=field)
        if request.method != "POST":
            return self.correct_page(request, year, holds, field, form)
        if form.is_valid():
            refusal = self.correct(request, holds, field, form)
            if refusal is None:
                messages.success(request, gettext("It is corrected, and everybody can see that it was."))
                return HttpResponseRedirect(reverse("admin:finances_financialyear_corrections", args=[year.pk]))
        else:
            refusal = Refusal(422, (gettext("Nothing was corrected. Please look at what is marked below."),))
        # The row was given the new value to be checked; what holds is read anew.
        return self.correct_page(request, year, year.accounts.rows[record][row], field, form, refusal)

    def correct(self, request: HttpRequest, row: models.Model, field: str, form: CorrectionForm) -> Refusal | None:
        typed = form.cleaned_data
        try:
            Correction.objects.correct(
                row,
                field=field,
                value=typed["value"],
                reason=typed["reason"],
                by=request.user,
                shown=typed["shown"],
            )
        except ValidationError as error:
            form.refuse(error, field)
            return Refusal(422, (gettext("Nothing was corrected. Please look at what is marked below."),))
        except NothingToCorrect as refusal:
            return Refusal(409, (str(refusal),))
        return None

    def correct_page(
        self,
        request: HttpRequest,
        year: FinancialYear,
        row: models.Model,
        field: str,
        form: CorrectionForm,
        refusal: Refusal | None = None,
    ) -> HttpResponse:
        column = row._meta.get_field(field)
        if refusal and refusal.status == 409:
            # What was typed stays; what it is compared with is what holds by now.
            form.data = form.data.copy()
            form.data["shown"] = text_of(column, getattr(row, field))
        said = {"of": row, "field": column.verbose_name}
        context = {
            "title": gettext("Correct %(of)s: %(field)s") % said,
            "form": form,
            "button": gettext("Append the correction for ever"),
            "holds": shown(column, text_of(column, getattr(row, field))),
            "cancel": reverse("admin:finances_financialyear_corrections", args=[year.pk]),
        }
        return self.page(request, "admin/finances/form.html", year, refusal=refusal, **context)
