"""An edition to take away: as canonical text, as Markdown, as JSON."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from alliance.shared import sample
from alliance.shared.languages import language_tag
from alliance.shared.responses import absolute
from principles.models import Edition, EditionClause


def edition_as_json(edition: Edition) -> dict[str, Any]:
    """Every field of the canonical form, so that the digest can be computed from this alone."""
    content = {
        "edition": edition.number,
        "url": absolute(edition.get_absolute_url()),
        "previous": edition.previous.number if edition.previous else None,
        "class": edition.change_class or None,
        "corrected_class": edition.present_class if edition.is_corrected else None,
        "reason": edition.reason,
        "published_at": edition.published_at,
        "effective_on": edition.effective_on,
        "in_effect": edition.is_in_effect,
        "language": settings.LANGUAGE_CODE,
        "digest": edition.digest,
        "sha256": edition.sha256,
        "clauses": [_clause(entry) for entry in edition.text.entries],
    }
    return sample.marked(content)


def _clause(entry: EditionClause) -> dict[str, Any]:
    wording = entry.wording
    return {
        "slug": wording.slug,
        "kind": wording.kind,
        "title": wording.title,
        "text": wording.text,
        "digest": wording.digest,
        "tags": [tag["name"] for tag in entry.tags],
        "url": absolute(entry.get_absolute_url()),
    }


def edition_in_language_as_json(edition: Edition, language: str) -> dict[str, Any]:
    """The same, and in `translation` what a reader of the language is shown of each clause: null for the source."""
    content = edition_as_json(edition)
    text = edition.text.in_language(language)
    if language == settings.LANGUAGE_CODE:
        return content | {"translation": None}
    translation = {
        "language": language_tag(language),
        "is_authoritative": False,
        "digest": text.translation_digest,
        "clauses": [_shown_clause(entry) for entry in text.entries],
    }
    return content | {"translation": translation}


def _shown_clause(entry: EditionClause) -> dict[str, Any]:
    """Its `state` is that of `Shown`; whether it is reviewed says something else of an older translation alone."""
    shown = entry.shown
    return {
        "slug": entry.wording.slug,
        "language": language_tag(shown.language),
        "state": shown.state,
        "is_reviewed": shown.translation is not None and not shown.is_unreviewed,
        "title": shown.title,
        "text": shown.text,
        "digest": shown.translation.digest if shown.translation else entry.wording.digest,
    }


def edition_as_markdown(edition: Edition) -> str:
    text = edition.text
    lines = [f"# {_('What we believe')}", *(entry.wording.text for entry in text.conviction)]
    for side in (text.not_defined_by, text.defined_by):
        if side.lead_in:
            lines.append(side.lead_in.wording.text)
        if side.statements:
            lines.append("\n".join(f"- {entry.wording.text}" for entry in side.statements))
    lines.append(f"# {_('Our core principles')}")
    for entry in text.principles:
        lines += [f"## {entry.number}. {entry.wording.title}", entry.wording.text]
    about = {"number": edition.number, "date": edition.effective_on.isoformat()}
    in_effect = _("Edition %(number)s, in effect since %(date)s") % about
    to_come = _("Edition %(number)s, which takes effect on %(date)s") % about
    lines += [
        "---",
        *sample.sentences(),
        in_effect if edition.is_in_effect else to_come,
        f"<{absolute(edition.get_absolute_url())}>",
        edition.digest,
    ]
    return "\n\n".join(lines) + "\n"
