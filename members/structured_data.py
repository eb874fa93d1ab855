"""An organisation in the words of schema.org, as JSON-LD."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from alliance.shared.responses import absolute
from members.models import Endorsement, Organisation


def organisation_as_ngo(organisation: Organisation, endorsements: list[Endorsement]) -> dict[str, Any]:
    """A listed organisation and what it endorsed. https://schema.org/NGO, https://schema.org/EndorseAction"""
    address = absolute(organisation.get_absolute_url())
    described = {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": address,
        "url": organisation.website or address,
        "name": organisation.name,
        "memberOf": {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")},
        "potentialAction": [
            {
                "@type": "EndorseAction",
                "object": absolute(endorsement.edition.get_absolute_url()),
                "endTime": endorsement.signed_at.date().isoformat(),
            }
            for endorsement in endorsements
        ],
    }
    if organisation.description:
        described["description"] = organisation.description
    if hasattr(organisation, "logo"):
        described["logo"] = absolute(reverse("members:organisation-logo", args=[organisation.slug]))
    if organisation.year_founded:
        described["foundingDate"] = str(organisation.year_founded)
    return described
