"""The open data of the whole site, as a data package: https://specs.frictionlessdata.io/data-package/"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared import sample
from alliance.shared.open_data import permanent
from alliance.shared.responses import absolute
from members.open_data import ENDORSEMENTS, ORGANISATIONS
from principles.open_data import EDITIONS, TRANSLATIONS

TABLES = {table.name: table for table in (ORGANISATIONS, ENDORSEMENTS, EDITIONS, TRANSLATIONS)}


def data_package() -> dict[str, Any]:
    """The descriptor that stands beside the files."""
    content = {
        "profile": "tabular-data-package",
        "name": "open-data",
        "id": permanent(reverse("data-package")),
        "title": _("Open data of %(site)s") % {"site": settings.SITE_NAME},
        "description": _(
            "The organisations that stand behind the text and are listed, what they endorsed, and every edition and"
            " translation of the text. A cell that would begin with =, +, -, @, a tab or a carriage return begins with"
            " an apostrophe, so that no spreadsheet takes it for a formula; leave that out when you read it."
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
        "creator": {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": str(table.title),
                "encodingFormat": "text/csv",
                "contentUrl": permanent(reverse("data-file", args=[table.name])),
            }
            for table in TABLES.values()
        ],
    }


def _licence_path() -> str:
    return reverse("pages:page-detail", args=["licence"])
