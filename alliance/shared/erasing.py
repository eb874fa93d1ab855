"""Where people are named in running text, throughout the database: written over, and found.

An app names the columns in its AppConfig, as "app_label.Model.field":

    names_people = ("members.Decision.reason", ...)       what staff wrote, what machines noted
    may_name_people = ("members.Organisation.statement",)  others' own words: full names alone are written over there

Columns called `history_change_reason` need not be named. A test finds the text column about which nobody has decided.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
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
FORMER_NAME = "[former name]"
# What a session needs to know whose it is.
WHO_IS_SIGNED_IN = ("_auth_", "account_authentication")
TEXTS = (models.CharField, models.TextField, models.JSONField)


# Of each model, by its label, the rows that concern somebody; rows of a model that is not named do not.
Rows = Mapping[str, models.Q]


@dataclass(frozen=True)
class Column:
    """A column of text, read as the database keeps it. `is_others`: its words are neither staff's nor a machine's."""

    model: type[models.Model]
    field: models.Field
    is_others: bool = False

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    def texts(self, rows: models.Q | None = None) -> Iterator[tuple[Any, str]]:
        """The key and the text of each row that has one, or of these rows alone."""
        chosen = self.model._base_manager.filter(rows or models.Q(), **{f"{self.field.name}__isnull": False})
        as_text = Cast(self.field.name, models.TextField())
        return chosen.annotate(as_kept=as_text).order_by().values_list("pk", "as_kept").iterator()

    def changes(self, words: Words, rows: models.Q | None = None) -> Iterator[tuple[Any, str]]:
        """The key and the new text of each row in which something is written over."""
        change = partial(words.written_over, full_names_only=self.is_others)
        for key, text in self.texts(rows):
            written = in_json(text, change)
            if written != text:
                yield key, written

    def write_over(self, words: Words, rows: models.Q | None = None) -> None:
        for key, written in list(self.changes(words, rows)):
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
        Column(column.model, column.field, is_others=str(column) in carefully)
        for column in text_columns()
        if str(column) in always | carefully
    ]


NO_ROWS = models.Q(pk__in=[])


def write_over(words: Words, *, said_by_staff: Words | None = None, within: Rows | None = None) -> None:
    """Replaces the names in running text: everywhere, or in some rows. Call it inside the transaction of the change.

    `said_by_staff`: what takes their place in what staff and machines wrote, if that is to be something else.
    """
    said_by_staff = said_by_staff or words
    for column in columns_that_name_people():
        rows = None if within is None else within.get(column.model._meta.label, NO_ROWS)
        column.write_over(words if column.is_others else said_by_staff, rows)
    forget_in_sessions(words, None if within is None else within.get(settings.AUTH_USER_MODEL, NO_ROWS))
    want_no_traces()


def elsewhere(words: Words, *, within: Rows) -> list[Place]:
    """The rows in which something would be written over if it were not done within these rows alone."""
    found = [
        place_of(column, key)
        for column in columns_that_name_people()
        for key, _ in column.changes(words, ~within.get(column.model._meta.label, NO_ROWS))
    ]
    return list(dict.fromkeys(found))


def forget_in_sessions(words: Words, people: models.Q | None) -> None:
    """Takes the names out of what sessions keep: of anybody, or of these people and of who has not signed in."""
    whose = None if people is None else {str(it.pk) for it in get_user_model().objects.filter(people)}
    for session, said in sessions():
        if whose is None or said.get("_auth_user_id") in {None, *whose}:
            kept = without(words, said)
            if kept != said:
                Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(kept))


def without(words: Words, said: dict[str, Any]) -> dict[str, Any]:
    """What a session keeps, written over; what somebody typed may stand there as a query, and is dropped."""
    kept = {}
    for name, value in said.items():
        written = in_structure(value, words.written_over)
        if name.startswith(WHO_IS_SIGNED_IN):
            kept[name] = value
        elif not words.found_in(json.dumps(written, default=str)):
            kept[name] = written
    return kept


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
