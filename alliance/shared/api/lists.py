"""A list of the API: the rows of a table of the open data, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alliance.shared.api.paging import NoCursor, Order, PageForm
from alliance.shared.api.problems import Unprocessable
from alliance.shared.open_data import Table


@dataclass(frozen=True)
class List:
    """`find`: the rows for what the form wants, raising Unprocessable; `told`: those of a page, with all that it tells.

    `noun` names one item in the description, `scopes` are those of `public_page`.
    """

    table: Table
    noun: str
    scopes: tuple[str, ...]
    order: tuple[str, ...]
    summary: str | Promise
    find: Callable[[Any], QuerySet]
    told: Callable[[QuerySet], Sequence[Any]] = list
    form: type[PageForm] = PageForm

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(self.form.base_fields)

    def answer(self, query: QueryDict, *, address: str) -> dict[str, Any]:
        """The page that is wanted; `address` is that of the list. Raises Unprocessable."""
        form = self.form(query)
        if not form.is_valid():
            raise Unprocessable(form.errors)
        found = self.find(form)
        rows = self._page(found, form)
        wanted = rows[: form.limit_wanted]
        # In two steps: what is told of a row is dear, and a database may compute it before it counts to the limit.
        told = self.told(found.filter(pk__in=[row.pk for row in wanted]).order_by(*self.order))
        following = self._address_after(wanted[-1], form, address) if len(rows) > len(wanted) else None
        return {"count": found.count(), "items": [self.table.item(row) for row in told], "next": following}

    def _page(self, found: QuerySet, form: PageForm) -> list[Model]:
        """By what they are ordered; one row more than wanted, where there is one."""
        order = Order(self.name, self.order)
        if form.cleaned_data["cursor"]:
            try:
                found = found.filter(order.after(form.cleaned_data["cursor"], found.model))
            except NoCursor:
                raise Unprocessable({"cursor": [_("This is no cursor of this list. Begin without one.")]}) from None
        names = ("pk", *(name for name in self.order if name != "pk"))
        rows = found.order_by(*self.order).values_list(*names)[: form.limit_wanted + 1]
        return [found.model(**dict(zip(names, row, strict=True))) for row in rows]

    def _address_after(self, row: Model, form: PageForm, address: str) -> str:
        asked = {name: form.data[name] for name in self.parameters if form.data.get(name) and name != "cursor"}
        return f"{address}?{urlencode(asked | {'cursor': Order(self.name, self.order).cursor(row)})}"
