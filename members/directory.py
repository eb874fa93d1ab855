"""The directory of those who are listed: what is found by name, narrowed by filters, and how many there are of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag, TaggedItem

from alliance.shared.languages import page_language
from members import identity, regions
from members.counting import Counts, count
from members.country_names import country_names
from members.directory_rows import Read, Row, shown, sorted_rows, walked_rows
from members.models import Organisation
from members.models.organisation import OrganisationQuerySet
from members.searching import sought_parts
from principles.models import Edition

PAGE = 48
# Numbers up to this one are exact.
EXACT = 1000
MOST_THEMES = 50
# The filters in the order in which they are offered.
FILTERS = {
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "kind": gettext_lazy("Kind"),
    "theme": gettext_lazy("Theme"),
    "edition": gettext_lazy("Edition endorsed"),
    "since": gettext_lazy("Signed since"),
}


# Words of the site, in its languages, over and over again: not of those who write to it.
in_order = lru_cache(maxsize=10_000)(identity.fold)


class Number(NamedTuple):
    """How many: exact where there are few, else rounded down to two figures."""

    exact: int

    @property
    def is_rounded(self) -> bool:
        return self.exact > EXACT

    @property
    def shown(self) -> int:
        unit = 10 ** (len(str(self.exact)) - 2)
        return self.exact // unit * unit if self.is_rounded else self.exact


class Choice(NamedTuple):
    value: str
    label: str | Promise
    number: Number
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter: its choices with how many each would find, all other filters as they are."""

    name: str
    label: str | Promise
    choices: list[Choice]


@dataclass(frozen=True)
class Chosen:
    """A filter that is on, and the address without it."""

    filter: str | Promise
    label: str
    without: str


