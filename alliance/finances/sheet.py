"""The lines of a year as the rows of a table, budget beside actual, written out for the language of the page.

Rows are written here and not by a template: asked for each of thousands of lines, it would take longer than the rest.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from alliance.finances.accounts import Accounts, Compared
from alliance.finances.money import Money
from alliance.finances.statement_accounts import AccountLine

Lines = dict[str, dict[str, AccountLine]]


@dataclass(frozen=True)
class Row:
    """A category with its subtotal, or one of its lines. `look` is the class by which it is drawn.

    `cells` has an amount for each column, as it is written, in HTML; empty where there is none.
    """

    name: str
    look: str
    cells: tuple[str, ...]
    notes: str = ""

    @property
    def html(self) -> SafeString:
        notes = f'<p class="quiet" dir="auto">{escape(self.notes)}</p>' if self.notes else ""
        cells = "".join(f"<td>{cell}</td>" for cell in self.cells)
        head = f'<th scope="row"><bdi>{escape(self.name)}</bdi>{notes}</th>'
        return mark_safe(f'<tr class="{self.look}">{head}{cells}</tr>\n')  # noqa: S308 - what people wrote is escaped


@dataclass(frozen=True)
class Sheet:
    """The income or the expense of a year: the heads of its columns, its rows, and what they come to."""

    heads: tuple[str, ...]
    rows: list[Row]
    total: Row

    @property
    def body(self) -> SafeString:
        return mark_safe("".join(row.html for row in self.rows))  # noqa: S308 - each is safe


def sheet(accounts: Accounts, kind: str) -> Sheet:
    """`kind` is `income` or `expense`."""
    heads = {"budget": gettext("Budgeted"), "actual": gettext("Actual")}
    shown = tuple(heads[statement.kind] for statement in accounts.statements)
    totals = [getattr(statement, f"total_{kind}") for statement in (accounts.budget, accounts.actual) if statement]
    return Sheet(
        heads=(*shown, gettext("Difference")) if len(shown) > 1 else shown,
        rows=list(_rows(accounts, kind)),
        total=Row(gettext("Total"), "total", _cells([total.formatted() for total in totals], totals)),
    )


def _rows(accounts: Accounts, kind: str) -> Iterator[Row]:
    lines, compared = _lines_by_category(accounts, kind), accounts.compared(kind)
    parents = {it.category.parent_id for it in compared}
    for place in compared:
        own = lines[place.category.pk]
        # A category of one line is that line.
        is_line = own.keys() == {""} and place.category.pk not in parents and not _is_converted(own[""])
        yield _row_of_category(accounts, place, _notes(own[""]) if is_line else "")
        if not is_line:
            yield from (_row_of_line(accounts, place, name, found) for name, found in own.items())


def _lines_by_category(accounts: Accounts, kind: str) -> defaultdict[int, Lines]:
    """The lines of both statements, those that have the same name in the same category together."""
    found: defaultdict[int, Lines] = defaultdict(dict)
    for statement in accounts.statements:
        for node in (node for top in getattr(statement, kind) for node in top.walk()):
            own = found[node.category.pk]
            for line in node.lines:
                own.setdefault(line.line.description, {})[statement.kind] = line
    return found


def _row_of_category(accounts: Accounts, place: Compared, notes: str) -> Row:
    amounts = [
        amount
        for statement, amount in ((accounts.budget, place.budgeted), (accounts.actual, place.actual))
        if statement and amount is not None
    ]
    cells = _cells([amount.formatted() for amount in amounts], amounts)
    return Row(place.category.name, f"group level-{place.depth}", cells, notes)


def _row_of_line(accounts: Accounts, place: Compared, name: str, found: dict[str, AccountLine]) -> Row:
    of_each = [found.get(statement.kind) for statement in accounts.statements]
    none = Money.zero(accounts.year.currency)
    amounts = [line.converted if line and line.converted else none for line in of_each]
    written = [_written(line) if line else "" for line in of_each]
    label = name or gettext("In this category itself")
    return Row(label, f"line level-{place.depth + 1}", _cells(written, amounts), _notes(found))


def _cells(written: list[str], amounts: list[Money]) -> tuple[str, ...]:
    """With the difference, where there are two to compare."""
    return (*written, (amounts[1] - amounts[0]).formatted()) if len(amounts) > 1 else tuple(written)


def _written(line: AccountLine) -> str:
    """In the year's currency; where it was given in another, that stands below. No currency's sign needs escaping."""
    if line.converted is None or line.converted.currency == line.amount.currency:
        return line.amount.formatted()
    return f'{line.converted.formatted()}<bdi class="given">{line.amount.formatted()}</bdi>'


def _is_converted(found: dict[str, AccountLine]) -> bool:
    return any(line.converted is None or line.converted.currency != line.amount.currency for line in found.values())


def _notes(found: dict[str, AccountLine]) -> str:
    return "\n".join(dict.fromkeys(line.line.notes for line in found.values() if line.line.notes))
