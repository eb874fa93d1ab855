"""The description of the API, and answers held against it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from jsonschema_rs import Draft202012Validator


def description(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


def check(response: HttpResponse, described: dict[str, Any], path: str) -> None:
    """Raises unless the answer is one that is described for the path."""
    answer = described["paths"][path]["get"]["responses"][str(response.status_code)]
    media_type = response.headers["Content-Type"].partition(";")[0]
    schema = answer["content"][media_type]["schema"]
    # What is said beside a schema is no schema: closed, so that nothing comes that is not described.
    whole = {"components": {"schemas": closed(described["components"]["schemas"])}, "allOf": [schema]}
    Draft202012Validator(whole, validate_formats=True).validate(response.json())


def closed(schemas: dict[str, Any]) -> dict[str, Any]:
    return {name: schema | {"additionalProperties": False} for name, schema in schemas.items()}
