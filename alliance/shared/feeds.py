from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from alliance.shared import sample
from alliance.shared.languages import language_tag

NEVER = datetime.fromtimestamp(0, UTC)


class AtomFeed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """As in Django, which says of a feed without entries that it was updated just now: each time another one."""
        return super().latest_post_date() if self.num_items() else NEVER


class SiteFeed(Feed):
    """An Atom feed of this site, in the language of its address."""

    feed_type = AtomFeed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without the day of the newest entry as that of the last change: an entry that is gone changes it too."""
        response = super().__call__(request, *args, **kwargs)
        response.headers.pop("Last-Modified", None)
        return response

    def author_name(self) -> str:
        return settings.SITE_NAME

    @property
    def language(self) -> str:
        return language_tag(get_language())

    def categories(self) -> list[str]:
        return sample.categories()
