"""Senders: a thread of a web process after each commit, and `tick`. Any number of them may run at once."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.utils import timezone

from alliance.outbox.models import Mail

# So that one run ends well before the next tick's lease on it does.
SECONDS_FOR_ONE_RUN = 180
# By then it is the server that fails and not the mails, which would wait for it in vain one by one.
FAILURES_IN_A_ROW = 3

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    sent: int = 0
    postponed: int = 0
    given_up: int = 0


def send_due(*, now: datetime | None = None, keep_going: Callable[[], bool] = lambda: True) -> Outcome:
    """Send what is due, each mail under a claim of its own; the clock runs on from `now`."""
    begun, started = now or timezone.now(), time.monotonic()

    def clock() -> datetime:
        return begun + timedelta(seconds=time.monotonic() - started)

    outcome = Outcome(given_up=Mail.objects.give_up_overdue(begun))
    deliverer = get_connection(settings.EMAIL_DELIVERY_BACKEND)
    failures_in_a_row = 0
    try:
        while (
            keep_going()
            and failures_in_a_row < FAILURES_IN_A_ROW
            and time.monotonic() < started + SECONDS_FOR_ONE_RUN
            and (mail := Mail.objects.claim_next(clock()))
        ):
            if send_claimed(mail, deliverer, clock, outcome):
                failures_in_a_row = 0
            else:
                failures_in_a_row += 1
                hang_up(deliverer)
    finally:
        hang_up(deliverer)
    return outcome


def send_claimed(mail: Mail, deliverer: BaseEmailBackend, clock: Callable[[], datetime], outcome: Outcome) -> bool:
    try:
        deliverer.open()  # once for all mails of this run, unless one of them failed
        deliverer.send_messages([mail.as_message()])
    except Exception as error:
        # Neither the address nor the error's own words, which may quote the mail.
        logger.warning("%s was not sent at attempt %d: %s", mail, mail.number_of_retries, type(error).__name__)
        if mail.record_failure(error, clock()):
            outcome.given_up += 1
        else:
            outcome.postponed += 1
        return False
    # A sender that is killed just here leaves a mail that goes out a second time when its claim has run out.
    mail.record_delivery(clock())
    outcome.sent += 1
    return True


def hang_up(deliverer: BaseEmailBackend) -> None:
    with suppress(OSError):  # whatever a mail server has left to say
        deliverer.close()


class SenderThread:
    """At most one thread in this process, started when something was queued and gone when nothing is due any more.

    It is no daemon: a process that ends waits for the mail at hand.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_wanted = False
        self.thread: threading.Thread | None = None

    def wake(self) -> None:
        with self.lock:
            self.is_wanted = True
            if self.thread is None:
                thread = threading.Thread(target=self.run, name="outbox")
                thread.start()
                self.thread = thread

    def run(self) -> None:
        try:
            while self.takes_up():
                send_due(keep_going=threading.main_thread().is_alive)
        except Exception:
            # What is left is sent after the next commit or by the next tick.
            logger.exception("The outbox could not be worked on.")
            with self.lock:
                self.thread = None
        finally:
            database.close()

    def takes_up(self) -> bool:
        """Whether something was queued since the last look; if not, this thread is over."""
        with self.lock:
            is_wanted, self.is_wanted = self.is_wanted, False
            if not is_wanted:
                self.thread = None
            return is_wanted


wake = SenderThread().wake
