import uuid
from collections.abc import Collection
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.addresses import address_of
from alliance.shared.responses import NotHere
from principles import canonical
from principles.differences import Comparison
from principles.models.clause import Clause
from principles.models.effect import Effect
from principles.models.notice import ChangeClass, EditionNotice
from principles.models.refusals import ClassIsRight, EffectiveTooEarly, NothingToPublish, TextMovedOn
from principles.models.wording import Wording
from principles.on_page import ClauseOnPage, clause_on_page
from principles.reading import Shown, original
from principles.text import Text

if TYPE_CHECKING:
    from alliance.accounts.models import User


class EditionQuerySet(models.QuerySet["Edition"]):
    def newest_first(self) -> "EditionQuerySet":
        return self.order_by("-major", "-minor")

    def in_effect(self) -> "EditionQuerySet":
        return self.filter(effect__isnull=False)

    def due(self, day: date) -> "EditionQuerySet":
        """Those whose day has come and which have not taken effect yet, oldest first."""
        return self.filter(effect__isnull=True, effective_on__lte=day).order_by("major", "minor")

    def newest(self) -> "Edition | None":
        """The edition that was published last, in effect or not: what the drafts are compared with."""
        return self.for_reading().first()

    def current(self) -> "Edition | None":
        """The edition that holds now, with what its text is shown with: not all that its own page tells of it."""
        return self.newest_first().in_effect().select_related("previous", "effect").first()

    def current_or_404(self) -> "Edition":
        """The current edition; while none has taken effect, a 404 that says so."""
        edition = self.current()
        if edition is None:
            raise NotHere(gettext("No edition has been published yet."), address=reverse("home"), label=gettext("Home"))
        return edition

    def for_reading(self) -> "EditionQuerySet":
        """Newest first, with all that a page tells of an edition."""
        related = ("proposed_by", "published_by", "previous", "effect")
        return self.newest_first().select_related(*related).with_present_class()

    def current_line(self) -> "EditionQuerySet":
        """The editions in effect that mean the same as the current one: no substantive one came after them.

        An endorsement of any of them is carried over to the current edition.
        """
        later = models.Q(major__gt=models.OuterRef("major"))
        later |= models.Q(major=models.OuterRef("major"), minor__gt=models.OuterRef("minor"))
        asked_anew = Edition.objects.in_effect().with_present_class().filter(present_class=ChangeClass.SUBSTANTIVE)
        return self.in_effect().exclude(models.Exists(asked_anew.filter(later)))

    def asking(self) -> "Edition | None":
        """The first of the current line: the edition that asked signatories last, or the very first one."""
        return self.for_reading().current_line().order_by("major", "minor").first()

    def with_present_class(self) -> "EditionQuerySet":
        noticed = EditionNotice.objects.filter(edition=models.OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            present_class=Coalesce(models.Subquery(noticed.values("change_class")[:1]), "change_class"),
            has_notices=models.Exists(noticed),
        )

    def attach_texts(self, editions: "Collection[Edition]") -> None:
        """Reads the texts of several editions in one query."""
        entries = EditionClause.objects.filter(edition__in=editions).select_related("wording").order_by("position")
        by_edition: dict[uuid.UUID, list[EditionClause]] = {edition.pk: [] for edition in editions}
        for entry in entries:
            by_edition[entry.edition_id].append(entry)
        for edition in editions:
            edition.text = Text(by_edition[edition.pk])

    def publish(
        self,
        *,
        shown: str,
        change_class: str,
        reason: str,
        by: "User | None",
        proposed_by: "User | None" = None,
        effective_on: date | None = None,
    ) -> "Edition":
        """Publishes the drafts as the next edition, if they still are what the publisher was shown.

        `shown` is the fingerprint of the draft that the publisher read; without `effective_on` the edition takes effect
        at once. Raises TextMovedOn if anybody has published or edited since, NothingToPublish if the text does not
        differ from the newest edition's, EffectiveTooEarly if the day has passed or comes before that edition's.
        """
        with transaction.atomic():
            # Lock first, read afterwards: a query that waited for the lock would answer with what it saw before.
            Clause.objects.lock()
            draft = Draft.now()
            if draft.fingerprint != shown:
                raise TextMovedOn(_("The text has changed since you opened this page. Read the difference again."))
            if not draft.is_publishable:
                raise NothingToPublish(_("The drafts say what the newest edition says. There is nothing to publish."))
            today = timezone.localdate()
            effective_on = effective_on or draft.earliest_day(today)
            if effective_on < draft.earliest_day(today):
                raise EffectiveTooEarly(
                    _("No edition can take effect before today, or before the one that it follows.")
                )
            edition = draft.seal(
                change_class=change_class, reason=reason, by=by, proposed_by=proposed_by, effective_on=effective_on
            )
            if effective_on <= today:
                edition.take_effect(now=edition.published_at)
            return edition


