"""The description of the API as OpenAPI, in the language of whoever reads it: https://spec.openapis.org/oas/v3.1.0"""

import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.api import ROOT
from alliance.api.operations import VERSION, api
from alliance.shared.api.schemas import Problem
from alliance.shared.open_data import permanent
from alliance.shared.responses import absolute

REFERENCE = "#/components/schemas/{model}"


def description() -> dict[str, Any]:
    content = json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT.strip("/") + "/"), cls=DjangoJSONEncoder))
    for methods in content["paths"].values():
        # Understood wherever GET is.
        methods.pop("head", None)
    problem = Problem.model_json_schema(ref_template=REFERENCE, mode="serialization")
    content["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    content["info"] = {
        "title": _("API of %(site)s") % {"site": settings.SITE_NAME},
        "version": VERSION,
        "description": _(
            "The open data of the site as JSON, to be read by anybody. Ids are addresses that stay. Answers carry an"
            " ETag and can be asked for conditionally; programs on other sites may read them; no cookie is set."
        ),
        "license": {"name": _("Licence"), "url": permanent(reverse("pages:page-detail", args=["licence"]))},
    }
    content["servers"] = [{"url": absolute("")}]
    content["externalDocs"] = {"url": permanent(reverse("api-page"))}
    # Names that begin with x- are for whoever describes; others are not allowed.
    return content | ({"x-sample": True} if settings.SAMPLE_DATA else {})
