"""The description of the API as a page tells it: by list, with answers that the site gives at this moment."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils import translation

from alliance.api.operations import LISTS, address_of
from principles.views.embeds import CURRENT

REFERENCE = "#/components/schemas/"
# Told of once for all lists, and once for all refusals.
TOLD_APART = "Page", "Problem"


@dataclass(frozen=True)
class Answer:
    """What the site answers at this moment to whoever asks so."""

    method: str
    address: str
    status: int
    content: str


@dataclass(frozen=True)
class Entry:
    """A parameter, or what one name of an object holds."""

    name: str
    type: str
    description: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Object:
    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class Operation:
    name: str
    address: str
    summary: str
    parameters: list[Entry]
    objects: list[Object]
    statuses: list[str]
    example: Answer


@dataclass(frozen=True)
class Part:
    """A list, and what else can be asked about its noun."""

    name: str
    title: str
    description: str
    operations: list[Operation]


def parts(description: dict[str, Any]) -> list[Part]:
    """Each object is told of where it is met first."""
    told: set[str] = set()
    operations: dict[str, list[Operation]] = {listing.name: [] for listing in LISTS}
    for address, methods in description["paths"].items():
        operation = methods["get"]
        [tag] = operation["tags"]
        operations[tag].append(_operation(address, operation, description, told))
    return [
        Part(listing.name, str(listing.table.title), str(listing.table.description), operations[listing.name])
        for listing in LISTS
    ]


def entries_of(name: str, description: dict[str, Any]) -> list[Entry]:
    properties = description["components"]["schemas"][name]["properties"]
    return [
        Entry(name, type_of(schema), schema.get("description", ""), tuple(_words_of(schema)))
        for name, schema in properties.items()
    ]


def refusals() -> list[Answer]:
    """One for each kind that there is."""
    address = address_of(LISTS[0])
    return [
        ask(f"{address}?limit=1000&contry=KE"),
        ask(f"{address}/-"),
        ask(address, method="POST"),
    ]


def ask(address: str, *, method: str = "GET") -> Answer:
    """Asks the view that stands at the address, which answers in the language of data."""
    parts = urlsplit(address)
    request = HttpRequest()
    request.method, request.path, request.GET = method, unquote(parts.path), QueryDict(parts.query)
    found = resolve(request.path)
    with translation.override(settings.LANGUAGE_CODE):
        response = found.func(request, *found.args, **found.kwargs)
    content = json.dumps(_shortened(json.loads(response.content)), ensure_ascii=False, indent=2)
    return Answer(method, address, response.status_code, content)


def _operation(address: str, operation: dict[str, Any], description: dict[str, Any], told: set[str]) -> Operation:
    parameters = [
        Entry(
            entry["name"],
            type_of(entry["schema"]),
            entry.get("description", ""),
            (*_words_of(entry["schema"]), *_limits_of(entry["schema"])),
        )
        for entry in operation["parameters"]
    ]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    names = [name for name in _objects_in(answer, description) if name not in told]
    told.update(names)
    return Operation(
        name=operation["operationId"],
        address=address,
        summary=operation["summary"],
        parameters=parameters,
        objects=[Object(name, entries_of(name, description)) for name in names if not name.startswith(TOLD_APART)],
        statuses=[f"{status} {HTTPStatus(int(status)).phrase}" for status in sorted(operation["responses"])],
        example=ask(_example_of(address, operation)),
    )


def _example_of(address: str, operation: dict[str, Any]) -> str:
    """One that leads somewhere, where there is anything."""
    if "{slug}" in address:
        items = json.loads(ask(f"{address_of(LISTS[0])}?limit=1").content)["items"]
        return address.replace("{slug}", urlsplit(items[0]["id"]).path.rstrip("/").rpartition("/")[2] if items else "-")
    names = {entry["name"] for entry in operation["parameters"]}
    query = {"limit": "?limit=1", "language": "?language=es"}
    return address.replace("{number}", CURRENT) + "".join(query[name] for name in query if name in names)


def _objects_in(schema: Any, description: dict[str, Any]) -> Iterator[str]:
    """The names of those that the schema speaks of, and of those in them, each once."""
    if isinstance(schema, list):
        for part in schema:
            yield from _objects_in(part, description)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(REFERENCE)
            yield name
            yield from _objects_in(description["components"]["schemas"][name], description)
        for part in schema.values():
            yield from _objects_in(part, description)


def type_of(schema: dict[str, Any]) -> str:
    """As short as programmers write it: `string | null`, `Clause[]`."""
    if "anyOf" in schema:
        return " | ".join(type_of(part) for part in schema["anyOf"])
    if "$ref" in schema:
        return schema["$ref"].removeprefix(REFERENCE)
    if schema.get("type") == "array":
        return f"{type_of(schema['items'])}[]"
    return schema.get("format") or schema.get("type", "")


def _words_of(schema: dict[str, Any]) -> Iterator[str]:
    """The values that there are, where they are few."""
    for part in schema.get("anyOf", [schema]):
        yield from (json.dumps(word) if not isinstance(word, str) else word for word in part.get("enum", ()))
        if "const" in part:
            yield part["const"] if isinstance(part["const"], str) else json.dumps(part["const"])


def _limits_of(schema: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name}: {schema[name]}" for name in ("minimum", "maximum", "maxLength", "default") if name in schema)


def _shortened(content: Any) -> Any:
    """With one entry of each list."""
    if isinstance(content, list):
        return [_shortened(entry) for entry in content[:1]]
    if isinstance(content, dict):
        return {name: _shortened(value) for name, value in content.items()}
    return content
