"""What changed lately in what everybody can read: in the text, and among those who are listed.

Who is no longer listed is gone from here too, without a word: see `OrganisationQuerySet.listed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from django.utils.translation import gettext as _

from alliance.shared.languages import in_language, isolated
from alliance.shared.responses import absolute
from members.models import Endorsement, Organisation, ProfileChange
from principles.models import Edition, EditionNotice, Translation

MOST = 100


@dataclass(frozen=True)
class Change:
    """`id` is its permanent name, an IRI that is the same in every language."""

    at: datetime
    id: str
    title: str
    address: str
    said: str = ""


def latest() -> list[Change]:
    """The newest first. Six queries, however many there are."""
    kinds = (editions(), notices(), reviewed_translations(), endorsements(), profiles())
    return nlargest(MOST, (change for kind in kinds for change in kind), key=lambda change: (change.at, change.id))


def editions() -> Iterator[Change]:
    for edition in Edition.objects.for_reading()[:MOST]:
        title = _("Published: %(edition)s") % {"edition": edition}
        yield Change(edition.published_at, edition.pk.urn, title, edition.get_absolute_url(), edition.reason)


def notices() -> Iterator[Change]:
    for notice in EditionNotice.objects.select_related("edition").order_by("-at", "-pk")[:MOST]:
        said = {"edition": notice.edition, "class": notice.get_change_class_display()}
        title = _("The class of the change is corrected, %(edition)s: %(class)s") % said
        name, address = f"{notice.edition.pk.urn}#notice-{notice.pk}", notice.edition.get_absolute_url()
        yield Change(notice.at, name, title, address, notice.reason)


def reviewed_translations() -> Iterator[Change]:
    """Of the clauses that hold now."""
    edition = Edition.objects.current()
    entries = {entry.wording_id: entry for entry in edition.text.entries} if edition else {}
    reviewed = Translation.objects.filter(wording__in=entries, state=Translation.State.REVIEWED)
    for translation in reviewed.defer("text").order_by("-moved_at", "-pk")[:MOST]:
        entry = entries[translation.wording_id]
        title = _("A translation is reviewed: %(clause)s (%(language)s)") % {
            "clause": isolated(translation.title or entry.wording.title or entry.wording.slug),
            "language": translation.language,
        }
        address = in_language(entry.get_absolute_url(), translation.language)
        yield Change(translation.moved_at, f"urn:x-translation:{translation.digest}", title, address)


def endorsements() -> Iterator[Change]:
    signed = Endorsement.objects.of(Organisation.objects.listed()).newest_first()
    for endorsement in signed.select_related("organisation", "edition")[:MOST]:
        organisation = endorsement.organisation
        named = {"name": isolated(organisation.name), "number": endorsement.edition.number}
        is_first = organisation.first_signed_at == endorsement.signed_at
        title = (
            _("New signatory: %(name)s, of edition %(number)s")
            if is_first
            else _("Reaffirmed: %(name)s endorses edition %(number)s")
        )
        yield Change(endorsement.signed_at, endorsement.urn, title % named, organisation.get_absolute_url())


def profiles() -> Iterator[Change]:
    """Under the present name: what it was called before is nobody's business any more."""
    accepted = ProfileChange.objects.filter(
        state=ProfileChange.State.ACCEPTED, organisation__in=Organisation.objects.listed()
    )
    for change in accepted.select_related("organisation").order_by("-state_since", "-pk")[:MOST]:
        organisation = change.organisation
        title = _("Its name, country or website is another: %(name)s") % {"name": isolated(organisation.name)}
        name = f"{absolute(in_language(organisation.get_absolute_url(), 'en'))}#change-{change.pk}"
        yield Change(change.state_since, name, title, organisation.get_absolute_url())