class Edition(models.Model):
    """A published, numbered list of wordings. The row is written last, and from then on nothing of it changes.

    Its list is written before it, under its key: an edition that exists is complete, and the database seals it.
    """

    ChangeClass = ChangeClass

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    major = models.PositiveSmallIntegerField(_("major number"))
    minor = models.PositiveSmallIntegerField(_("minor number"))
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next", verbose_name=_("previous edition")
    )
    change_class = models.CharField(_("class of the change"), max_length=20, choices=ChangeClass, blank=True)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"))
    effective_on = models.DateField(_("takes effect on"))
    digest = models.CharField(_("digest"), max_length=60)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-major", "-minor")
        permissions = (("publish_edition", _("Can publish an edition")),)
        constraints = (
            models.UniqueConstraint(fields=["major", "minor"], name="one_edition_of_each_number"),
            models.CheckConstraint(
                name="every_edition_but_the_first_has_a_class",
                condition=models.Q(previous__isnull=True, change_class="", major=1, minor=0)
                | models.Q(previous__isnull=False, change_class="editorial", minor__gt=0)
                | models.Q(previous__isnull=False, change_class="substantive", minor=0, major__gt=1),
            ),
            models.CheckConstraint(name="every_edition_has_a_reason", condition=~models.Q(reason="")),
        )

    def __str__(self) -> str:
        return gettext("Edition %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return address_of("principles:edition-detail", self.number)

    is_draft = False

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def is_in_effect(self) -> bool:
        return hasattr(self, "effect")

    # Read with the edition by `for_reading`; here for an edition that came another way.
    @cached_property
    def present_class(self) -> str:
        """The class of the change: as it was published, or as the last notice corrected it."""
        notice = self.notices.last()
        return notice.change_class if notice else self.change_class

    def get_present_class_display(self) -> str:
        return str(ChangeClass(self.present_class).label) if self.present_class else ""

    @property
    def is_corrected(self) -> bool:
        return self.present_class != self.change_class

    @property
    def sha256(self) -> str:
        return canonical.sha256_of(self.digest)

    @cached_property
    def text(self) -> Text:
        entries = list(self.clauses.select_related("wording").order_by("position"))
        return Text(entries)

    def take_effect(self, *, now: datetime) -> None:
        """Holds from now on; done twice, it took effect the first time."""
        Effect.objects.get_or_create(edition=self, defaults={"at": now})

    def correct_class(self, *, change_class: str, reason: str, by: "User") -> EditionNotice:
        """Appends the right class; the number stays. Raises ClassIsRight if there is nothing to correct."""
        with transaction.atomic():
            Clause.objects.lock()
            if not self.change_class or Edition.objects.for_reading().get(pk=self.pk).present_class == change_class:
                raise ClassIsRight(_("The change is classed so already."))
            self.present_class = change_class
            return self.notices.create(change_class=change_class, reason=reason.strip(), by=by)

    def is_intact(self) -> bool:
        """Whether the edition's list and every wording in it still have the digests under which they were published."""
        wordings = (entry.wording for entry in self.text.entries)
        return self.digest == canonical.digest(self.text.canonical_file()) and all(
            wording.digest == canonical.digest(wording.canonical_line().encode()) for wording in wordings
        )


class EditionClause(models.Model):
    """A clause's place in an edition: which wording, where, and with which tags."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField(_("position"))
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="places")
    # [{"slug": ..., "name": ...}], frozen with the edition: a tag changed later changes no published page.
    tags = models.JSONField(_("tags"), default=list)

    class Meta:
        verbose_name = _("clause of an edition")
        verbose_name_plural = _("clauses of an edition")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["edition", "position"], name="one_clause_at_each_place_of_an_edition"),
            models.UniqueConstraint(fields=["edition", "wording"], name="a_wording_once_in_an_edition"),
        )

    # Set by Text for core principles: the number in the margin.
    number: int | None = None
    # Set by Text.in_language: whether the page has something to say of this clause's translation.
    notice = False
    # Set by Draft: the clause's page is then its preview.
    is_draft = False

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        if self.is_draft:
            return reverse("principles:preview-clause", args=[self.wording.slug])
        return self.wording.get_absolute_url()

    @cached_property
    def shown(self) -> Shown:
        """The words as they stand on the page; Text.in_language puts those of another language in their place."""
        return original(self.wording)

    @property
    def label(self) -> str:
        return self.shown.label

    @property
    def anchor(self) -> str:
        return self.wording.slug

    @property
    def on_page(self) -> ClauseOnPage:
        return clause_on_page(self)


class Draft:
    """The drafts of all clauses beside the newest edition, which they would follow: what publishing now would make."""

    is_draft = True
    number = "draft"

    def __init__(self, *, clauses: "list[Clause]", previous: Edition | None) -> None:
        self.previous = previous
        self.text = Text(
            EditionClause(position=place, wording=clause.draft_wording(), tags=_tags_of(clause))
            for place, clause in enumerate((clause for clause in clauses if not clause.is_retired), start=1)
        )
        for entry in self.text.entries:
            entry.is_draft = True

    @classmethod
    def now(cls) -> "Draft":
        clauses = list(Clause.objects.in_order().prefetch_related("tags"))
        return cls(clauses=clauses, previous=Edition.objects.newest())

    @cached_property
    def digest(self) -> str:
        return canonical.digest(self.text.canonical_file())

    @cached_property
    def fingerprint(self) -> str:
        """What a publisher was shown: the newest edition, the drafts and their tags. Equal only if all of it is."""
        tags = "\n".join(repr(entry.tags) for entry in self.text.entries)
        previous = self.previous.number if self.previous else ""
        return canonical.digest("\n".join([previous, self.digest, tags]).encode())

    @cached_property
    def comparison(self) -> Comparison:
        return Comparison(self.previous, self)

    @property
    def is_publishable(self) -> bool:
        return bool(self.text.entries) and (self.previous is None or self.previous.digest != self.digest)

    def earliest_day(self, today: date) -> date:
        """On which the next edition can take effect: none overtakes the one that it follows."""
        return max(today, self.previous.effective_on) if self.previous else today

    def next_number(self, change_class: str) -> tuple[int, int]:
        if self.previous is None:
            return 1, 0
        if change_class == ChangeClass.EDITORIAL:
            return self.previous.major, self.previous.minor + 1
        return self.previous.major + 1, 0

    def seal(
        self,
        *,
        change_class: str,
        reason: str,
        by: "User | None",
        effective_on: date,
        proposed_by: "User | None" = None,
    ) -> Edition:
        """Writes the wordings that are new, the list, and last the edition that seals it. Call it under the lock."""
        major, minor = self.next_number(change_class)
        now = timezone.now()
        edition = Edition(
            major=major,
            minor=minor,
            previous=self.previous,
            change_class=change_class if self.previous else "",
            reason=reason.strip(),
            proposed_by=proposed_by or by,
            published_by=by,
            published_at=now,
            effective_on=effective_on,
            digest=self.digest,
        )
        wordings = Wording.objects.keep(entry.wording for entry in self.text.entries)
        EditionClause.objects.bulk_create(
            EditionClause(
                edition_id=edition.pk,
                position=entry.position,
                tags=entry.tags,
                wording=wordings[entry.wording.digest],
            )
            for entry in self.text.entries
        )
        edition.save(force_insert=True)
        return edition


def _tags_of(clause: Clause) -> list[dict[str, str]]:
    return sorted(({"slug": tag.slug, "name": tag.name} for tag in clause.tags.all()), key=lambda tag: tag["slug"])
