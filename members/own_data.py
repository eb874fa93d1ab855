"""What an organisation may take away: the receipt of what it signed, and all that is kept of it."""

from typing import Any

from django.http import JsonResponse

from alliance.shared import sample
from alliance.shared.responses import absolute, readable_json
from members.models import Endorsement, Logo, Organisation

PROFILE = (
    "name",
    "other_names",
    "region_only",
    "kind",
    "website",
    "year_founded",
    "registration_number",
    "register",
    "description",
    "language",
    "statement",
)


def as_file(name: str, content: dict[str, Any]) -> JsonResponse:
    """The content as a JSON file to keep."""
    response = readable_json(sample.marked(content))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def receipt_as_json(endorsement: Endorsement) -> dict[str, Any]:
    """What exactly was signed, with the words; those of a translation are what its digest was taken of."""
    read = endorsement.text_as_read()
    return {
        **endorsement_as_json(endorsement),
        "organisation": endorsement.organisation.name,
        "text": endorsement.edition.text.canonical_file().decode(),
        "translation": read.shown_file().decode() if read.translation_digest else None,
    }


def endorsement_as_json(endorsement: Endorsement) -> dict[str, Any]:
    edition, signatory = endorsement.edition, endorsement.signatory
    return {
        "endorsement": str(endorsement.pk),
        "edition": edition.number,
        "edition_url": absolute(edition.get_absolute_url()),
        "edition_digest": endorsement.edition_digest,
        "language": endorsement.language,
        "translation_digest": endorsement.translation_digest or None,
        "method": endorsement.method,
        "signatory": {"name": str(signatory), "job_title": signatory.job_title} if signatory else None,
        "consents": {
            "endorse": endorsement.agreed_to_endorse,
            "may_sign": endorsement.may_sign,
            "privacy_notice": endorsement.privacy_notice,
        },
        "signed_at": endorsement.signed_at,
    }


def organisation_as_json(organisation: Organisation) -> dict[str, Any]:
    """All that is kept of an organisation and that its own people may see: everything but the notes of staff."""
    profile = {name: getattr(organisation, name) for name in PROFILE}
    endorsements = organisation.endorsements.newest_first().select_related("edition", "signatory")
    return {
        "address": absolute(organisation.get_absolute_url()),
        "code": organisation.code,
        "standing": organisation.standing,
        "visibility": organisation.visibility,
        "profile": {**profile, "country": organisation.country.code, "themes": sorted(organisation.themes.names())},
        "profile_changes": [
            {
                **change.words,
                "state": change.state,
                "state_since": change.state_since,
                "proposed_by": change.proposed_by.name,
                "proposed_at": change.proposed_at,
            }
            for change in organisation.profile_changes.select_related("proposed_by")
        ],
        "logo": logo_as_json(Logo.objects.of(organisation)),
        "endorsements": [endorsement_as_json(endorsement) for endorsement in endorsements],
        "sign_ons": [
            {"state": case.state, "state_since": case.state_since, "applicant": case.applicant.name}
            for case in organisation.sign_ons.select_related("applicant")
        ],
        "decisions": [
            {"decision": decision.verb, "reason": decision.reason, "at": decision.at}
            for decision in organisation.decisions.all()
        ],
        "representatives": [
            {
                "name": representative.person.name,
                "is_public": representative.is_public,
                "since": representative.since,
                "until": representative.until,
            }
            for representative in organisation.representatives.select_related("person")
        ],
    }


def logo_as_json(logo: Logo | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    names = ("alt", "width", "height", "digest", "changed_at")
    return {name: getattr(logo, name) for name in names} | {"format": "image/webp"}
