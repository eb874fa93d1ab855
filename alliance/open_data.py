"""The open data of the whole site, as a data package: https://specs.frictionlessdata.io/data-package/"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.finances.open_data import BUDGETS, FUNDING
from alliance.finances.structured_data import alliance_as_organisation
from alliance.shared import sample
from alliance.shared.open_data import Table, permanent
from alliance.shared.responses import absolute
from members.open_data import ENDORSEMENTS, ORGANISATIONS
from principles.open_data import EDITIONS, TRANSLATIONS

# Those that stand beside the descriptor, and those that have an address of their own.
FILES = {table.name: table for table in (ORGANISATIONS, ENDORSEMENTS, EDITIONS, TRANSLATIONS)}
TABLES = FILES | {table.name: table for table in (FUNDING, BUDGETS)}


def path_of(table: Table) -> str:
    return reverse(table.route) if table.route else reverse("data-file", args=[table.name])


def data_package() -> dict[str, Any]:
    """The descriptor that stands beside the files."""
    content = {
        "profile": "tabular-data-package",
        "name": "open-data",
        "id": permanent(reverse("data-package")),
        "title": _("Open data of %(site)s") % {"site": settings.SITE_NAME},
        "description": _(
            "The organisations that stand behind the text and are listed, what they endorsed, every edition and"
            " translation of the text, and the accounts of the Alliance. A cell that would begin with =, +, -, @, a tab"
            " or a carriage return begins with an apostrophe, so that no spreadsheet takes it for a formula; leave that"
            " out when you read it."
        ),
        "homepage": permanent(reverse("data")),
        "licenses": [{"path": permanent(_licence_path()), "title": _("What may be done with it, on the page Licence")}],
        "resources": [table.resource for table in TABLES.values()],
    }
    return sample.marked(content)


def data_as_dataset() -> dict[str, Any]:
    """https://schema.org/Dataset"""
    package = data_package()
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": package["homepage"],
        "url": absolute(reverse("data")),
        "name": package["title"],
        "description": package["description"],
        "license": package["licenses"][0]["path"],
        "isAccessibleForFree": True,
        "creator": alliance_as_organisation(),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": str(table.title),
                "encodingFormat": "text/csv",
                "contentUrl": permanent(path_of(table)),
            }
            for table in TABLES.values()
        ],
    }


def _licence_path() -> str:
    return reverse("pages:page-detail", args=["licence"])
