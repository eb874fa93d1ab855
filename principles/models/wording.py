from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.shared.addresses import address_of
from alliance.shared.unicode_text import normalise
from principles import canonical
from principles.kinds import Kind


class WordingQuerySet(models.QuerySet["Wording"]):
    def keep(self, wordings: "Iterable[Wording]") -> "dict[str, Wording]":
        """The rows of these wordings by digest; those that have none yet are written."""
        wanted = {wording.digest: wording for wording in wordings}
        known = {wording.digest: wording for wording in self.filter(digest__in=wanted)}
        self.bulk_create(wording for digest, wording in wanted.items() if digest not in known)
        return wanted | known


class Wording(models.Model):
    """One exact text of one clause in the source language, immutable; the row alone proves its digest."""

    clause = models.ForeignKey("principles.Clause", on_delete=models.PROTECT, related_name="wordings")
    slug = models.SlugField(_("slug"), max_length=80)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    digest = models.CharField(_("digest"), max_length=60, unique=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        noun = "belief" if self.is_belief else "principle"
        return address_of(f"principles:{noun}-detail", self.slug)

    @classmethod
    def of(cls, *, clause: models.Model, title: str, text: str) -> "Wording":
        """A wording of the clause with its digest; not saved."""
        title, text = normalise(title), normalise(text)
        wording = cls(clause=clause, slug=clause.slug, kind=clause.kind, title=title, text=text)
        wording.digest = canonical.digest(wording.canonical_line().encode())
        return wording

    @property
    def is_belief(self) -> bool:
        return self.kind != Kind.CORE_PRINCIPLE

    @property
    def label(self) -> str:
        return self.title or self.text

    def canonical_line(self) -> str:
        return canonical.line(self.slug, self.kind, self.title, self.text)
