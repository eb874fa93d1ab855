from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from alliance.pages.models import Page
from principles.models import Edition


class SiteSitemap(Sitemap):
    """Pages at the site's own address, with their alternates in the other languages."""

    i18n = True
    alternates = True
    x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class TextSitemap(SiteSitemap):
    """The pages that change when an edition is published, and every edition."""

    def items(self) -> list[Any]:
        editions = list(Edition.objects.newest_first().select_related("effect"))
        self.current = next((edition for edition in editions if edition.is_in_effect), None)
        if self.current is None:
            return editions
        names = ("home", "principles:belief-list", "principles:principle-list", "principles:edition-list")
        return [*names, "principles:tag-list", *self.current.text.entries, *editions]

    def location(self, item: Any) -> str:
        return reverse(item) if isinstance(item, str) else item.get_absolute_url()

    def lastmod(self, item: Any) -> datetime:
        return item.published_at if isinstance(item, Edition) else self.current.published_at


class PageSitemap(SiteSitemap):
    def items(self) -> list[Page]:
        return list(Page.objects.order_by("slug").prefetch_related("translations"))

    def lastmod(self, page: Page) -> datetime:
        """When it changed last in any language."""
        return max(it.updated_at for it in (page, *page.translations.all()))

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Each address with the day of what stands there: Django asks for the day of a page in all languages."""
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            page, language = url["item"]
            url["lastmod"] = page.in_language(language).updated_at
        return urls


SITEMAPS = {"text": TextSitemap, "pages": PageSitemap}
