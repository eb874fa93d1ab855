"""The newest edition in one language as a PO file (GNU gettext), for people who translate in a tool of their own.

Each entry is one field of one clause. Its context says which: `slug:field@digest/revision`, with the digest of the
wording that is translated and the number of the revision that `msgstr` starts from, 0 where the wording has none yet.
The context is part of an entry's identity, so that every tool keeps it.
"""

from collections.abc import Iterator
from io import BytesIO

from babel.messages import Catalog
from babel.messages.pofile import write_po
from django.conf import settings
from django.utils.translation import to_locale

from principles.coverage import STATES
from principles.models import Edition, EditionClause

# What a reader is told not to rely on yet is for the translator to look at.
FUZZY = frozenset({"older", "machine"})
# The words of the file itself, which tools show: in English, as all that a PO file says of itself.
TOLD = dict(zip(STATES, ("missing", "of an older wording", "made by a machine", "draft", "reviewed"), strict=True))


def fields_of(entry: EditionClause) -> Iterator[tuple[str, str, str]]:
    """The name of each field that the clause has, its English and what it starts from in the language."""
    translation = entry.shown.translation
    if entry.wording.title:
        yield "title", entry.wording.title, translation.title if translation else ""
    yield "text", entry.wording.text, translation.text if translation else ""


def context(entry: EditionClause, field: str) -> str:
    translation = entry.shown.translation
    revision = translation.revision if translation and entry.shown.state != "older" else 0
    return f"{entry.wording.slug}:{field}@{entry.wording.digest}/{revision}"


def export(edition: Edition, language: str) -> bytes:
    """The PO file; the edition's text is put into the language."""
    catalog = Catalog(
        locale=to_locale(language),
        project=settings.SITE_NAME,
        version=f"{edition.number}@{edition.digest}",
        header_comment=f"# {settings.SITE_NAME}, edition {edition.number}, {edition.digest}",
        msgid_bugs_address=f"{settings.SITE_URL}/contact/",
        creation_date=edition.published_at,
        revision_date=edition.published_at,
        fuzzy=False,
    )
    # Nobody is named in a file that goes through many hands; Babel would put a placeholder where nothing is said.
    catalog.last_translator = catalog.language_team = ""
    for entry in edition.text.in_language(language).entries:
        for field, english, start in fields_of(entry):
            catalog.add(
                english,
                start,
                context=context(entry, field),
                flags=["fuzzy"] if entry.shown.state in FUZZY else [],
                auto_comments=[f"{field} of “{entry.wording.label}”", f"state: {TOLD[entry.shown.state]}"],
            )
    file = BytesIO()
    write_po(file, catalog)
    return file.getvalue()
