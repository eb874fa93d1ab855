"""The accounts as everybody may read them: pages, signed documents, and files for programs."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.finances import accounts, glance, iati, words
from alliance.finances.flow import drawing
from alliance.finances.models import FinancialYear
from alliance.finances.models.document import Pdf
from alliance.finances.open_data import BUDGETS, FUNDING
from alliance.finances.sheet import sheet
from alliance.finances.structured_data import alliance_as_ngo
from alliance.shared.caching import public_page, public_stream
from alliance.shared.embedding import for_other_sites
from alliance.shared.responses import NotHere


@public_page("accounts")
def year_list(request: HttpRequest) -> HttpResponse:
    years = accounts.read(FinancialYear.objects.public())
    newest = next((it for it in years if it.statements), None)
    funded = next((it for it in years if it.shares), None)
    ended = next((it for it in years if it.budget and it.actual), None)
    context = {
        "years": years,
        "by_currency": glance.years_by_currency(years),
        "missing": [words.missing_budget(it) for it in years if it.year.is_budget_missing],
        "newest": newest,
        "sentences": words.sentences(newest) if newest else [],
        "funded": funded,
        "shares": glance.shares_of(funded) if funded else [],
        "largest": [(it, glance.shares_of(it)[0]) for it in years if it.shares],
        "ended": ended,
        "compared": glance.compared_rows(ended) if ended else [],
        "drawing": drawing(newest) if newest else None,
        "is_iati_offered": iati.is_offered(),
        "structured_data": alliance_as_ngo(years),
    }
    return render(request, "finances/year_list.html", context)


@public_page("accounts")
def year_detail(request: HttpRequest, slug: str) -> HttpResponse:
    told = _year_or_404(slug).accounts
    context = {
        "accounts": told,
        "sentences": words.sentences(told),
        "missing": words.missing_budget(told),
        "conversion": words.conversion(told),
        "drawing": drawing(told),
        "sheets": [(_("Income"), sheet(told, "income")), (_("Expense"), sheet(told, "expense"))],
        "structured_data": alliance_as_ngo([told]),
    }
    return render(request, "finances/year_detail.html", context)


def _year_or_404(slug: str) -> FinancialYear:
    year = FinancialYear.objects.public().filter(slug=slug).first()
    if year is None:
        sentence = _("There are no accounts of such a year.")
        raise NotHere(sentence, address=reverse("finances:year-list"), label=_("All years"))
    return year


@public_page("accounts")
def statement_document(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    statement = getattr(_year_or_404(slug).accounts, kind)
    return _to_take_away(statement and statement.document, f"{kind}-{slug}.pdf")


@public_page("accounts")
def agreement_document(request: HttpRequest, slug: str, source: int) -> HttpResponse:
    """Of a funder that is withheld by now there is none, though its row has one."""
    public = next((it for it in _year_or_404(slug).accounts.sources if it.pk == source), None)
    return _to_take_away(public and public.agreement, f"agreement-{slug}-{source}.pdf")


def _to_take_away(document: Pdf | None, name: str) -> HttpResponse:
    """Never opened here: a PDF is a program of whoever made it."""
    if document is None:
        raise NotHere(_("There is no such document."), address=reverse("finances:year-list"), label=_("All years"))
    return HttpResponse(
        bytes(document.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


@for_other_sites
@public_stream("accounts")
def funding_file(request: HttpRequest) -> StreamingHttpResponse:
    return FUNDING.as_file()


@for_other_sites
@public_stream("accounts")
def budgets_file(request: HttpRequest) -> StreamingHttpResponse:
    return BUDGETS.as_file()


@for_other_sites
@public_page("accounts")
def iati_file(request: HttpRequest) -> HttpResponse:
    if not iati.is_offered():
        raise NotHere(
            _("The accounts are not offered as IATI data: this organisation has no identifier by which IATI names it."),
            address=reverse("finances:year-list"),
            label=_("All years"),
        )
    return HttpResponse(iati.organisation_file(), content_type="application/xml; charset=utf-8")
