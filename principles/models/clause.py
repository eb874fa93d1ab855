from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from alliance.shared.history import HistoryOfAllFaces
from alliance.shared.unicode_text import normalise, validate_text
from principles.kinds import Kind
from principles.models.wording import Wording

if TYPE_CHECKING:
    from principles.models.edition import Edition

ONCE = (Kind.NOT_DEFINED_BY_LEAD_IN, Kind.DEFINED_BY_LEAD_IN)


class ClauseQuerySet(models.QuerySet["Clause"]):
    def in_order(self) -> "ClauseQuerySet":
        """As they stand in the text: by kind, then by position."""
        by_kind = models.Case(*(models.When(kind=kind, then=place) for place, kind in enumerate(Kind)))
        return self.order_by(by_kind, "position", "pk")

    def beside(self, edition: "Edition | None") -> "ClauseQuerySet":
        """Each clause with `published`: its wordings in the edition, one or none."""
        wordings = Wording.objects.filter(places__edition=edition)
        return self.prefetch_related(models.Prefetch("wordings", queryset=wordings, to_attr="published"))

    def lock(self) -> None:
        """Makes whoever else publishes wait until this transaction ends."""
        # Rows that are never deleted, always in the same order: two publishers cannot lock each other out.
        list(self.select_for_update(no_key=True).order_by("pk").values_list("pk"))


class Clause(models.Model):
    """One belief statement or core principle: a permanent identity with an editable draft. Nothing here is public."""

    class State(models.TextChoices):
        """What the next edition would make of the clause."""

        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("changed")
        NEW = "new", _("new")
        TO_BE_RETIRED = "to_be_retired", _("to be retired")
        RETIRED = "retired", _("retired")

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The clause's permanent address. It cannot be changed later."),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(
        _("position"), default=1000, help_text=_("The place among clauses of the same kind; smaller comes first.")
    )
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("The next edition leaves this clause out. Earlier editions keep it.")
    )

    tags = TaggableManager(
        _("tags"), blank=True, help_text=_("Separated by commas. They become public with the next edition.")
    )
    history = HistoryOfAllFaces()
    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = (
            models.CheckConstraint(name="clause_has_a_text", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="core_principles_alone_have_a_title",
                condition=models.Q(kind=Kind.CORE_PRINCIPLE) & ~models.Q(title="")
                | ~models.Q(kind=Kind.CORE_PRINCIPLE) & models.Q(title=""),
                violation_error_message=_("A core principle has a title, a belief statement has none."),
            ),
            models.UniqueConstraint(
                name="one_lead_in_for_each_list",
                fields=["kind"],
                condition=models.Q(kind__in=ONCE, is_retired=False),
                violation_error_message=_("This list has its lead-in already; retire that one first."),
            ),
        )

    def __str__(self) -> str:
        return self.title or self.text

    def clean(self) -> None:
        errors = {}
        for name in ("title", "text"):
            try:
                validate_text(getattr(self, name))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)
        self.title = normalise(self.title)
        self.text = normalise(self.text)
        if not self.text:
            raise ValidationError({"text": _("A clause needs a text.")})
        if self.kind == Kind.CORE_PRINCIPLE and not self.title:
            raise ValidationError({"title": _("A core principle needs a title.")})

    def state_beside(self, published: Wording | None) -> State:
        """The state of the draft beside the clause's wording in the current edition."""
        if self.is_retired:
            return self.State.TO_BE_RETIRED if published else self.State.RETIRED
        if published is None:
            return self.State.NEW
        return self.State.PUBLISHED if published.digest == self.draft_wording().digest else self.State.CHANGED

    def draft_wording(self) -> Wording:
        """The wording that the draft would become; not saved."""
        return Wording.of(clause=self, title=self.title, text=self.text)


class BeliefStatementManager(models.Manager.from_queryset(ClauseQuerySet)):
    def get_queryset(self) -> ClauseQuerySet:
        return super().get_queryset().exclude(kind=Kind.CORE_PRINCIPLE)


class BeliefStatement(Clause):
    """A clause of the statement of belief, its lead-ins among them."""

    objects = BeliefStatementManager()

    class Meta:
        proxy = True
        verbose_name = _("belief statement")
        verbose_name_plural = _("belief statements")


class CorePrincipleManager(models.Manager.from_queryset(ClauseQuerySet)):
    def get_queryset(self) -> ClauseQuerySet:
        return super().get_queryset().filter(kind=Kind.CORE_PRINCIPLE)


class CorePrinciple(Clause):
    """A clause with a title and a text."""

    objects = CorePrincipleManager()

    class Meta:
        proxy = True
        verbose_name = _("core principle")
        verbose_name_plural = _("core principles")
