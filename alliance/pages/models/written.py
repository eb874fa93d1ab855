import hashlib
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from alliance.shared import markdown
from alliance.shared.unicode_text import normalise, validate_text


class Written(models.Model):
    """A title and a text in one language, in Markdown: edited in place, public at once, with their history."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(
        _("text"),
        help_text=_(
            "Markdown: an empty line between paragraphs, ## before a heading, - before each item of a list,"
            " [words](https://address.example/) for a link, **words** to stress them. HTML and images are not shown."
        ),
    )
    updated_at = models.DateTimeField(_("updated"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        errors: dict[str, Any] = self.errors_beside_the_words()
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

    def errors_beside_the_words(self) -> dict[str, Any]:
        """What is wrong with the other fields, by the name of each."""
        return {}

    @property
    def summary(self) -> str:
        """What the page is about, for those who have not opened it: the start of its first paragraph, or its title."""
        return Truncator(markdown.first_paragraph(self.text)).words(30) or self.title

    @property
    def digest(self) -> str:
        """Which wording of the page this is: the SHA-256 of its title and text, in hexadecimal."""
        return digest_of(self.title, self.text)

    def put(self, *, by: AbstractBaseUser | None, at: datetime | None, **values: Any) -> None:
        """Saves these values, whose history keeps what stood there. What stands there already changes nothing.

        Raises ValidationError if title or text is empty or not valid text.
        """
        for name, value in values.items():
            setattr(self, name, value)
        self.clean_fields(exclude={field.name for field in self._meta.fields} - values.keys())
        self.clean()
        as_it_is = {name: getattr(self, name) for name in values}
        if type(self)._base_manager.filter(pk=self.pk, **as_it_is).exists():
            return
        self.updated_at = at or timezone.now()
        self._history_user = by
        with transaction.atomic():
            self.save(update_fields=[*values, "updated_at"])


def digest_of(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
