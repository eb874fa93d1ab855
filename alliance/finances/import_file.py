"""The accounts of a year as a CSV file: what its rows say, and which of their cells are wrong.

The first line names the columns. Each row says in `record` what it is:

    line    statement, kind, category, description, amount, currency, notes
    total   statement, kind, amount; with a category a subtotal, without one the stated total of the kind
    source  funder, funder_kind, country, amount, currency, starts_on, ends_on, purpose, restricted, link,
            agreement_link, no_agreement_because, withheld_reason
    rate    currency, rate, source, source_link, day

`statement` is budget or actual, `kind` income or expense, `category` a path such as `Programme > Travel`. Days are
written 2025-12-31, amounts 1234.50, `restricted` yes or no. Cells that a record does not use stay empty.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from alliance.finances.models import Category, ExchangeRate, FinancialYear, FundingSource, Line, Statement, Subtotal
from alliance.finances.models.category import MOST_LEVELS
from alliance.finances.models.statement import must_fit
from alliance.shared.csv_file import Remark, Unreadable, read_records

SEPARATOR = ">"
MOST_LETTERS = Category._meta.get_field("name").max_length
# Each record with the columns that it uses, and what the model calls them where that differs.
RECORDS: dict[str, dict[str, str]] = {
    "line": dict.fromkeys(("statement", "kind", "category", "description", "amount", "currency", "notes"), ""),
    "total": dict.fromkeys(("statement", "kind", "category", "amount"), ""),
    "source": {
        **dict.fromkeys(("funder", "country", "amount", "currency", "starts_on", "ends_on", "purpose", "link"), ""),
        **{"funder_kind": "kind", "restricted": "is_restricted"},
        **dict.fromkeys(("agreement_link", "no_agreement_because", "withheld_reason"), ""),
    },
    "rate": dict.fromkeys(("currency", "rate", "source", "source_link", "day"), ""),
}
COLUMNS = tuple(dict.fromkeys(["record", *(column for columns in RECORDS.values() for column in columns)]))
REQUIRED = ("record",)
YES_OR_NO = {"yes": True, "no": False, "": False}


@dataclass(frozen=True)
class Filed:
    """A row of a statement, not kept yet: `path` names its category from the top, and is empty for a stated total."""

    number: int
    statement: str
    kind: str
    path: tuple[str, ...]
    row: Line | Subtotal


@dataclass
class AccountsFile:
    """What was read for one year: the rows that are right, and remarks on the others."""

    year: FinancialYear
    lines: list[Filed] = field(default_factory=list)
    totals: list[Filed] = field(default_factory=list)
    sources: list[tuple[int, FundingSource]] = field(default_factory=list)
    rates: list[tuple[int, ExchangeRate]] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        """The kinds of the statements that the file speaks of."""
        named = {it.statement for it in (*self.lines, *self.totals)}
        return [kind for kind in Statement.Kind.values if kind in named]


def read_accounts(content: bytes, *, year: FinancialYear) -> AccountsFile:
    """Reads and checks every row. Raises Unreadable where there are no rows to speak of."""
    if b"\0" in content:
        raise Unreadable(gettext("The file is no text: there is a null character in it."))
    found = AccountsFile(year)
    for number, cells in read_records(content, columns=COLUMNS, required=REQUIRED):
        if cells is None:
            found.errors.append(Remark.too_many_cells(number))
        else:
            _Row(number, cells, found).read()
    _nothing_twice(found)
    found.errors.sort(key=lambda remark: remark.line)
    return found


class _Row:
    """One row of the file, on its way to a row of a model."""

    def __init__(self, number: int, cells: dict[str, str], found: AccountsFile) -> None:
        self.number = number
        self.cells = cells
        self.found = found
        self.errors: dict[str, str] = {}

    def read(self) -> None:
        record = self.cells.get("record", "").lower()
        if record not in RECORDS:
            known = gettext("Write one of these: %(known)s.") % {"known": ", ".join(RECORDS)}
            self.errors["record"] = known
        else:
            for column, cell in self.cells.items():
                if cell and column != "record" and column not in RECORDS[record]:
                    self.errors[column] = gettext("A row of this record has nothing here.")
            getattr(self, f"_{record}")()
        self.found.errors += [Remark(self.number, sentence, column) for column, sentence in self.errors.items()]

    def _line(self) -> None:
        row, filed = Line(), self._filed()
        self._fill(row, "line", ("description", "amount", "currency", "notes"))
        self._check(lambda: must_fit(row.amount, row.currency, "amount"))
        if not self.errors:
            self.found.lines.append(Filed(self.number, *filed, row))

    def _total(self) -> None:
        row, filed = Subtotal(), self._filed(may_be_top=True)
        self._fill(row, "total", ("amount",))
        self._check(lambda: must_fit(row.amount, self.found.year.currency, "amount"))
        if not self.errors:
            self.found.totals.append(Filed(self.number, *filed, row))

    def _source(self) -> None:
        row = FundingSource(year=self.found.year)
        self._fill(row, "source", RECORDS["source"])
        self._check(row.clean)
        if not self.errors:
            self.found.sources.append((self.number, row))

    def _rate(self) -> None:
        row = ExchangeRate(year=self.found.year)
        self._fill(row, "rate", RECORDS["rate"])
        self._check(row.clean)
        if not self.errors:
            self.found.rates.append((self.number, row))

    def _filed(self, *, may_be_top: bool = False) -> tuple[str, str, tuple[str, ...]]:
        statement = self._one_of("statement", Statement.Kind.values)
        kind = self._one_of("kind", Category.Kind.values)
        path = tuple(name.strip() for name in self.cells.get("category", "").split(SEPARATOR))
        if path == ("",) and may_be_top:
            path = ()
        elif not all(path):
            self.errors["category"] = gettext("Write the name of a category, such as Programme > Travel.")
        elif max(map(len, path)) > MOST_LETTERS:
            self.errors["category"] = gettext("A name has at most %(count)s letters.") % {"count": MOST_LETTERS}
        elif len(path) > MOST_LEVELS:
            self.errors["category"] = gettext("A category has at most %(count)s levels.") % {"count": MOST_LEVELS}
        return statement, kind, path

    def _one_of(self, column: str, known: list[str]) -> str:
        cell = self.cells.get(column, "").lower()
        if cell not in known:
            self.errors[column] = gettext("Write one of these: %(known)s.") % {"known": ", ".join(known)}
        return cell

    def _fill(self, row: models.Model, record: str, columns: "tuple[str, ...] | dict[str, str]") -> None:
        for column in columns:
            name = RECORDS[record][column] or column
            try:
                setattr(row, name, self._value(row, row._meta.get_field(name), self.cells.get(column, "")))
            except ValidationError as error:
                # The first of each cell: what is wrong with it twice is mended once.
                self.errors.setdefault(column, error.messages[0])

    def _value(self, row: models.Model, column: models.Field, cell: str) -> object:
        if isinstance(column, models.BooleanField):
            if cell.lower() not in YES_OR_NO:
                raise ValidationError(gettext("Write yes or no."))
            return YES_OR_NO[cell.lower()]
        if not cell and not column.blank:
            raise ValidationError(gettext("Something has to stand here."))
        if isinstance(column, models.DecimalField) and not is_plain_number(cell):
            raise ValidationError(gettext("Write digits, with a point before the decimals and nothing else: 1234.50."))
        if column.name in {"currency", "country"}:
            cell = cell.upper()
        return column.clean(None if column.null and cell == "" else cell, row)

    def _check(self, check: Callable[[], None]) -> None:
        """What the model says of the cells together, unless one of them is wrong already."""
        if self.errors:
            return
        try:
            check()
        except ValidationError as error:
            columns = {name: column for column, name in RECORDS["source"].items() if name}
            for name, messages in error.message_dict.items():
                self.errors[columns.get(name, name)] = messages[0]


def is_plain_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isascii() and cell.replace(".", "", 1).isdigit() and Decimal(cell).is_finite()


def _nothing_twice(found: AccountsFile) -> None:
    """A row that is there twice would be written once: whoever wrote the file has to say which holds."""
    keys: list[tuple[int, object]] = [
        (it.number, ("line", it.statement, it.kind, it.path, it.row.description)) for it in found.lines
    ]
    keys += [(it.number, ("total", it.statement, it.kind, it.path)) for it in found.totals]
    keys += [(number, ("source", *key_of(row))) for number, row in found.sources]
    keys += [(number, ("rate", row.currency)) for number, row in found.rates]
    first: dict[object, int] = {}
    for number, key in keys:
        if key in first:
            said = {"line": first[key]}
            found.errors.append(Remark(number, gettext("It is there already, on line %(line)s.") % said))
        first.setdefault(key, number)
    _no_name_at_two_places(found)


def _no_name_at_two_places(found: AccountsFile) -> None:
    """The name alone tells a category: the same one is not part of two others."""
    parents: dict[tuple[str, str], str | None] = {}
    for it in (*found.lines, *found.totals):
        for above, name in zip((None, *it.path), it.path, strict=False):
            if parents.setdefault((it.kind, name), above) != above:
                sentence = gettext("The category %(name)s is part of another one on a line before.") % {"name": name}
                found.errors.append(Remark(it.number, sentence, "category"))


def key_of(source: FundingSource) -> tuple[object, ...]:
    """By what a source is known again in a file that comes a second time."""
    return source.funder.casefold(), source.starts_on, source.currency
