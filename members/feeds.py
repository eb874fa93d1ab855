from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared import sample
from alliance.shared.caching import public_page
from alliance.shared.embedding import for_other_sites
from alliance.shared.feeds import SiteFeed
from alliance.shared.languages import isolated
from alliance.shared.responses import absolute
from members.changes import Change, latest
from members.models import Endorsement, Organisation

MOST_ENTRIES = 100


class EndorsementFeed(SiteFeed):
    """The newest endorsements of listed organisations; what came before them is in the open data."""

    def title(self) -> str:
        return _("Endorsements of the text of %(site)s") % {"site": settings.SITE_NAME}

    def subtitle(self) -> str:
        return _("Each time an organisation that is listed has signed an edition of the text.")

    def link(self) -> str:
        return absolute(reverse("members:organisation-list"))

    def feed_url(self) -> str:
        return absolute(reverse("members:endorsement-feed"))

    def items(self) -> list[Endorsement]:
        endorsements = Endorsement.objects.of(Organisation.objects.listed()).newest_first()
        return list(endorsements.select_related("organisation", "edition")[:MOST_ENTRIES])

    def item_title(self, endorsement: Endorsement) -> str:
        return _("%(name)s endorses edition %(number)s") % {
            "name": isolated(endorsement.organisation.name),
            "number": endorsement.edition.number,
        }

    def item_link(self, endorsement: Endorsement) -> str:
        return absolute(endorsement.organisation.get_absolute_url())

    def item_guid(self, endorsement: Endorsement) -> str:
        return endorsement.urn

    def item_description(self, endorsement: Endorsement) -> str:
        return endorsement.get_method_display()

    def item_categories(self, endorsement: Endorsement) -> list[str]:
        return sample.categories()

    def item_pubdate(self, endorsement: Endorsement) -> datetime:
        return endorsement.signed_at

    def item_updateddate(self, endorsement: Endorsement) -> datetime:
        return endorsement.signed_at


class ChangeFeed(SiteFeed):
    """The newest changes in the text and among those who are listed: see `members.changes`."""

    def title(self) -> str:
        return _("Changes on %(site)s") % {"site": settings.SITE_NAME}

    def subtitle(self) -> str:
        return _(
            "New editions, corrected classes and reviewed translations of the text; and of organisations that are"
            " listed, what they sign and how they change."
        )

    def link(self) -> str:
        return absolute(reverse("data"))

    def feed_url(self) -> str:
        return absolute(reverse("members:change-feed"))

    def items(self) -> list[Change]:
        return latest()

    def item_title(self, change: Change) -> str:
        return change.title

    def item_link(self, change: Change) -> str:
        return absolute(change.address)

    def item_guid(self, change: Change) -> str:
        return change.id

    def item_description(self, change: Change) -> str:
        return change.said

    def item_categories(self, change: Change) -> list[str]:
        return sample.categories()

    def item_pubdate(self, change: Change) -> datetime:
        return change.at

    def item_updateddate(self, change: Change) -> datetime:
        return change.at


@for_other_sites
@public_page("members", "text")
def change_feed(request: HttpRequest) -> Any:
    return ChangeFeed()(request)


@for_other_sites
@public_page("members", "text")
def endorsement_feed(request: HttpRequest) -> Any:
    return EndorsementFeed()(request)
