"""Where people are named in running text, throughout the database: written over, and found.

An app names the columns in its AppConfig, as "app_label.Model.field":

    names_people = ("members.Decision.reason", ...)       what staff wrote, what machines noted
    may_name_people = ("members.Organisation.statement",)  others' own words: full names alone are written over there

Columns called `history_change_reason` need not be named. A test finds the text column about which nobody has decided.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, models
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse

from alliance.shared.sqlite_traces import want_no_traces
from alliance.shared.words import Words, in_json, in_structure

NAME_ERASED = "[name erased]"
ADDRESS_ERASED = "[address erased]"
TEXTS = (models.CharField, models.TextField, models.JSONField)


@dataclass(frozen=True)
class Column:
    """A column of text, read as the database keeps it."""

    model: type[models.Model]
    field: models.Field
    full_names_only: bool = False

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    def texts(self) -> Iterator[tuple[Any, str]]:
        """The key and the text of each row that has one."""
        rows = self.model._base_manager.exclude(**{f"{self.field.name}__isnull": True})
        as_text = Cast(self.field.name, models.TextField())
        return rows.annotate(as_kept=as_text).order_by().values_list("pk", "as_kept").iterator()

    def write_over(self, words: Words) -> None:
        change = partial(words.written_over, full_names_only=self.full_names_only)
        for key, text in self.texts():
            written = in_json(text, change)
            if written != text:
                kept = json.loads(written) if isinstance(self.field, models.JSONField) else self._cut(written)
                self.model._base_manager.filter(pk=key).update(**{self.field.name: kept})

    def _cut(self, text: str) -> str:
        return text[: self.field.max_length] if isinstance(self.field, models.CharField) else text


@dataclass(frozen=True)
class Place:
    """A row in which the words stand, and the address at which staff can mend it, if there is one."""

    label: str
    address: str


def text_columns() -> list[Column]:
    """Every column of text that the models of this site have, those of libraries and of histories among them."""
    return [
        Column(model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXTS)
    ]


def columns_that_name_people() -> list[Column]:
    """The columns that are written over."""
    configs = list(apps.get_app_configs())
    always = {label for config in configs for label in getattr(config, "names_people", ())}
    carefully = {label for config in configs for label in getattr(config, "may_name_people", ())}
    always |= {str(it) for it in text_columns() if it.field.name == "history_change_reason"}
    return [
        Column(column.model, column.field, full_names_only=str(column) in carefully)
        for column in text_columns()
        if str(column) in always | carefully
    ]


def write_over(words: Words) -> None:
    """Replaces the names in every running text of the database. Call it inside the transaction of the change."""
    for column in columns_that_name_people():
        column.write_over(words)
    for session, said in sessions():
        # What somebody typed may stand there in the form of a query, which is not written over but dropped.
        kept = {
            name: written
            for name, value in said.items()
            if not words.found_in(json.dumps(written := in_structure(value, words.written_over), default=str))
        }
        if kept != said:
            Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(kept))
    want_no_traces()


def sessions() -> Iterator[tuple[Session, dict[str, Any]]]:
    """Every session, and what it keeps."""
    for session in Session.objects.iterator():
        yield session, session.get_decoded()


def end_sessions(of: models.Model) -> None:
    """Signs the person out everywhere."""
    theirs = [session.pk for session, said in sessions() if said.get("_auth_user_id") == str(of.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def places(words: Words) -> list[Place]:
    """Every row in which the words still stand, wherever that may be."""
    found = [
        place_of(column, key)
        for column in text_columns()
        if column.model is not Session
        for key, text in column.texts()
        if words.found_in(text)
    ]
    found += [
        Place(f"{Session._meta.verbose_name} {session.pk[:4]}…", "")
        for session, said in sessions()
        if words.found_in(json.dumps(said, default=str))
    ]
    found += [Place("cache", "") for key in cache_keys() if words.found_in(key)]
    return list(dict.fromkeys(found))


def place_of(column: Column, key: Any) -> Place:
    options = column.model._meta
    try:
        address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[key])
    except NoReverseMatch:
        address = ""
    return Place(f"{options.verbose_name} {key}: {column.field.verbose_name}", address)


def cache_keys() -> Iterator[str]:
    """The keys of the shared cache, where it is a table; addresses in them are digests, but somebody may add others."""
    if isinstance(backend := cache._connections["default"], DatabaseCache):
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(backend._table)
            cursor.execute(f"SELECT cache_key FROM {table}")  # noqa: S608 - the table that the settings name
            yield from (key for (key,) in cursor.fetchall())
