import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import locale, settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.pages.models.written import Written

if TYPE_CHECKING:
    from alliance.pages.models.page_translation import PageTranslation

WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# First words of the site's own addresses, and of those that it keeps for later. A page there would never be seen.
RESERVED = frozenset(locale.LANG_INFO) | {
    *(
        "accounts",
        "admin",
        "api",
        "badges",
        "beliefs",
        "data",
        "editions",
        "embed",
        "feeds",
        "healthz",
        "join",
        "media",
    ),
    *("members", "organisation", "preview", "principles", "robots", "search", "sitemap", "static", "tags"),
    *("translations", "transparency"),
}


class Page(Written):
    """A plain page in English. Its address is permanent; what stands there is edited in place, with its history."""

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address, such as annual-report. It cannot be changed later."),
        error_messages={"unique": _("There is a page at this address already.")},
    )

    history = HistoricalRecords(excluded_fields=["updated_at"])

    is_translation = False

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(name="page_has_a_title", condition=~models.Q(title="")),
            models.CheckConstraint(name="page_has_a_text", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="page_has_an_address_in_small_letters", condition=~models.Q(slug="") & models.Q(slug=Lower("slug"))
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("pages:page-detail", args=[self.slug])

    def errors_beside_the_words(self) -> dict[str, Any]:
        if self._state.adding and self.slug:
            if not WORDS.fullmatch(self.slug):
                return {"slug": _("Use small letters from a to z, digits, and single hyphens between words.")}
            if self.slug in RESERVED:
                return {"slug": _("The site needs this address for itself. Choose another word.")}
        return {}

    @property
    def language(self) -> str:
        return settings.LANGUAGE_CODE

    @property
    def source_text(self) -> str:
        return self.text

    def in_language(self, language: str | None) -> "Page | PageTranslation":
        """What a reader of the language is shown: the translation, or this where there is none.

        One query, and none in English or where the translations were fetched before.
        """
        if language in {None, settings.LANGUAGE_CODE}:
            return self
        return next((it for it in self.translations.all() if it.language == language), self)

    def edit(self, *, title: str, text: str, by: AbstractBaseUser | None, at: datetime | None = None) -> None:
        """Puts a title and a text on the page, public at once; the history keeps what stood there.

        What stands there already changes nothing. Raises ValidationError if either is empty or not valid text.
        """
        self.put(title=title, text=text, by=by, at=at)
