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
from alliance.shared.responses import absolute
from principles.models import Edition


class EditionFeed(SiteFeed):
    """Every edition, newest first."""

    def title(self) -> str:
        return _("Editions of the text of %(site)s") % {"site": settings.SITE_NAME}

    def subtitle(self) -> str:
        return _("Each time the text is published anew, with the class of the change and its reason.")

    def link(self) -> str:
        return absolute(reverse("principles:edition-list"))

    def feed_url(self) -> str:
        return absolute(reverse("principles:edition-feed"))

    def items(self) -> list[Edition]:
        return list(Edition.objects.for_reading())

    def item_title(self, edition: Edition) -> str:
        return str(edition)

    def item_link(self, edition: Edition) -> str:
        return absolute(edition.get_absolute_url())

    def item_guid(self, edition: Edition) -> str:
        return absolute(edition.get_absolute_url())

    def item_description(self, edition: Edition) -> str:
        return edition.reason

    def item_categories(self, edition: Edition) -> list[str]:
        classes = [edition.get_present_class_display()] if edition.change_class else []
        return classes + sample.categories()

    def item_pubdate(self, edition: Edition) -> datetime:
        return edition.published_at

    def item_updateddate(self, edition: Edition) -> datetime:
        """The last notice changes what the entry says."""
        return edition.notices.last().at if edition.has_notices else edition.published_at


@for_other_sites
@public_page("text")
def edition_feed(request: HttpRequest) -> Any:
    return EditionFeed()(request)
