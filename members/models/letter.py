"""What organisations are written about an edition: when the messages go out, and who has had one."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from members.models.organisation import Organisation, OrganisationQuerySet
from principles.models import Edition, EditionNotice

if TYPE_CHECKING:
    from alliance.accounts.models import User


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def plan(self) -> None:
        """One for what was last said of the edition that asks, and of the one that holds; done twice, no more."""
        for edition in Edition.objects.current_line().select_related("effect"):
            notice = edition.notices.last()
            if edition.previous_id is not None:
                since = notice.at if notice else edition.effect.at
                due_at = since + timedelta(minutes=settings.EDITION_MAIL_DELAY)
                self.get_or_create(edition=edition, notice=notice, defaults={"due_at": due_at})

    def going_out(self) -> "AnnouncementQuerySet":
        return self.filter(finished_at=None, cancelled_at=None)

    def due(self, now: datetime) -> "AnnouncementQuerySet":
        return self.going_out().filter(due_at__lte=now).select_related("edition", "notice").order_by("due_at", "pk")


class Announcement(models.Model):
    """The messages about one edition. They wait for a while, in which somebody can stop them."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="announcements", verbose_name=_("edition")
    )
    # The correction of the class that they tell of, if there is one.
    notice = models.ForeignKey(
        EditionNotice, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("correction of the class")
    )
    due_at = models.DateTimeField(_("go out at"))
    cancelled_at = models.DateTimeField(_("stopped"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("stopped by")
    )
    finished_at = models.DateTimeField(_("sent"), null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("message about an edition")
        verbose_name_plural = _("messages about editions")
        ordering = ("-due_at",)
        constraints = (
            models.UniqueConstraint(
                name="one_announcement_of_each_edition", fields=["edition"], condition=models.Q(notice=None)
            ),
            models.UniqueConstraint(name="one_announcement_of_each_notice", fields=["notice"]),
            models.CheckConstraint(
                name="a_stopped_announcement_says_who_stopped_it",
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.edition)

    @property
    def occasion(self) -> "Letter.Occasion":
        """Whether organisations are asked, or told: as the edition is classed now."""
        is_question = self.edition.present_class == Edition.ChangeClass.SUBSTANTIVE
        return Letter.Occasion.ASKED if is_question else Letter.Occasion.TOLD

    @property
    def state(self) -> str:
        if self.finished_at:
            return gettext("sent")
        return gettext("stopped") if self.cancelled_at else gettext("waiting")

    def is_superseded(self) -> bool:
        """Whether a later notice or edition says what these messages would have said."""
        latest = self.edition.notices.last()
        if (latest.pk if latest else None) != self.notice_id:
            return True
        holds = Edition.objects.asking() if self.occasion == Letter.Occasion.ASKED else Edition.objects.current()
        return holds != self.edition

    def recipients(self) -> OrganisationQuerySet:
        """Whom they concern and who has had none: those to ask, or those whose endorsement was carried over."""
        if self.occasion == Letter.Occasion.ASKED:
            concerned = Organisation.objects.needing_reaffirmation()
        else:
            concerned = Organisation.objects.carried_over_to(self.edition)
        had_one = Letter.objects.filter(
            organisation=models.OuterRef("pk"), edition=self.edition, occasion=self.occasion
        )
        return concerned.exclude(models.Exists(had_one))

    def cancel(self, *, by: "User") -> None:
        """Stops what has not gone out yet. Raises WrongState if all of it has."""
        now = timezone.now()
        if not Announcement.objects.going_out().filter(pk=self.pk).update(cancelled_at=now, cancelled_by=by):
            raise WrongState(gettext("These messages were sent, or stopped, already."))

    def release(self) -> None:
        """Lets stopped messages go out after all."""
        stopped = Announcement.objects.filter(pk=self.pk, finished_at=None, cancelled_at__isnull=False)
        if not stopped.update(cancelled_at=None, cancelled_by=None):
            raise WrongState(gettext("These messages were not stopped, or were sent already."))

    def finish(self, *, now: datetime) -> None:
        Announcement.objects.filter(pk=self.pk).update(finished_at=now)


class LetterQuerySet(models.QuerySet["Letter"]):
    def unanswered(self) -> "LetterQuerySet":
        """The questions that still wait for an answer."""
        return self.filter(
            occasion=Letter.Occasion.ASKED,
            edition=Edition.objects.asking(),
            organisation__in=Organisation.objects.needing_reaffirmation(),
        )

    def due_for_reminder(self, now: datetime) -> "LetterQuerySet":
        """Unanswered within the time of grace, with a reminder whose day has come and which was not sent.

        A window and not a day: when `tick` was away, what was missed is made up for by one reminder.
        """
        due = models.Q()
        for count, days in enumerate(settings.REAFFIRMATION_REMINDERS, start=1):
            due |= models.Q(written_at__lte=now - timedelta(days=days), reminders__lt=count)
        within_grace = models.Q(written_at__gt=now - timedelta(days=settings.REAFFIRMATION_DAYS))
        return self.unanswered().filter(due, within_grace).order_by("pk")


class Letter(models.Model):
    """That an organisation was asked or told about an edition. At most once each, whatever becomes of the sender."""

    class Occasion(models.TextChoices):
        ASKED = "asked", _("asked to reaffirm")
        TOLD = "told", _("told of an editorial change")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letters")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter about an edition")
        verbose_name_plural = _("letters about editions")
        ordering = ("written_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="one_letter_about_an_edition_on_each_occasion", fields=["organisation", "edition", "occasion"]
            ),
        )

    def __str__(self) -> str:
        return self.get_occasion_display()

    @property
    def answer_by(self) -> datetime:
        """Until when reminders come; later answers are as welcome, and none counts as an answer."""
        return self.written_at + timedelta(days=settings.REAFFIRMATION_DAYS)

    def count_reminder(self, now: datetime) -> bool:
        """Takes this reminder for sent; False when another tick was faster."""
        passed = sum(now >= self.written_at + timedelta(days=days) for days in settings.REAFFIRMATION_REMINDERS)
        unchanged = Letter.objects.filter(pk=self.pk, reminders=self.reminders, reminders__lt=passed)
        return unchanged.update(reminders=passed) == 1
