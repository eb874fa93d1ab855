"""The signatories at a glance: where they are, how their number grew, what they endorse. Of the listed ones alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import CharField, Count
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import formats

from alliance.shared.charts import Bar, Steps, bars, steps
from members import identity, regions
from members.directory import FILTERS, Choice, Directory
from members.models import Organisation
from members.world import Dot, dots
from principles.models import Edition

# Told month by month as long as there are not more of them than this; year by year from then on.
MOST_MONTHS = 36


@dataclass(frozen=True)
class Found:
    """What a row of figures is about, and where those that it counts are listed."""

    label: str
    address: str


@dataclass(frozen=True)
class Period:
    """A month or a year: how many signed for the first time in it, and how many had by its end."""

    label: str
    joined: int
    total: int


class Glance:
    """Four queries at most, however many there are. `editions`: as `Directory` wants them."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        everything = dict.fromkeys((*FILTERS, "q", "sort", "view", "page"), "")
        self.directory = Directory(everything, editions=editions)

    @property
    def total(self) -> int:
        return self.directory.total.exact

    # Where they are

    @cached_property
    def _countries(self) -> list[Choice]:
        return self.directory.facet("country").choices

    @property
    def countries(self) -> list[tuple[Found, int]]:
        """Those with most organisations first."""
        rows = sorted(self._countries, key=lambda it: (-it.number.exact, identity.fold(str(it.label))))
        return [(self._found("country", it), it.number.exact) for it in rows]

    @property
    def dots(self) -> list[tuple[Found, Dot]]:
        found = {it.value: self._found("country", it) for it in self._countries}
        return [(found[dot.country], dot) for dot in dots((it.value, it.number.exact) for it in self._countries)]

    @property
    def without_country(self) -> list[tuple[Found, int]]:
        """How many of each region show that alone."""
        rows = []
        for region in self.directory.facet("region").choices:
            inside = regions.COUNTRIES[region.value]
            number = region.number.exact - sum(it.number.exact for it in self._countries if it.value in inside)
            rows += [(self._found("region", region), number)] if number else []
        return rows

    # Shares

    @property
    def regions(self) -> list[Bar]:
        """The longest first."""
        return sorted(self._bars("region"), key=lambda bar: -bar.value)

    @property
    def editions(self) -> list[Bar]:
        return self._bars("edition")

    def _bars(self, name: str) -> list[Bar]:
        return bars((self._found(name, it), it.number.exact) for it in self.directory.facet(name).choices)

    def _found(self, name: str, choice: Choice) -> Found:
        query = self.directory.address(**{name: choice.value})
        return Found(str(choice.label), reverse("members:organisation-list") + query)

    # Growth

    @cached_property
    def periods(self) -> list[Period]:
        """From the first signature to the last one, none left out."""
        joined = self._joined
        if not joined:
            return []
        first, last = min(joined), max(joined)
        if last - first < MOST_MONTHS:
            return _periods(range(first, last + 1), joined, _month)
        by_year: dict[int, int] = {}
        for month, number in joined.items():
            by_year[month // 12] = by_year.get(month // 12, 0) + number
        return _periods(range(first // 12, last // 12 + 1), by_year, str)

    @cached_property
    def _joined(self) -> dict[int, int]:
        """How many signed for the first time in each month, counted from the year 0."""
        # A time in UTC as text begins with its year and month, on either database, and faster than truncated.
        month = Substr(Cast("first_signed_at", CharField()), 1, 7)
        signed = Organisation.objects.listed().filter(first_signed_at__isnull=False)
        counted = signed.order_by().annotate(month=month).values_list("month").annotate(Count("pk"))
        return {int(month[:4]) * 12 + int(month[5:]) - 1: number for month, number in counted}

    @property
    def growth(self) -> Steps:
        return steps([period.total for period in self.periods])


def _periods(places: range, joined: dict[int, int], label: Callable[[int], str]) -> list[Period]:
    periods, total = [], 0
    for place in places:
        total += joined.get(place, 0)
        periods.append(Period(label(place), joined.get(place, 0), total))
    return periods


def _month(place: int) -> str:
    return formats.date_format(date(place // 12, place % 12 + 1, 1), "YEAR_MONTH_FORMAT")
