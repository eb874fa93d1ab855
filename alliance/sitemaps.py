"""Every page that search engines shall find, in files of a bounded length, and the list of these files."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.urls import reverse

from alliance.pages.models import Page
from alliance.shared.languages import language_tag
from members.models import Organisation
from members.models.organisation import OrganisationQuerySet
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
        return [*names, "principles:tag-list", "members:embedding", *self.current.text.entries, *editions]

    def location(self, item: Any) -> str:
        return reverse(item) if isinstance(item, str) else item.get_absolute_url()

    def lastmod(self, item: Any) -> datetime:
        return item.published_at if isinstance(item, Edition) else self.current.published_at


class ListSitemap(SiteSitemap):
    """Pages that are made of what others have written: they change more often than they could say."""

    def items(self) -> list[str]:
        return ["data", "members:organisation-list"]

    def location(self, name: str) -> str:
        return reverse(name)


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


class InEachLanguage(Paginator):
    """Pages of a list whose rows are multiplied by the languages only once they are read."""

    def page(self, number: int) -> PageOfList:
        page = super().page(number)
        page.object_list = [(row, language) for row in page.object_list for language, _name in settings.LANGUAGES]
        return page


class OrganisationSitemap(SiteSitemap):
    """Each organisation that is listed, in so many files as there must be."""

    # Of one file, which names each in every language with all others beside it: about 5 MB.
    limit = 500

    @property
    def paginator(self) -> Paginator:
        return InEachLanguage(self.items(), self.limit)

    def items(self) -> OrganisationQuerySet:
        return Organisation.objects.listed().with_last_change().only("slug").order_by("pk")

    def lastmod(self, organisation: Organisation) -> datetime | None:
        return organisation.changed_at


SITEMAPS = {"text": TextSitemap, "lists": ListSitemap, "pages": PageSitemap, "organisations": OrganisationSitemap}


def sitemap_files() -> list[tuple[str, int]]:
    """The section and the number of each file that has something in it."""
    paginators = {section: kind().paginator for section, kind in SITEMAPS.items()}
    return [(section, number) for section, pages in paginators.items() if pages.count for number in pages.page_range]
