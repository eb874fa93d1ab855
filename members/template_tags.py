from dataclasses import dataclass

from django import template
from django.conf import settings
from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from members.directory import Choice, Facet
from members.models import Decision, Endorsement, Organisation
from members.models.organisation import FEWEST
from principles.models import Edition

register = template.Library()


@dataclass(frozen=True)
class StandingBehind:
    """How many stand behind the text, and how many of them behind its current words, where that may be told."""

    all: int
    current: int | None

    @property
    def earlier(self) -> int | None:
        return None if self.current is None else self.all - self.current


@register.simple_tag
def standing_behind() -> StandingBehind:
    """One query. A part of fewer than five is not told: by it an organisation that is counted only could be guessed."""
    # As one set: asked of each organisation by itself it takes twice to six times as long.
    signatories = Endorsement.objects.in_current_line().values("organisation")
    counted = Organisation.objects.counted()
    counts = counted.aggregate(all=Count("pk"), current=Count("pk", filter=Q(pk__in=signatories)))
    earlier = counts["all"] - counts["current"]
    is_told = earlier == 0 or min(counts["current"] or FEWEST, earlier) >= FEWEST
    return StandingBehind(all=counts["all"], current=counts["current"] if is_told else None)


@register.simple_tag
def objections_to(edition: Edition) -> list[Decision]:
    """What listed organisations said against the class of the edition's change."""
    objections = Decision.objects.filter(verb=Decision.Verb.OBJECT, edition=edition)
    listed = Organisation.objects.listed()
    return list(objections.filter(organisation__in=listed).select_related("organisation"))


@dataclass(frozen=True)
class WrittenTo:
    """How many organisations an edition published now would write to, by its class; and after how many minutes."""

    asked: int
    told: int
    without_people: int
    minutes: int


@register.simple_tag
def written_to_about_the_next_edition() -> WrittenTo:
    counted = Organisation.objects.counted()
    counts = counted.filter(representatives__until=None, representatives__isnull=False).aggregate(
        asked=Count("pk", distinct=True),
        told=Count("pk", distinct=True, filter=counted.signed_in_current_line()),
    )
    without = counted.count() - counts["asked"]
    return WrittenTo(**counts, without_people=without, minutes=settings.EDITION_MAIL_DELAY)


@register.simple_tag
def choices_of(facet: Facet) -> SafeString:
    """The options of a filter: hundreds, each of which would take a template as long as a row of the list."""
    exact, rounded = escape(_("%(label)s (%(number)s)")), escape(_("%(label)s (about %(number)s)"))
    return mark_safe("\n".join(_option(it, rounded if it.number.is_rounded else exact) for it in facet.choices))  # noqa: S308 - escaped below


def _option(choice: Choice, words: str) -> str:
    said = words % {"label": escape(choice.label), "number": number_format(choice.number.shown)}
    return f'<option value="{escape(choice.value)}"{" selected" if choice.is_chosen else ""}>{said}</option>'
