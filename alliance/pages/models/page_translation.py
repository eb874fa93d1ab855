from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.pages.models.page import Page
from alliance.pages.models.written import Written
from alliance.shared.languages import in_language


def languages_to_translate_into() -> dict[str, str]:
    """The site's languages but English: the name of each, in itself, by its code."""
    return {code: name for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


class PageTranslation(Written):
    """A plain page in another language. It says what readers are told of it: who made it, and from which English."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="translations", verbose_name=_("page"))
    language = models.CharField(_("language"), max_length=20)
    is_machine_made = models.BooleanField(_("made by a machine"), default=False, editable=False)
    # Of the English page.
    source_digest = models.CharField(_("digest of the English that it translates"), max_length=64, editable=False)

    history = HistoricalRecords(excluded_fields=["updated_at"])

    is_translation = True

    class Meta:
        verbose_name = _("translation of a page")
        verbose_name_plural = _("translations of pages")
        ordering = ("page__title", "language")
        constraints = (
            models.UniqueConstraint(fields=["page", "language"], name="one_translation_per_page_and_language"),
            models.CheckConstraint(name="page_translation_has_a_title", condition=~models.Q(title="")),
            models.CheckConstraint(name="page_translation_has_a_text", condition=~models.Q(text="")),
            models.CheckConstraint(name="page_translation_has_a_language", condition=~models.Q(language="")),
            models.CheckConstraint(name="page_translation_has_a_source", condition=~models.Q(source_digest="")),
        )

    def get_absolute_url(self) -> str:
        with translation.override(self.language):
            return self.page.get_absolute_url()

    def errors_beside_the_words(self) -> dict[str, Any]:
        if self._state.adding and self.language and self.language not in languages_to_translate_into():
            return {"language": _("The site has no such language to translate into.")}
        return {}

    @property
    def source_text(self) -> str:
        return self.page.text

    @property
    def english_address(self) -> str:
        return in_language(self.page.get_absolute_url(), settings.LANGUAGE_CODE)

    @property
    def is_stale(self) -> bool:
        """Whether the English page says something else now than what this translates."""
        return self.source_digest != self.page.digest

    def edit(
        self, *, title: str, text: str, source_digest: str, by: AbstractBaseUser | None, at: datetime | None = None
    ) -> None:
        """Puts a title and a text on the page in this language, public at once; the history keeps what stood there.

        Whoever does so stands by the translation: by nobody, it is a machine's. `source_digest`: of the English that it
        translates. What stands there already changes nothing. Raises ValidationError as the page does.
        """
        self.put(title=title, text=text, source_digest=source_digest, is_machine_made=by is None, by=by, at=at)
