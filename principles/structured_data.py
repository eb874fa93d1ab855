"""The text in the words of schema.org, as JSON-LD."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from alliance.shared.responses import absolute
from principles.kinds import Kind
from principles.models import Edition, EditionClause


def edition_as_creative_work(edition: Edition) -> dict[str, Any]:
    """An edition with its clauses as parts; needs the edition's text. https://schema.org/CreativeWork"""
    work = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": absolute(edition.get_absolute_url()),
        "url": absolute(edition.get_absolute_url()),
        "name": gettext("What we believe and our core principles"),
        "version": edition.number,
        "inLanguage": settings.LANGUAGE_CODE,
        "datePublished": edition.effective_on.isoformat(),
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")},
        "identifier": edition.digest,
        "hasPart": [clause_as_creative_work(entry) for entry in edition.text.entries],
    }
    if edition.previous:
        work["isBasedOn"] = absolute(edition.previous.get_absolute_url())
    return work


def clause_as_creative_work(entry: EditionClause) -> dict[str, Any]:
    part = {
        "@type": "CreativeWork",
        "@id": absolute(entry.get_absolute_url()),
        "text": entry.wording.text,
        "inLanguage": settings.LANGUAGE_CODE,
        "identifier": entry.wording.digest,
        "position": entry.position,
    }
    if entry.wording.kind == Kind.CORE_PRINCIPLE:
        part["name"] = entry.wording.title
    if entry.tags:
        part["keywords"] = [tag["name"] for tag in entry.tags]
    return part


def clause_page(entry: EditionClause, edition: Edition) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        **clause_as_creative_work(entry),
        "version": edition.number,
        "isPartOf": absolute(edition.get_absolute_url()),
    }
