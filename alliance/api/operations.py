"""What can be asked of the API. A list is one line in `LISTS`."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Path, Schema
from ninja.renderers import JSONRenderer

import alliance.finances.api
import members.api
import members.urls  # brings along the converter of addresses in any script
import principles.api
from alliance.shared.api.lists import List
from alliance.shared.api.problems import MEDIA_TYPE, REFUSALS
from alliance.shared.api.schemas import Told, item_schema, page_schema, parameters_of
from alliance.shared.open_data import permanent
from members.models import Organisation
from principles.urls import CalledConverter

VERSION = "1"
NAMESPACE = "api"
LISTS = (
    members.api.ORGANISATIONS,
    members.api.ENDORSEMENTS,
    principles.api.EDITIONS,
    principles.api.TRANSLATIONS,
    alliance.finances.api.FUNDING,
    alliance.finances.api.BUDGETS,
)


class ReadableRenderer(JSONRenderer):
    """As everywhere on the site: easy to read for people too."""

    json_dumps_params = {"ensure_ascii": False, "indent": 2}


@dataclass(frozen=True)
class Operation:
    """What `public_page` is told of an address, and whose noun it is about."""

    scopes: tuple[str, ...]
    parameters: tuple[str, ...] = ()


OPERATIONS: dict[str, Operation] = {}
ITEMS: dict[str, type[Schema]] = {}

api = NinjaAPI(version=VERSION, urls_namespace=NAMESPACE, openapi_url=None, docs_url=None, renderer=ReadableRenderer())
for exception, refuse in REFUSALS.items():
    api.add_exception_handler(exception, refuse)


def reading(
    name: str,
    address: str,
    of: List,
    *,
    answers: Any,
    summary: str | Promise,
    form: Any = None,
    may_be_missing: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes a function an operation of the API, which is asked with GET or HEAD."""
    OPERATIONS[name] = Operation(of.scopes, tuple(form.base_fields) if form else ())
    refusals = [HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.UNPROCESSABLE_ENTITY]
    if may_be_missing:
        refusals.insert(0, HTTPStatus.NOT_FOUND)
    return api.api_operation(
        ["GET", "HEAD"],
        address,
        response=answers,
        url_name=name,
        operation_id=name,
        summary=summary,
        tags=[of.name],
        # What is not there is left out: the mark of sample data on a site that has none.
        exclude_unset=True,
        by_alias=True,
        openapi_extra={
            "parameters": parameters_of(form) if form else [],
            "responses": {int(status): problem_response(status) for status in refusals},
        },
    )


LONGEST = Organisation._meta.get_field("slug").max_length
# Parts of an address, which the address itself has checked.
Slug = Path[Annotated[str, Told(_("The last word of its address, in whichever script."), maxLength=LONGEST)]]
Number = Path[
    Annotated[str, Told(_("The number of the edition, or current."), pattern=f"^(?:{CalledConverter.regex})$")]
]


def problem_response(status: HTTPStatus) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": status.phrase, "content": {MEDIA_TYPE: {"schema": schema}}}


def address_of(listing: List) -> str:
    return reverse(f"{NAMESPACE}:{listing.name}")


def offer(listing: List) -> None:
    ITEMS[listing.name] = item_schema(listing.noun, listing.table)

    @reading(
        listing.name,
        f"/{listing.name}",
        listing,
        answers=page_schema(listing.noun, ITEMS[listing.name]),
        summary=listing.summary,
        form=listing.form,
    )
    def page(request: HttpRequest) -> dict[str, Any]:
        return listing.answer(request.GET, address=permanent(address_of(listing)))


for listing in LISTS:
    offer(listing)


@reading(
    "organisation",
    "/organisations/{anyslug:slug}",
    members.api.ORGANISATIONS,
    answers=ITEMS["organisations"],
    summary=_("One organisation, by the last word of its address"),
    may_be_missing=True,
)
def organisation(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    return members.api.organisation(slug)


@reading(
    "edition",
    "/editions/{called:number}",
    principles.api.EDITIONS,
    answers=ITEMS["editions"],
    summary=_("One edition, by its number; current is the one that holds now"),
    may_be_missing=True,
)
def edition(request: HttpRequest, number: Number) -> dict[str, Any]:
    return principles.api.edition(number)


@reading(
    "text",
    "/editions/{called:number}/text",
    principles.api.EDITIONS,
    answers=principles.api.Text,
    summary=_("The words of an edition, in English and in one other language"),
    form=principles.api.TextForm,
    may_be_missing=True,
)
def text(request: HttpRequest, number: Number) -> dict[str, Any]:
    return principles.api.text(number, request.GET)
