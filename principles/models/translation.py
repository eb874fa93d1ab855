from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import Arrow, WrongState, move
from alliance.shared.unicode_text import normalise, validate_text
from principles import canonical
from principles.models.wording import Wording

if TYPE_CHECKING:
    from alliance.accounts.models import User


MOST_LETTERS_OF_TITLE = 200


class TranslationMovedOn(Exception):
    """Why a translation was not saved, as a sentence: it answers to something that is no longer the newest."""


class TranslationQuerySet(models.QuerySet["Translation"]):
    def of_clauses(self, slugs: Iterable[str], language: str) -> "TranslationQuerySet":
        """Every revision for these clauses, of whichever wording; for each wording the newest first."""
        found = self.filter(wording__slug__in=list(slugs), language=language)
        return found.select_related("wording").order_by("wording_id", "-revision")

    def newest_of(self, wording: Wording, language: str) -> "Translation | None":
        return self.filter(wording=wording, language=language).order_by("-revision").first()

    def for_coverage(self, slugs: Iterable[str]) -> "TranslationQuerySet":
        """Every revision for these clauses in every language, without its words."""
        words = ("title", "text", "wording__title", "wording__text")
        return self.filter(wording__slug__in=list(slugs)).select_related("wording").defer(*words)

    def of_clause(self, slug: str) -> "TranslationQuerySet":
        """Every revision for the clause in every language, of whichever wording, with who did what; newest first."""
        found = self.filter(wording__slug=slug).select_related("wording", "made_by").prefetch_related("moves__by")
        return found.order_by("-wording_id", "-revision")

    def revise(
        self,
        wording: Wording,
        *,
        language: str,
        title: str,
        text: str,
        by: "User | None",
        after: int | None = None,
    ) -> "Translation":
        """A new revision in state draft, or machine where nobody made it; the newest again if it says the same.

        What is there is never changed: readers, and whoever signed, can be shown what was read. `after` is the number
        of the revision that the translator was shown, 0 for none: raises TranslationMovedOn if there is a newer one.
        """
        title, text = normalise(title), normalise(text)
        with transaction.atomic():
            # Two who translate the same wording at once come one after the other.
            Wording.objects.select_for_update(no_key=True).get(pk=wording.pk)
            newest = self.newest_of(wording, language)
            if newest and (newest.title, newest.text) == (title, text):
                return newest
            if after is not None and after != (newest.revision if newest else 0):
                raise TranslationMovedOn(_("Somebody has saved another translation of this clause meanwhile."))
            now = timezone.now()
            return self.create(
                wording=wording,
                language=language,
                revision=newest.revision + 1 if newest else 1,
                title=title,
                text=text,
                digest=canonical.digest(canonical.line(wording.slug, wording.kind, title, text).encode()),
                made_by=by,
                made_at=now,
                state=Translation.State.DRAFT if by else Translation.State.MACHINE,
                moved_by=by,
                moved_at=now if by else None,
            )


class Translation(models.Model):
    """One revision of a wording in another language: its text never changes, a named person moves its state on."""

    class State(models.TextChoices):
        MACHINE = "machine", _("machine")
        DRAFT = "draft", _("draft")
        REVIEWED = "reviewed", _("reviewed")

    TAKE_ON = Arrow((State.MACHINE,), State.DRAFT)
    REVIEW = Arrow((State.DRAFT,), State.REVIEWED)
    REOPEN = Arrow((State.REVIEWED,), State.DRAFT)

    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=20)
    revision = models.PositiveIntegerField(_("revision"))
    title = models.CharField(_("title"), max_length=MOST_LETTERS_OF_TITLE, blank=True)
    text = models.TextField(_("text"))
    # Of the canonical line with the translated title and text; slug and kind are the wording's.
    digest = models.CharField(_("digest"), max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MACHINE)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moved_at = models.DateTimeField(_("moved"), null=True, blank=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = (
            models.UniqueConstraint(
                fields=["wording", "language", "revision"], name="one_translation_per_wording_language_and_revision"
            ),
            models.CheckConstraint(
                name="a_named_person_moves_a_translation_on",
                condition=models.Q(state="machine") | models.Q(moved_by__isnull=False, moved_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.wording} ({self.language}, {self.revision})"

    def is_of(self, person: "User") -> bool:
        """Whether the person made it, or took it on from a machine, and so cannot be the second who reviews it."""
        return person.pk == self.made_by_id or any(
            move.by_id == person.pk and move.left == self.State.MACHINE for move in self.moves.all()
        )

    @staticmethod
    def check_words(wording: Wording, *, title: str, text: str) -> None:
        """Raises ValidationError, by field, if these words cannot translate the wording."""
        errors: dict[str, object] = {}
        for name, words in (("title", title), ("text", text)):
            try:
                validate_text(words)
            except ValidationError as error:
                errors[name] = error
        title = normalise(title)
        if wording.title and not title:
            errors["title"] = gettext("The English has a title, so the translation needs one.")
        elif title and not wording.title:
            errors["title"] = gettext("The English has no title, so the translation can have none.")
        elif len(title) > MOST_LETTERS_OF_TITLE:
            errors["title"] = gettext("A title has at most %(most)s letters.") % {"most": MOST_LETTERS_OF_TITLE}
        if not normalise(text):
            errors["text"] = gettext("A translation needs a text.")
        if errors:
            raise ValidationError(errors)

    def take_on(self, *, by: "User") -> None:
        """Somebody has read what a machine made, and stands by it as a draft."""
        self._move(self.TAKE_ON, by=by)

    def review(self, *, by: "User") -> None:
        """A second person has read it against the English. Raises WrongState for the one who made it or took it on."""
        if self.is_of(by):
            raise WrongState(gettext("A second person reviews: somebody else than who translated it."))
        self._move(self.REVIEW, by=by)

    def reopen(self, *, by: "User") -> None:
        """The review did not hold: it is a draft again."""
        self._move(self.REOPEN, by=by)

    def _move(self, arrow: Arrow, *, by: "User") -> None:
        now = timezone.now()
        with transaction.atomic():
            left = move(self, "state", arrow, {"moved_by": by, "moved_at": now})
            self.moves.create(left=left, state=arrow.target, by=by, at=now)


class TranslationMove(models.Model):
    """That somebody moved a translation on, or back: appended, never changed. Its row knows the last one alone."""

    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="moves")
    left = models.CharField(_("state before"), max_length=10, choices=Translation.State)
    state = models.CharField(_("state"), max_length=10, choices=Translation.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("moved"))

    class Meta:
        verbose_name = _("move of a translation")
        verbose_name_plural = _("moves of translations")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.translation}: {self.state}"


class Translator(models.Model):
    """That a member of staff may translate and review in a language."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translates", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=20)

    class Meta:
        verbose_name = _("translator")
        verbose_name_plural = _("translators")
        ordering = ("language", "person")
        constraints = (
            models.UniqueConstraint(fields=["person", "language"], name="a_person_translates_a_language_once"),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.language})"

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @classmethod
    def languages_of(cls, person: "User") -> set[str]:
        """Into which languages the person may translate."""
        translated = {code for code, _ in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
        if person.is_superuser:
            return translated
        return translated & set(cls.objects.filter(person=person).values_list("language", flat=True))

    @classmethod
    def may(cls, person: "User", language: str) -> bool:
        """Whether the person may translate in this language; administrators may in all."""
        return language in cls.languages_of(person)