class Directory:
    """What is on the list for what is wanted: the cleaned values of a `DirectoryForm`. At most five queries.

    `editions`: those in effect, newest first, with their present class.
    """

    def __init__(self, wanted: dict[str, Any], *, editions: Sequence[Edition]) -> None:
        self.wanted = wanted
        self.editions = editions
        # Whether nothing has the words that were typed, and what is spelt much like them is shown.
        self.is_resembling = False
        self._counts = self._count()
        if wanted["q"] and not self._counts.named:
            self.is_resembling = True
            self._counts = self._count()

    @cached_property
    def line(self) -> set[object]:
        """The keys of the editions whose signatures hold for the newest one: see `EditionQuerySet.current_line`."""
        line = set()
        for edition in self.editions:
            line.add(edition.pk)
            if edition.present_class == Edition.ChangeClass.SUBSTANTIVE:
                break
        return line

    # What is found

    @property
    def found(self) -> OrganisationQuerySet:
        """All of it, on whichever page, in no order."""
        return self._named.filter(*self._narrowing.values())

    @property
    def _named(self) -> OrganisationQuerySet:
        listed = Organisation.objects.listed()
        parts = sought_parts(self.wanted["q"])
        if not parts:
            return listed
        return listed.resembling(parts) if self.is_resembling else listed.holding(parts)

    @cached_property
    def _narrowing(self) -> dict[str, Q]:
        """What each filter that is on asks for."""
        narrow: dict[str, Callable[[Any], Q]] = {
            "region": lambda region: Q(public_region=region),
            "country": lambda country: Q(public_country=country),
            "kind": lambda kind: Q(kind=kind),
            # A subquery: a join would find an organisation once for each of two spellings of a theme.
            "theme": lambda theme: Q(pk__in=self._tagged(theme).values("object_id")),
            "edition": lambda number: Q(endorsed__in=self._signed_for(number)),
            "since": lambda year: Q(since__gte=year),
        }
        return {name: narrow[name](self.wanted[name]) for name in FILTERS if self.wanted[name]}

    def _tagged(self, theme: str) -> QuerySet[TaggedItem]:
        # The table has the tags of all kinds of things.
        kind = ContentType.objects.get_for_model(Organisation)
        return TaggedItem.objects.filter(content_type=kind, tag__slug=theme)

    def _signed_for(self, number: str) -> list[object]:
        """The editions whose signature makes an organisation endorse the one of that number, or what it grew into."""
        edition = next(edition for edition in self.editions if edition.number == number)
        return [*self.line] if edition.pk in self.line else [edition.pk]

    @property
    def organisations(self) -> list[Row]:
        """Those of the page."""
        first = (self.page_number - 1) * PAGE
        last = min(first + PAGE, self.total.exact)
        order = ("folded_name", "pk")
        if self.wanted["sort"] == "newest":
            order = (F("first_signed_at").desc(nulls_last=True), "-pk")
        rows = self._walked(order=order, first=first, last=last)
        if rows is None:
            rows = sorted_rows(self.found, order=order, first=first, last=last)
        return list(shown(rows, number_of=self._number_of))

    def _walked(self, **page: Any) -> list[Read] | None:
        parts = sought_parts(self.wanted["q"])
        if not parts or self.is_resembling:
            return None
        condition = Q(*Organisation.objects.holds(parts), *self._narrowing.values())
        return walked_rows(Organisation.objects.listed(), condition, counts=self._counts, **page)

    def _number_of(self, endorsed: object) -> str:
        if endorsed in self.line:
            return self.editions[0].number
        return next((edition.number for edition in self.editions if edition.pk == endorsed), "")

    # Pages

    @property
    def page_number(self) -> int:
        return self.wanted["page"] or 1

    @cached_property
    def pages(self) -> int:
        return max(1, -(-self.total.exact // PAGE))

    @property
    def is_beyond_the_end(self) -> bool:
        return self.page_number > self.pages

    @property
    def previous_page(self) -> str:
        return self.address(page=self.page_number - 1) if self.page_number > 1 else ""

    @property
    def next_page(self) -> str:
        return self.address(page=self.page_number + 1) if self.page_number < self.pages else ""

    @property
    def last_page(self) -> str:
        return self.address(page=self.pages)

    def address(self, **changes: Any) -> str:
        """The query of this list with these changes, by which it can be shared; what is usual is left out."""
        kept = {"page": None} | {name: self.wanted[name] for name in self.wanted if name != "page"} | changes
        usual = {"sort": "name", "view": "grid", "page": 1}
        names = {name: value for name, value in kept.items() if value and value != usual.get(name)}
        return f"?{urlencode(names)}" if names else "?"

    @property
    def as_grid(self) -> str:
        return self.address(view="", page=self.page_number)

    @property
    def as_table(self) -> str:
        return self.address(view="table", page=self.page_number)

    @property
    def without_filters(self) -> str:
        return self.address(**dict.fromkeys(FILTERS, ""))

    @property
    def without_search(self) -> str:
        return self.address(q="")

    # Counts

    def _count(self) -> Counts:
        # What has words is found by its key anyway.
        named = self._named if self.wanted["q"] else self._named.by_key()
        return count(named, self._narrowing)

    @cached_property
    def total(self) -> Number:
        return Number(self._counts.total)

    def _numbers(self, name: str) -> Counter[Any]:
        """How many each choice of the filter would find."""
        numbers, by = Counter(), self._counts.by[name]
        for value, number in by.items():
            numbers[self._choice_of(name, value)] += number
        del numbers[""]
        if name == "since":
            years = sorted(numbers, reverse=True)
            return Counter({year: sum(numbers[later] for later in years if later >= year) for year in years})
        return numbers

    def _choice_of(self, name: str, value: Any) -> Any:
        return self._number_of(value) if name == "edition" else value

    @cached_property
    def themes(self) -> list[tuple[str, str, int]]:
        """The slug and the name of each that is used most, and how many have it; the one that is wanted among them."""
        themes, wanted = self._most_used_themes(), self.wanted["theme"]
        if wanted and wanted not in {slug for slug, _name, _number in themes}:
            of_somebody = self._tagged(wanted).filter(object_id__in=Organisation.objects.listed().values("pk"))
            return themes + [(slug, name, 0) for slug, name in of_somebody.values_list("tag__slug", "tag__name")[:1]]
        return themes

    def _most_used_themes(self) -> list[tuple[str, str, int]]:
        numbers = self._counts.by["theme"]
        most = sorted(numbers, key=lambda tag: (-numbers[tag], tag))[:MOST_THEMES]
        names = Tag.objects.filter(pk__in=most).values_list("slug", "name", "pk") if most else ()
        themes = [(slug, name, numbers[tag]) for slug, name, tag in names]
        return sorted(themes, key=lambda theme: (-theme[2], theme[0]))

    @property
    def has_no_such_theme(self) -> bool:
        return bool(self.wanted["theme"]) and self.wanted["theme"] not in {slug for slug, _name, _number in self.themes}

    @cached_property
    def facets(self) -> list[Facet]:
        """Every filter, with the choices that would find something and the one that is chosen."""
        return [self.facet(name) for name in FILTERS]

    def facet(self, name: str) -> Facet:
        return self._facet(name, self.themes if name == "theme" else self._rows(name))

    def _rows(self, name: str) -> list[tuple[Any, str, int]]:
        labels: dict[str, Callable[[Any], Any]] = {
            "region": regions.NAMES.get,
            "country": country_names(page_language()).get,
            "kind": dict(Organisation.Kind.choices).get,
            "edition": lambda number: _("Edition %(number)s") % {"number": number},
            "since": str,
        }
        numbers, chosen = self._numbers(name), self._chosen_value(name)
        values = {*numbers, *([chosen] if chosen else [])}
        if name == "edition":
            values = [edition.number for edition in self.editions if edition.number in values]
        rows = [(value, str(labels[name](value)), numbers[value]) for value in values]
        if name == "since":
            return sorted(rows, reverse=True)
        return rows if name == "edition" else sorted(rows, key=lambda row: in_order(row[1]))

    def _chosen_value(self, name: str) -> Any:
        chosen = self.wanted[name]
        if name == "edition" and chosen and self._signed_for(chosen)[0] in self.line:
            return self.editions[0].number
        return chosen

    def _facet(self, name: str, rows: Iterable[tuple[Any, Any, int]]) -> Facet:
        chosen = self._chosen_value(name)
        choices = [Choice(str(value), label, Number(number), value == chosen) for value, label, number in rows]
        return Facet(name, FILTERS[name], choices)

    @cached_property
    def chosen(self) -> list[Chosen]:
        return [
            Chosen(facet.label, str(choice.label), self.address(**{facet.name: ""}))
            for facet in self.facets
            for choice in facet.choices
            if choice.is_chosen
        ]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted["q"]) or any(self.wanted[name] for name in FILTERS)

    @property
    def has_rounded_numbers(self) -> bool:
        return self.total.is_rounded or any(it.number.is_rounded for facet in self.facets for it in facet.choices)
