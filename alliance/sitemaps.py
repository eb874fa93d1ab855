from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from alliance.finances.models import FinancialYear
from alliance.pages.models import Page
from alliance.shared.languages import language_tag
from principles.models import Edition


class SiteSitemap(Sitemap):
    """Pages at the site's own address, with their alternates in the other languages."""

    i18n = True
    alternates = True
    x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_urls(self, *arguments: Any, **named: Any) -> list[dict[str, Any]]:
        """As in Django, with languages by the names that the pages give them."""
        urls = super().get_urls(*arguments, **named)
        for alternate in (alternate for url in urls for alternate in url["alternates"]):
            if alternate["lang_code"] != "x-default":
                alternate["lang_code"] = language_tag(alternate["lang_code"])
        return urls

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


class DataSitemap(SiteSitemap):
    """The page on open data, which changes with the site itself."""

    def items(self) -> list[str]:
        return ["data"]

    def location(self, name: str) -> str:
        return reverse(name)


class SignatorySitemap(SiteSitemap):
    """Who stands behind the text: the list, and its pictures."""

    def items(self) -> list[str]:
        return ["members:organisation-list", "members:organisation-map"]

    def location(self, name: str) -> str:
        return reverse(name)


class AccountsSitemap(SiteSitemap):
    """The accounts, and those of each year of which something is told."""

    def items(self) -> list[FinancialYear | str]:
        return ["finances:year-list", *FinancialYear.objects.public()]

    def location(self, item: FinancialYear | str) -> str:
        return reverse(item) if isinstance(item, str) else item.get_absolute_url()


class PageSitemap(SiteSitemap):
    """The plain pages, by their slugs."""

    def items(self) -> list[str]:
        translations = ("translations__language", "translations__updated_at")
        # When each page changed last, by language.
        self.days: dict[str, dict[str, datetime]] = {}
        for slug, day, language, translated in Page.objects.order_by("slug").values_list(
            "slug", "updated_at", *translations
        ):
            days = self.days.setdefault(slug, {settings.LANGUAGE_CODE: day})
            if language:
                days[language] = translated
        return list(self.days)

    def location(self, slug: str) -> str:
        return reverse("pages:page-detail", args=[slug])

    def lastmod(self, slug: str) -> datetime:
        """In whichever language."""
        return max(self.days[slug].values())

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Each address with the day of what stands there, which Django asks for without saying in which language."""
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            slug, language = url["item"]
            url["lastmod"] = self.days[slug].get(language, self.days[slug][settings.LANGUAGE_CODE])
        return urls


SITEMAPS = {
    "text": TextSitemap,
    "signatories": SignatorySitemap,
    "data": DataSitemap,
    "accounts": AccountsSitemap,
    "pages": PageSitemap,
}
