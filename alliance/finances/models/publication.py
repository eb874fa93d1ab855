import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from alliance.finances.models.statement import Statement


class PublishingRefused(Exception):
    """Why a statement was not published: `sentences` for the person who wanted it."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))


class PublicationQuerySet(models.QuerySet["Publication"]):
    def publish(
        self, statement: "Statement", *, by: "AbstractBaseUser | None", shown: str | None = None
    ) -> "Publication":
        """See Statement.publish."""
        from alliance.finances.publishing import Draft

        with transaction.atomic():
            # Lock first, read afterwards: whoever edits a draft locks the year too.
            statement.year = apps.get_model("finances.FinancialYear").objects.lock(statement.year_id)
            if self.filter(statement=statement).exists():
                raise PublishingRefused([gettext("It is published already.")])
            draft = Draft(statement)
            if shown is not None and shown != draft.fingerprint:
                raise PublishingRefused([gettext("It has changed since you opened this page. Read it again.")])
            if draft.obstacles:
                raise PublishingRefused(draft.obstacles)
            return draft.seal(by=by)


class Publication(models.Model):
    """That a statement was published, by whom and when. The row is written last, and seals what it published.

    It seals the statement with its lines, subtotals and document, the year's own row, and whatever of the year's
    categories, funding sources and exchange rates was not published yet: those point here (`published_with`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.ForeignKey(
        "finances.FinancialYear", on_delete=models.PROTECT, related_name="publications", verbose_name=_("year")
    )
    statement = models.OneToOneField(
        "finances.Statement", on_delete=models.PROTECT, related_name="publication", verbose_name=_("statement")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    at = models.DateTimeField(_("published"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication of accounts")
        verbose_name_plural = _("publications of accounts")
        ordering = ("at",)

    def __str__(self) -> str:
        return str(self.statement)


class OfYear(models.Model):
    """A row of a year that is a draft until a publication takes it along."""

    published_with = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published with"),
    )

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.published_with_id is not None


class OfYearQuerySet(models.QuerySet):
    def published(self) -> "OfYearQuerySet":
        return self.filter(published_with__isnull=False)

    def drafts(self) -> "OfYearQuerySet":
        return self.filter(published_with=None)
