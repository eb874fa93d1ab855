"""What the people concerned are told, in the language in which they used the site. Call it inside the transaction."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from alliance.outbox.emails import queue_from_templates
from alliance.shared.responses import absolute
from members.models import Decision, Endorsement, SignOn
from members.signing_links import signing_path

# Decisions that the applicant is told of; what applicants do themselves needs no message, but for a goodbye.
TOLD = frozenset(
    {
        Decision.Verb.RETURN,
        Decision.Verb.ACCEPT,
        Decision.Verb.DECLINE,
        Decision.Verb.RETRACT,
        Decision.Verb.SUSPEND,
        Decision.Verb.RESTORE,
        Decision.Verb.REMOVE,
        Decision.Verb.LEAVE,
        Decision.Verb.MERGE,
        Decision.Verb.PAPER,
        Decision.Verb.HAND_OVER,
    }
)


def ask_for_signature(case: SignOn) -> None:
    """To the named signatory, at their own address: the text and where to sign it."""
    _send("signature_requested", case.signatory.email, case, carries_key=True)


def tell_of_signature(endorsement: Endorsement) -> None:
    """To the applicant: the one who was asked has signed."""
    case = endorsement.sign_on
    _send("signature_given", case.applicant.email, case, endorsement=endorsement)


def confirm_receipt(case: SignOn) -> None:
    _send("sign_on_received", case.applicant.email, case)


def about_decision(decision: Decision) -> None:
    """To those who act for the organisation: what was decided, with the reason."""
    if decision.verb not in TOLD:
        return
    case = decision.sign_on or decision.organisation.sign_ons.order_by("-state_since").first()
    acting = decision.organisation.representatives.acting().select_related("person")
    for person in {it.person for it in acting} | {case.applicant}:
        if not person.is_erased:
            _send(f"decision_{decision.verb}", person.email, case, decision=decision)


def _send(message: str, to: str, case: SignOn, *, carries_key: bool = False, **context: Any) -> None:
    # No subject names the organisation: staff read subjects in the outbox, and not every name is for every eye.
    context |= {"case": case, "organisation": case.organisation}
    # Addresses carry the language, so they are made in the recipient's.
    with translation.override(case.language):
        own = case.get_absolute_url() if to == case.applicant.email else reverse("members:case-list")
        context["case_address"] = absolute(own)
        if carries_key:
            context["link"] = absolute(signing_path(case))
    queue_from_templates(
        f"members/emails/{message}", to=to, language=case.language, context=context, carries_key=carries_key
    )
