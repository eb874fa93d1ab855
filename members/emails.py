"""What the people concerned are told, each in their own language. Call it inside the transaction."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from alliance.accounts.models import User
from alliance.outbox.emails import queue_from_templates
from alliance.shared.responses import absolute
from members.invitation_links import invitation_path
from members.models import (
    Announcement,
    Decision,
    Endorsement,
    Invitation,
    Letter,
    Organisation,
    Representative,
    SignatureRequest,
    SignOn,
)
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
        Decision.Verb.CHANGE,
        Decision.Verb.KEEP,
    }
)


def ask_for_signature(asked: SignOn | SignatureRequest) -> None:
    """To the named signatory, at their own address: the text and where to sign it."""
    if isinstance(asked, SignOn):
        _send("signature_requested", asked.signatory.email, asked, carries_key=True)
        return
    with translation.override(asked.language):
        context = {"asked": asked, "organisation": asked.organisation, "link": absolute(signing_path(asked))}
    queue_from_templates(
        "members/emails/reaffirmation_requested",
        to=asked.signatory.email,
        language=asked.language,
        context=context,
        carries_key=True,
    )


def tell_of_signature(asked: SignOn | SignatureRequest, endorsement: Endorsement) -> None:
    """To those who asked: the one who was asked has signed."""
    if isinstance(asked, SignOn):
        _send("signature_given", asked.applicant.email, asked, endorsement=endorsement)
    else:
        tell_of_reaffirmation(endorsement)


def tell_of_reaffirmation(endorsement: Endorsement) -> None:
    _tell_representatives("reaffirmation_given", endorsement.organisation, endorsement=endorsement)


def about_edition(letter: Letter, announcement: Announcement) -> None:
    """To those who act for the organisation: it is asked to reaffirm, or told what was carried over."""
    _tell_representatives(f"edition_{letter.occasion}", letter.organisation, letter=letter, announcement=announcement)


def remind(letter: Letter) -> None:
    _tell_representatives("edition_reminder", letter.organisation, letter=letter)


def about_answer(decision: Decision) -> None:
    """To those who act for the organisation: what one of them answered."""
    _tell_representatives(f"decision_{decision.verb}", decision.organisation, decision=decision)


def confirm_receipt(case: SignOn) -> None:
    _send("sign_on_received", case.applicant.email, case)


def about_decision(decision: Decision) -> None:
    """To who applies, if it is about the case, and to who acts for the organisation: the decision, with the reason."""
    if decision.verb not in TOLD:
        return
    case, organisation, message = decision.sign_on, decision.organisation, f"decision_{decision.verb}"
    told = {it.person for it in organisation.representatives.acting().select_related("person")}
    if decision.verb == Decision.Verb.HAND_OVER:
        gone = organisation.representatives.filter(until=decision.at, ended_by=decision.by)
        told |= {it.person for it in gone.select_related("person")}
    if case and not case.applicant.is_erased:
        _send(message, case.applicant.email, case, decision=decision)
        told.discard(case.applicant)
    for person in sorted(told, key=lambda person: person.pk):
        _tell(message, person, organisation, decision=decision)


def invite(invitation: Invitation) -> None:
    """To an address where nobody may be known yet: who asks them to act for which organisation, and where to answer."""
    with translation.override(invitation.language):
        link = absolute(invitation_path(invitation))
    queue_from_templates(
        "members/emails/invitation",
        to=invitation.email,
        language=invitation.language,
        context={"invitation": invitation, "organisation": invitation.organisation, "link": link},
        carries_key=True,
    )


def tell_of_arrival(representative: Representative, invitation: Invitation) -> None:
    """To everybody who acts for the organisation, the one who has come among them."""
    for it in representative.organisation.representatives.acting().select_related("person"):
        _tell_about_person("representative_came", it.person, representative, invited_by=invitation.invited_by)


def tell_of_end(representative: Representative) -> None:
    """To everybody who acts for the organisation, and to the one who does not any more."""
    remaining = representative.organisation.representatives.acting().select_related("person")
    is_own_doing = representative.ended_by == representative.person
    for person in [representative.person, *(it.person for it in remaining)]:
        _tell_about_person("representative_went", person, representative, is_own_doing=is_own_doing)


def _tell_about_person(message: str, person: User, about: Representative, **context: Any) -> None:
    _tell(message, person, about.organisation, representative=about, is_oneself=person == about.person, **context)


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


def _tell(message: str, person: User, organisation: Organisation, **context: Any) -> None:
    """To somebody who acts for the organisation, or did, in their language."""
    context["organisation"] = organisation
    has_desk = organisation.standing in Organisation.WITH_DESK
    with translation.override(person.mail_language):
        own = organisation.get_desk_url() if has_desk else reverse("members:case-list")
        context["case_address"] = absolute(own)
        context["edition_address"] = absolute(reverse("members:edition-question", args=[organisation.slug]))
        context["people_address"] = absolute(reverse("members:representative-list", args=[organisation.slug]))
    name = f"members/emails/{message}"
    queue_from_templates(name, to=person.email, language=person.mail_language, context=context, carries_key=False)


def _tell_representatives(message: str, organisation: Organisation, **context: Any) -> None:
    for representative in organisation.representatives.acting().select_related("person"):
        _tell(message, representative.person, organisation, **context)
