import hashlib
import re
from datetime import datetime

from django.conf import locale
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from alliance.shared import markdown
from alliance.shared.unicode_text import normalise, validate_text

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


class Page(models.Model):
    """A plain page in Markdown. Its address is permanent; what stands there is edited in place, with its history."""

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address, such as annual-report. It cannot be changed later."),
        error_messages={"unique": _("There is a page at this address already.")},
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(
        _("text"),
        help_text=_(
            "Markdown: an empty line between paragraphs, ## before a heading, - before each item of a list,"
            " [words](https://address.example/) for a link, **words** to stress them. HTML and images are not shown."
        ),
    )
    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    history = HistoricalRecords(excluded_fields=["updated_at"])

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

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page-detail", args=[self.slug])

    def clean(self) -> None:
        errors: dict[str, ValidationError | str] = {}
        if self._state.adding and self.slug:
            if not WORDS.fullmatch(self.slug):
                errors["slug"] = _("Use small letters from a to z, digits, and single hyphens between words.")
            elif self.slug in RESERVED:
                errors["slug"] = _("The site needs this address for itself. Choose another word.")
        for name, sentence in (("title", _("A page needs a title.")), ("text", _("A page needs a text."))):
            given = getattr(self, name)
            try:
                validate_text(given)
            except ValidationError as error:
                errors[name] = error
            setattr(self, name, normalise(given))
            if given and not getattr(self, name):
                errors[name] = sentence
        if errors:
            raise ValidationError(errors)
        self.title = " ".join(self.title.split())

    @property
    def summary(self) -> str:
        """What the page is about, for those who have not opened it: the start of its first paragraph, or its title."""
        return Truncator(markdown.first_paragraph(self.text)).words(30) or self.title

    @property
    def digest(self) -> str:
        """Which wording of the page this is: the SHA-256 of its title and text, in hexadecimal."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()

    def is_saved_as_it_is(self) -> bool:
        return Page.objects.filter(pk=self.pk, title=self.title, text=self.text).exists()

    def edit(self, *, title: str, text: str, by: AbstractBaseUser | None, at: datetime | None = None) -> None:
        """Puts a title and a text on the page, public at once; the history keeps what stood there.

        What stands there already changes nothing. Raises ValidationError if either is empty or not valid text.
        """
        self.title, self.text = title, text
        self.clean_fields(exclude=["slug"])
        self.clean()
        if self.is_saved_as_it_is():
            return
        self.updated_at = at or timezone.now()
        self._history_user = by
        with transaction.atomic():
            self.save(update_fields=["title", "text", "updated_at"])
