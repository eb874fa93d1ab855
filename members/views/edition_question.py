"""The page on which an organisation answers when the text has changed: reaffirm, stay, or leave."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from alliance.shared.kept_input import typed_input
from alliance.shared.languages import page_language
from alliance.shared.lifecycle import WrongState
from members import emails
from members.access import reading_or_posting, representative_only
from members.forms.answer import AnswerForm, ObjectionForm, StayForm
from members.forms.signing import SignatoryForm
from members.models import Decision, Organisation, Signatory, SignatureRequest, TextMovedOn
from members.views.signing import privacy_notice, signing_context
from principles.differences import Comparison
from principles.models import Edition


@representative_only
@require_safe
def edition_question(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _page(request, organisation)


@representative_only
@reading_or_posting
def reaffirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The first answer: who signs the current edition, and, if that is the person who reads here, the signature."""
    form = _signatory_form(request, organisation, typed_input(request))
    if request.method != "POST":
        return _page(request, organisation, signing=form) if form.is_bound else _to_page(organisation)
    if not form.is_valid():
        return _page(request, organisation, signing=form, status=422)
    try:
        _sign_or_ask(request, organisation, form)
    except TextMovedOn:
        return _page(request, organisation, signing=form, status=409, is_stale=True)
    except WrongState as refusal:
        return _page(request, organisation, signing=form, status=409, refusal=refusal)
    return _to_page(organisation)


def _sign_or_ask(request: HttpRequest, organisation: Organisation, form: SignatoryForm) -> None:
    answers = form.cleaned_data
    named = {"name": answers["name"], "job_title": answers["job_title"]}
    language = page_language()
    with transaction.atomic():
        if not form.signs_now:
            earlier = _waiting(organisation)
            asked = SignatureRequest.objects.ask(
                organisation=organisation, **named, email=answers["email"], by=request.user, language=language
            )
            # Who saw that this person is named, and says so again, wants another message; a second click wants none.
            if asked != earlier or form.shows(asked.signatory):
                emails.ask_for_signature(asked)
            return
        organisation.lock()
        if organisation.signed_edition == Edition.objects.current():
            return  # clicked twice
        signatory = Signatory.objects.create(**named, email=request.user.email, person=request.user)
        endorsement = organisation.reaffirm(
            signatory=signatory, **form.read, language=language, privacy_notice=privacy_notice()
        )
        emails.tell_of_reaffirmation(endorsement)


@representative_only
@reading_or_posting
def stay(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The second answer: it stays on the edition that it signed."""
    return _answer(request, organisation, StayForm(typed_input(request)), organisation.stay)


@representative_only
@reading_or_posting
def object_to_class(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """That a change called editorial is none."""
    return _answer(request, organisation, ObjectionForm(typed_input(request)), organisation.object_to)


def _answer(
    request: HttpRequest, organisation: Organisation, form: AnswerForm, verb: Callable[..., Decision]
) -> HttpResponse:
    """Shown to who came back to what was typed; sent, it is taken down by the verb, and those who act here are told."""
    if request.method != "POST":
        return _page(request, organisation, answer=form) if form.is_bound else _to_page(organisation)
    if not form.is_valid():
        return _page(request, organisation, answer=form, status=422)
    try:
        with transaction.atomic():
            said = form.cleaned_data
            emails.about_answer(verb(number=said["edition"], reason=said["reason"], by=request.user))
    except (TextMovedOn, WrongState) as refusal:
        return _page(request, organisation, answer=form, status=409, refusal=refusal)
    return _to_page(organisation)


def _to_page(organisation: Organisation) -> HttpResponse:
    return redirect("members:edition-question", organisation.slug)


def _waiting(organisation: Organisation) -> SignatureRequest | None:
    requests = SignatureRequest.objects.select_related("signatory", "organisation", "asker")
    return requests.filter(organisation=organisation, signatory__endorsements=None).first()


def _signatory_form(request: HttpRequest, organisation: Organisation, typed: QueryDict | None = None) -> SignatoryForm:
    waiting = _waiting(organisation)
    named = waiting.signatory if waiting else None
    return SignatoryForm(typed, named=named, asker=request.user, edition=Edition.objects.current_or_404())


def position(*, edition: Edition, signed: Edition | None, has_stayed: bool) -> str:
    """Where an organisation stands towards the current edition: signed, carried (over to it), stays or asked."""
    if signed == edition:
        return "signed"
    if signed and Edition.objects.current_line().filter(pk=signed.pk).exists():
        return "carried"
    return "stays" if has_stayed else "asked"


def _page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    signing: SignatoryForm | None = None,
    answer: AnswerForm | None = None,
    refusal: Exception | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Where the organisation stands, what differs from what it signed, and the answers that are open to it."""
    edition, signed = Edition.objects.current_or_404(), organisation.signed_edition
    line, decisions = Edition.objects.current_line(), organisation.decisions.select_related("by", "edition")
    stays = decisions.filter(verb=Decision.Verb.STAY, edition__in=line).last()
    form = signing or _signatory_form(request, organisation)
    if refusal and answer:
        answer.ask_again(edition.number)
    shown = {"edition": edition.number}
    context: dict[str, Any] = {
        "organisation": organisation,
        "signed": signed,
        "difference": Comparison(signed, edition),
        "position": position(edition=edition, signed=signed, has_stayed=stays is not None),
        "letter": organisation.letters.filter(edition=Edition.objects.asking(), occasion="asked").first(),
        "stays": stays,
        "objection": decisions.filter(verb=Decision.Verb.OBJECT, edition=edition).last(),
        "signature_request": _waiting(organisation),
        "endorsement": organisation.endorsements.newest_first().select_related("edition", "signatory").first(),
        "form": form,
        "stay_form": answer if isinstance(answer, StayForm) else StayForm(initial=shown),
        "objection_form": answer if isinstance(answer, ObjectionForm) else ObjectionForm(initial=shown),
        "error_form": signing or answer,
        "refusal": refusal,
        **signing_context(form, edition, is_stale=is_stale),
    }
    return render(request, "members/desk/edition.html", context, status=status)
