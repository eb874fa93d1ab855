"""The page on which the named signatory, written to at their own address, reads the text and signs."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from alliance.pages.models import Page
from alliance.shared.lifecycle import WrongState
from alliance.shared.permissions import visitor_page
from members import emails
from members.forms.signing import ConsentForm
from members.models import Endorsement, SignedAlready, SignOn, TextMovedOn
from members.signing_links import case_of
from principles.differences import Comparison
from principles.models import Edition


def privacy_notice() -> str:
    """Which privacy notice is read now: the digest of its text."""
    page = Page.objects.filter(slug="privacy").first()
    return page.digest if page else "none"


def signing_context(form: ConsentForm, edition: Edition, *, is_stale: bool) -> dict[str, Any]:
    """The text to read; and, where another edition took effect meanwhile, what differs from the one that was read."""
    context: dict[str, Any] = {"edition": edition, "text": edition.text}
    if is_stale:
        read = next((it for it in Edition.objects.for_reading() if it.number == form.data.get("edition")), None)
        context["comparison"] = Comparison(read, edition)
        form.ask_again(edition.number)
    return context


@visitor_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, key: str) -> HttpResponse:
    case = case_of(key)
    if Endorsement.objects.filter(sign_on=case, signatory=case.signatory).exists():
        return render(request, "members/signing_done.html", {"case": case, "endorsement": case.endorsement})
    edition = Edition.objects.current_or_404()
    form = ConsentForm(request.POST or None, initial={"edition": edition.number})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _sign(case, number=form.cleaned_data["edition"])
                return redirect("members:signing", key)
            except TextMovedOn:
                status = 409
            except WrongState as refusal:
                context = {"case": case, "refusal": refusal}
                return render(request, "members/signing_refused.html", context, status=409)
    context = {"form": form, "case": case, **signing_context(form, edition, is_stale=status == 409)}
    return render(request, "members/signing.html", context, status=status)


def _sign(case: SignOn, *, number: str) -> None:
    with suppress(SignedAlready), transaction.atomic():
        emails.tell_of_signature(
            case.sign(number=number, language=translation.get_language(), privacy_notice=privacy_notice())
        )
