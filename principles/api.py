"""The text, as lists of the API, and the words of an edition."""

from datetime import date, datetime
from typing import Any, Literal

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from alliance.shared.api.lists import List
from alliance.shared.api.problems import Unprocessable
from alliance.shared.api.schemas import SampleMark, described
from principles import open_data
from principles.kinds import Kind
from principles.models import Edition, Translation
from principles.models.notice import ChangeClass
from principles.views.embeds import called_edition


class TextForm(forms.Form):
    """In which language the words of an edition are wanted."""

    language = forms.ChoiceField(required=False, initial=settings.LANGUAGE_CODE, choices=settings.LANGUAGES)
    explained = {"language": _("The language of the words. English is authoritative, and is there in any case.")}


def find_editions(form: Any) -> QuerySet[Edition]:
    return Edition.objects.for_reading()


def find_translations(form: Any) -> QuerySet[Translation]:
    return open_data.known_translations()


def edition(called: str) -> dict[str, Any]:
    """Raises NotHere."""
    return open_data.EDITIONS.item(called_edition(list(Edition.objects.for_reading()), called))


def text(called: str, query: QueryDict) -> dict[str, Any]:
    """What the embedded text says as JSON; raises NotHere, Unprocessable."""
    form = TextForm(query)
    if not form.is_valid():
        raise Unprocessable(form.errors)
    language = form.cleaned_data["language"] or settings.LANGUAGE_CODE
    found = called_edition(list(Edition.objects.for_reading()), called)
    with translation.override(language):
        return open_data.edition_in_language_as_json(found, language)


EDITIONS = List(
    table=open_data.EDITIONS,
    noun="Edition",
    summary=_("Every edition of the text, the oldest first"),
    scopes=("text",),
    order=("major", "minor"),
    find=find_editions,
)
TRANSLATIONS = List(
    table=open_data.TRANSLATIONS,
    noun="Translation",
    summary=_("Every revision of every translation of a clause, in the order in which they were made"),
    scopes=("text",),
    order=("pk",),
    find=find_translations,
)


class Clause(Schema):
    slug: str = described(_("The clause, by the last word of its address."))
    kind: Literal[tuple(Kind.values)] = described(_("What it is."))
    title: str = described(_("Its title; empty if it has none."))
    text: str = described(_("Its words in English."))
    digest: str = described(_("The digest of these words."))
    tags: list[str] = described(_("Its tags, as they were published."))
    url: str = described(_("Its page."))


class ShownClause(Schema):
    slug: str = described(_("The clause, by the last word of its address."))
    language: str = described(_("The language of the words, which is English where there is no translation."))
    state: Literal["original", "machine", "draft", "reviewed", "older", "missing"] = described(
        _("The state of the translation; older if it is of earlier words; missing if the English stands in its place.")
    )
    is_reviewed: bool = described(_("Whether a second person has reviewed the translation."))
    title: str = described(_("The title as a reader is shown it; empty if it has none."))
    text: str = described(_("The words as a reader is shown them."))
    digest: str = described(_("The digest of these words."))


class ShownTranslation(Schema):
    """What a reader of another language is shown."""

    language: str = described(_("The language that was asked for."))
    is_authoritative: Literal[False] = described(_("Always false: English is the authoritative language."))
    digest: str = described(_("The digest of the text in this language; it is signed with an endorsement."))
    clauses: list[ShownClause] = described(_("The clauses in their order."))


class Text(Schema):
    """The words of an edition, in English, and in the language that was asked for."""

    sample: SampleMark = None
    edition: str = described(_("The number of the edition."))
    url: str = described(_("Its page."))
    previous: str | None = described(_("The number of the edition that it follows; null for the first."))
    change_class: Literal[tuple(ChangeClass.values)] | None = described(
        _("The class of its change, as it was published; null for the first edition."), alias="class"
    )
    corrected_class: Literal[tuple(ChangeClass.values)] | None = described(
        _("The class of its change, where a notice corrected it.")
    )
    reason: str = described(_("Why it was published, in English."))
    published_at: datetime = described(_("When it was published, in UTC."))
    effective_on: date = described(_("The day on which it takes effect."))
    in_effect: bool = described(_("Whether it has taken effect."))
    language: str = described(_("The language in which it was adopted."))
    digest: str = described(_("The digest of its canonical text."))
    sha256: str = described(_("The same digest, as sha256sum prints it for the plain text."))
    clauses: list[Clause] = described(_("The clauses in their order."))
    translation: ShownTranslation | None = described(
        _("The text in the language that was asked for; null for English.")
    )
