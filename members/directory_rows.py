"""The rows of a page of the directory: of each organisation what is shown of it, and no more."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse

from alliance.shared.languages import page_language
from members import regions
from members.counting import Counts
from members.country_names import country_names
from members.models import Organisation
from members.models.organisation import OrganisationQuerySet

READ = ("slug", "name", "public_country", "public_region", "kind", "endorsed_id", "since")
# So many must be found that it is sooner to look for them in a list that is in order than to put them in order.
MANY = 2000

Read = tuple[str, str, str, str, str, UUID | None, int | None]


class Row(NamedTuple):
    """An organisation of the list. `endorses`: the number of an edition, or nothing."""

    name: str
    address: str
    place: str
    kind: str
    endorses: str
    since: int | None


def shown(rows: Sequence[Read], *, number_of: Callable[[UUID | None], str]) -> Iterator[Row]:
    """`number_of`: of a key of an edition that was signed, the number of the one that is endorsed by that."""
    names, kinds = country_names(page_language()), dict(Organisation.Kind.choices)
    # Asked for once: a slug is letters, figures and hyphens.
    before, after = reverse("members:organisation-detail", args=["0"]).rsplit("0", 1)
    for slug, name, country, region, kind, endorsed, since in rows:
        place = names.get(country, "") or str(regions.NAMES.get(region, ""))
        address = f"{before}{quote(slug)}{after}"
        yield Row(name, address, place, str(kinds.get(kind, kind)), number_of(endorsed), since)


def sorted_rows(found: OrganisationQuerySet, *, order: Sequence[Any], first: int, last: int) -> list[Read]:
    """One query."""
    return list(found.order_by(*order).values_list(*READ)[first:last])


def walked_rows(
    listed: OrganisationQuerySet, condition: Q, *, order: Sequence[Any], first: int, last: int, counts: Counts
) -> list[Read] | None:
    """On SQLite, of which PostgreSQL thinks by itself: found by going through the list in its order, by an index.

    None where that is no quick way: those to be sorted are few, or those that fit, or they are far from the beginning.
    """
    most = counts.named // 2
    if connections[listed.db].vendor != "sqlite" or counts.named < MANY or last * 16 > counts.total:
        return None
    is_found = ExpressionWrapper(condition, BooleanField())
    walked = listed.order_by(*order).annotate(is_found=is_found).values_list(*READ, "is_found")[:most]
    sql, parameters = walked.query.get_compiler(listed.db).as_sql()
    names = ", ".join(READ)
    with connections[listed.db].cursor() as cursor:
        # Every name in it is one of this module's; values are parameters.
        statement = f"WITH walked ({names}, is_found) AS ({sql}) SELECT {names} FROM walked WHERE is_found"  # noqa: S608
        cursor.execute(f"{statement} LIMIT %s OFFSET %s", [*parameters, last - first, first])
        rows = [(*row, UUID(endorsed) if endorsed else None, since) for *row, endorsed, since in cursor.fetchall()]
    return rows if len(rows) == last - first else None
