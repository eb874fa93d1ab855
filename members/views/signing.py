"""The page on which the named signatory, written to at their own address, reads the text and signs."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alliance.pages.models import Page
from alliance.shared.languages import page_language
from alliance.shared.lifecycle import WrongState
from alliance.shared.permissions import visitor_page
from members import emails
from members.access import reading_or_posting
from members.forms.signing import ConsentForm, what_is_read
from members.models import SignedAlready, TextMovedOn
from members.signing_links import Asked, asked_by_key
from principles.differences import Comparison
from principles.models import Edition


def privacy_notice() -> str:
    """Which privacy notice is read now: the digest of its text, in the language in which it is shown."""
    page = Page.objects.filter(slug="privacy").first()
    return page.in_language(page_language()).digest if page else "none"


def signing_context(form: ConsentForm, edition: Edition, *, is_stale: bool) -> dict[str, Any]:
    """The text to read; and, where another edition took effect meanwhile, what differs from the one that was read."""
    text = edition.text.in_language(page_language())
    context: dict[str, Any] = {"edition": edition, "text": text}
    if is_stale:
        read = next((it for it in Edition.objects.for_reading() if it.number == form.data.get("edition")), None)
        context["comparison"] = Comparison(read, edition)
        context["is_same_edition"] = read == edition
        form.ask_again(edition.number, text.translation_digest)
    return context


@visitor_page
@reading_or_posting
def sign(request: HttpRequest, key: str) -> HttpResponse:
    asked = asked_by_key(key)
    if asked.signatory.endorsements.exists():
        return render(request, "members/signing_done.html", {"asked": asked, "endorsement": asked.endorsement})
    edition = Edition.objects.current_or_404()
    form = ConsentForm(request.POST or None, initial=what_is_read(edition))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _sign(asked, **form.read)
                return redirect("members:signing", key)
            except TextMovedOn:
                status = 409
            except WrongState as refusal:
                context = {"asked": asked, "refusal": refusal}
                return render(request, "members/signing_refused.html", context, status=409)
    signed = asked.organisation.signed_edition
    context = {
        "form": form,
        "asked": asked,
        "difference": Comparison(signed, edition) if signed and signed != edition else None,
        **signing_context(form, edition, is_stale=status == 409),
    }
    return render(request, "members/signing.html", context, status=status)


def _sign(asked: Asked, **read: str) -> None:
    with suppress(SignedAlready), transaction.atomic():
        endorsement = asked.sign(**read, language=page_language(), privacy_notice=privacy_notice())
        emails.tell_of_signature(asked, endorsement)
