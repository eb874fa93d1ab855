import smtplib
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Self

from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from post_office.models import PRIORITY, STATUS, Email, Log

# Longer than a mail server can keep a sender waiting: a dozen answers, each within EMAIL_TIMEOUT.
CLAIM_LASTS = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=3)
WAITING = (STATUS.queued, STATUS.requeued)
NOTHING = {"message": "", "html_message": ""}


class NothingLeftToSend(Exception):
    """The mail is not one that was given up, or its text is gone."""


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        return self.filter(status__in=WAITING)

    def due(self, now: datetime) -> Self:
        """What may be tried now; a key first, since somebody waits for it."""
        return (
            self.waiting()
            .filter(Q(scheduled_time=None) | Q(scheduled_time__lte=now), expires_at__gt=now)
            .order_by("-priority", "pk")
        )

    def overdue(self, now: datetime) -> Self:
        return self.waiting().filter(expires_at__lte=now)

    def given_up(self) -> Self:
        return self.filter(status=STATUS.failed)

    def kept_too_long(self, *, now: datetime, kept: timedelta) -> Self:
        """What was sent or given up that long ago."""
        return self.exclude(status__in=WAITING).filter(last_updated__lte=now - kept)

    def addressed_to(self, address: str) -> Self:
        """Every mail that went, or is to go, to this address."""
        found = Q()
        for place in ("to", "cc", "bcc"):
            found |= Q(**{f"{place}__iexact": address})
        return self.filter(found)

    def queue(
        self,
        *,
        sender: str,
        to: str,
        subject: str,
        text: str,
        html: str,
        headers: dict[str, str],
        carries_key: bool,
        given_up_after: timedelta,
    ) -> None:
        """Write one mail to one address, as part of the current transaction."""
        now = timezone.now()
        self.create(
            from_email=sender,
            to=[to],
            subject=subject,
            message=text,
            html_message=html,
            headers=headers,
            # The same for every attempt, so that a mail that went out twice can be told to be one.
            message_id=make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2]),
            priority=PRIORITY.high if carries_key else PRIORITY.medium,
            status=STATUS.queued,
            scheduled_time=now,
            expires_at=now + given_up_after,
            number_of_retries=0,
        )

    def claim_next(self, now: datetime) -> "Mail | None":
        """The next mail, which no other sender will touch before CLAIM_LASTS is over; None when nothing is due."""
        while (mail := self.due(now).first()) is not None:
            unchanged = self.due(now).filter(pk=mail.pk, number_of_retries=mail.number_of_retries).order_by()
            claim = {"number_of_retries": F("number_of_retries") + 1, "scheduled_time": now + CLAIM_LASTS}
            if unchanged.update(status=STATUS.requeued, last_updated=now, **claim) == 1:
                mail.number_of_retries += 1
                return mail
        return None

    def give_up_overdue(self, now: datetime) -> int:
        """Stop trying what nobody could deliver in time; how many that were."""
        with transaction.atomic():
            self.overdue(now).filter(priority=PRIORITY.high).update(**NOTHING)
            return self.overdue(now).update(status=STATUS.failed, last_updated=now)


class Mail(Email):
    """One mail to one address, in the tables of post_office; who may read the list of them never sees a text."""

    objects = MailQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        permissions = [("send_again_mail", _("Can send again what was given up"))]

    def __str__(self) -> str:
        # Goes into logs and into the admin's, which keep no addresses.
        return gettext("Mail %(number)s") % {"number": self.pk}

    @property
    def carries_key(self) -> bool:
        """Whether its text lets its reader in: a link or a code to sign in, to confirm, to set a password."""
        return self.priority == PRIORITY.high

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def failures(self) -> list[str]:
        """What went wrong at each attempt, the latest last."""
        logs = sorted(self.logs.all(), key=lambda log: log.pk)
        return [": ".join(filter(None, [log.exception_type, log.message])) for log in logs]

    @property
    def pause(self) -> timedelta:
        """How long to wait after the attempts so far: twice as long each time."""
        doubled = min(self.number_of_retries - 1, 16)
        return min(FIRST_PAUSE * 2**doubled, LONGEST_PAUSE)

    def as_message(self) -> EmailMultiAlternatives:
        message = EmailMultiAlternatives(
            self.subject,
            self.message,
            self.from_email,
            self.to,
            headers={**(self.headers or {}), "Message-ID": self.message_id},
        )
        if self.html_message:
            message.attach_alternative(self.html_message, "text/html")
        return message

    def record_delivery(self, now: datetime) -> None:
        """The text has reached its reader: no reason to keep it, least of all a key."""
        Mail.objects.filter(pk=self.pk).update(status=STATUS.sent, last_updated=now, **NOTHING)

    def record_failure(self, error: Exception, now: datetime) -> bool:
        """Have it tried again after a pause, or give it up when that would be too late; whether it was given up.

        A text that was given up stays, so that it can be sent again; but a key is not worth keeping.
        """
        is_given_up = now + self.pause >= self.expires_at
        if is_given_up:
            changes = {"status": STATUS.failed, **(NOTHING if self.carries_key else {})}
        else:
            changes = {"scheduled_time": now + self.pause}
        # Nothing, if somebody else has claimed it or finished it meanwhile.
        still_ours = Mail.objects.waiting().filter(pk=self.pk, number_of_retries=self.number_of_retries)
        with transaction.atomic():
            if still_ours.update(last_updated=now, **changes) == 0:
                return False
            told, kind = self._told(error), type(error).__name__
            Log.objects.create(email_id=self.pk, status=STATUS.failed, message=told, exception_type=kind)
        return is_given_up

    def send_again(self) -> None:
        """Start anew with a mail that was given up; NothingLeftToSend when it was not, or its text is gone."""
        now = timezone.now()
        fresh = {"status": STATUS.queued, "scheduled_time": now, "expires_at": now + GIVEN_UP_AFTER}
        left = Mail.objects.given_up().filter(pk=self.pk).exclude(message="", html_message="")
        if left.update(number_of_retries=0, last_updated=now, **fresh) == 0:
            raise NothingLeftToSend

    def _told(self, error: Exception) -> str:
        """The error for staff: a server's refusal may quote the text, so that of a key is told by its number."""
        if not self.carries_key:
            return str(error)[:500] if isinstance(error, OSError) else ""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return ", ".join(str(code) for code, _words in error.recipients.values())
        return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else ""
