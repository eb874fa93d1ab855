"""Schemas made of what the site has anyway: items of the columns of a table, parameters of the fields of a form."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field, create_model

from alliance.shared.api.paging import PageForm
from alliance.shared.open_data import Field as Column
from alliance.shared.open_data import Table

# In figures, since programs read a number of JSON in twos, and would lose cents.
Decimals = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
# By the types of Table Schema.
TYPES = {
    "number": Decimals,
    "string": str,
    "integer": int,
    "year": int,
    "boolean": bool,
    "date": date,
    "datetime": datetime,
}


def described(description: str | Promise, **options: Any) -> Any:
    """A field whose description is in the language of whoever reads it."""
    return Field(json_schema_extra=lambda schema: schema.update(description=str(description)), **options)


class Told:
    """The same for a part of an address, with what else there is to say of it."""

    def __init__(self, description: str | Promise, **schema: str | int) -> None:
        self.description, self.schema = description, schema

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return handler(core) | self.schema | {"description": str(self.description)}


def _only_where_it_is(schema: dict[str, Any]) -> None:
    schema.pop("default", None)
    schema["description"] = str(_("Only there, and true, where nothing in it is real."))


# See alliance/shared/sample.py.
SampleMark = Annotated[Literal[True], Field(json_schema_extra=_only_where_it_is)]


def item_schema(noun: str, table: Table) -> type[Schema]:
    """An object with the columns of the table; one of sample data says so."""
    columns = {column.name: (_type_of(column), described(column.description)) for column in table.columns}
    return create_model(noun, __base__=Schema, **columns, sample=(SampleMark, None))


def _type_of(column: Column) -> Any:
    kind: Any = Literal[column.one_of] if column.one_of else TYPES[column.type]
    if column.between:
        return list[kind]
    return kind | None if column.may_be_empty else kind


def page_schema(noun: str, item: type[Schema]) -> type[Schema]:
    """The envelope of every list."""
    return create_model(
        f"PageOf{noun}",
        __base__=Schema,
        count=(int, described(_("How many items the whole list has, on all its pages."), ge=0)),
        items=(list[item], described(_("The items of this page."))),
        next=(str | None, described(_("The address of the next page; null on the last one."))),
    )


class ProblemAbout(Schema):
    parameter: str = described(_("The name of the parameter."))
    detail: str = described(_("What is wrong with it."))


class Problem(Schema):
    """Every refusal has this form."""

    type: Literal["about:blank"] = described(_("Always about:blank: the status says which kind of problem it is."))
    title: str = described(_("The name of the status."))
    status: int = described(_("The status of the answer."))
    detail: str = described(_("What is wrong."))
    errors: list[ProblemAbout] = described(_("What is wrong with which parameter; empty if it is about none."))
    sample: SampleMark = None


def parameters_of(form: type[PageForm]) -> list[dict[str, Any]]:
    """The fields as parameters of an address: https://spec.openapis.org/oas/v3.1.0#parameter-object"""
    return [
        {
            "in": "query",
            "name": name,
            "required": field.required,
            "description": form.explained[name],
            "schema": _schema_of(field),
        }
        for name, field in form.base_fields.items()
    ]


def _schema_of(field: forms.Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if isinstance(field, forms.IntegerField) else "string"}
    limits = {"minimum": "min_value", "maximum": "max_value", "maxLength": "max_length", "default": "initial"}
    for keyword, name in limits.items():
        if getattr(field, name, None) is not None:
            schema[keyword] = getattr(field, name)
    choices: Iterable[Any] = getattr(field, "choices", ())
    values = [value for value, _label in choices if value]
    return schema | ({"enum": values} if values else {})
