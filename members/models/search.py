from collections.abc import Sequence
from typing import Any

from django.db import connections, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

IN_INDEX = "SELECT rowid FROM members_organisation_search WHERE members_organisation_search MATCH %s"


class WordResembles(models.Lookup):
    """`searched__resembles=text`: a stretch of the column is much like the text. PostgreSQL alone has this."""

    lookup_name = "resembles"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        column, column_parameters = self.process_lhs(compiler, connection)
        text, text_parameters = self.process_rhs(compiler, connection)
        return f"{text} <%% {column}", (*text_parameters, *column_parameters)


models.TextField.register_lookup(WordResembles)


class SearchedQuerySet(models.QuerySet):
    """Finds rows by their column `searched`, through an index of every three letters (see `members.search_index`)."""

    def holding(self, parts: Sequence[str]) -> "SearchedQuerySet":
        """Those in whose searched form all of the parts stand, each of three letters or more."""
        if connections[self.db].vendor == "sqlite":
            phrases = " AND ".join(f'"{part}"' for part in parts)
            # The parts are letters, figures and spaces, and go as a parameter.
            return self.filter(pk__in=RawSQL(IN_INDEX, [phrases]))  # noqa: S611
        return self.filter(*self.holds(parts))

    def holds(self, parts: Sequence[str]) -> list[Q]:
        """The same as conditions on a row that is read anyway, for which no index is asked."""
        return [Q(searched__contains=part) for part in parts]

    def resembling(self, parts: Sequence[str]) -> "SearchedQuerySet":
        """Those with a stretch that is spelt much like all of the parts together; on SQLite none."""
        if connections[self.db].vendor == "sqlite":
            return self.none()
        return self.filter(searched__resembles=" ".join(part.strip() for part in parts))

    def by_key(self) -> "SearchedQuerySet":
        """The same rows; SQLite looks each up by its key, and takes an index for it in place of the table."""
        if connections[self.db].vendor == "sqlite":
            return self.filter(pk__in=self.model._default_manager.values("pk"))
        return self
