"""The text to take away: an edition as Markdown and as JSON; all editions and all translations as CSV."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.shared import sample
from alliance.shared.languages import language_tag
from alliance.shared.open_data import Field, Table, permanent
from alliance.shared.responses import absolute
from principles.models import Edition, EditionClause, Translation
from principles.models.notice import ChangeClass


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


def address_of_edition(number: str) -> str:
    return _address_of_edition(number, settings.SITE_URL)


# Files name the same few editions in every row.
@lru_cache(maxsize=1000)
def _address_of_edition(number: str, site: str) -> str:
    return permanent(reverse("principles:edition-detail", args=[number]))


def address_of_text(edition: Edition) -> str:
    return permanent(reverse("principles:edition-text", args=[edition.number, "json"]))


def editions() -> Iterator[Edition]:
    return Edition.objects.for_reading().order_by("major", "minor").iterator()


def translations() -> Iterator[Translation]:
    """Every revision, since somebody who signed may have read it; with the edition that brought its wording."""
    first = EditionClause.objects.filter(wording=OuterRef("wording")).order_by("edition__major", "edition__minor")
    known = Translation.objects.select_related("wording").annotate(
        major=Subquery(first.values("edition__major")[:1]), minor=Subquery(first.values("edition__minor")[:1])
    )
    return known.order_by("language", "wording_id", "revision").iterator()


EDITIONS = Table(
    name="editions",
    title=gettext_lazy("Editions"),
    description=gettext_lazy("Every edition of the text, the oldest first. Its words are in the file of each edition."),
    columns=(
        Field(
            "id",
            "string",
            gettext_lazy("Its address, which is permanent."),
            lambda it: address_of_edition(it.number),
        ),
        Field("number", "string", gettext_lazy("Its number."), lambda it: it.number),
        Field(
            "previous",
            "string",
            gettext_lazy("The edition that it follows, by its id; empty for the first."),
            lambda it: it.previous and address_of_edition(it.previous.number),
            may_be_empty=True,
        ),
        Field(
            "class",
            "string",
            gettext_lazy("The class of its change, as it was published; empty for the first edition."),
            lambda it: it.change_class,
            one_of=tuple(ChangeClass.values),
            may_be_empty=True,
        ),
        Field(
            "corrected_class",
            "string",
            gettext_lazy("The class of its change, where a notice corrected it."),
            lambda it: it.present_class if it.is_corrected else None,
            one_of=tuple(ChangeClass.values),
            may_be_empty=True,
        ),
        Field("reason", "string", gettext_lazy("Why it was published, in English."), lambda it: it.reason),
        Field("published_at", "datetime", gettext_lazy("When it was published, in UTC."), lambda it: it.published_at),
        Field("effective_on", "date", gettext_lazy("The day on which it takes effect."), lambda it: it.effective_on),
        Field("in_effect", "boolean", gettext_lazy("Whether it has taken effect."), lambda it: it.is_in_effect),
        Field("digest", "string", gettext_lazy("The digest of its canonical text."), lambda it: it.digest),
        Field(
            "sha256",
            "string",
            gettext_lazy("The same digest, as sha256sum prints it for the plain text."),
            lambda it: it.sha256,
        ),
        Field("text", "string", gettext_lazy("The address of its words as JSON."), address_of_text),
    ),
    rows=editions,
    refers={"previous": "editions"},
)

TRANSLATIONS = Table(
    name="translations",
    title=gettext_lazy("Translations"),
    description=gettext_lazy(
        "The text in other languages, clause by clause, in every revision. English is the authoritative language."
    ),
    columns=(
        Field("language", "string", gettext_lazy("The language, as the site names it."), lambda it: it.language),
        Field(
            "clause", "string", gettext_lazy("The clause, by the last word of its address."), lambda it: it.wording.slug
        ),
        Field(
            "wording",
            "string",
            gettext_lazy("The digest of the English wording that was translated."),
            lambda it: it.wording.digest,
        ),
        Field(
            "since",
            "string",
            gettext_lazy("The first edition with this English wording, by its id."),
            lambda it: address_of_edition(f"{it.major}.{it.minor}"),
        ),
        Field(
            "revision",
            "integer",
            gettext_lazy("The number of the revision; the highest one is shown to readers."),
            lambda it: it.revision,
        ),
        Field(
            "state",
            "string",
            gettext_lazy("Whether a machine made it, a person answers for it, or a second person has reviewed it."),
            lambda it: it.state,
            one_of=tuple(Translation.State.values),
        ),
        Field(
            "title",
            "string",
            gettext_lazy("The title of the clause, if it has one."),
            lambda it: it.title,
            may_be_empty=True,
        ),
        Field("text", "string", gettext_lazy("The words of the clause."), lambda it: it.text),
        Field("digest", "string", gettext_lazy("The digest of this translation."), lambda it: it.digest),
    ),
    rows=translations,
    key=("language", "wording", "revision"),
    refers={"since": "editions"},
)
