import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone
from post_office.models import STATUS

from alliance.outbox import sending
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from alliance.outbox.models.mail import CLAIM_LASTS, NothingLeftToSend
from alliance.outbox.sending import Outcome, send_due
from tests.outbox import deliverers

DELIVERERS = "tests.outbox.deliverers"


def write(to: str = "ann@example.org", subject: str = "News", *, carries_key: bool = False) -> Mail:
    queue(to=to, subject=subject, text="The text.", carries_key=carries_key)
    return Mail.objects.latest("pk")


def later(**since: float) -> Any:
    return timezone.now() + timedelta(**since)


@pytest.mark.django_db
def test_mail_is_sent_and_its_text_is_not_kept() -> None:
    written = write()

    outcome = send_due()

    row = Mail.objects.get()
    assert outcome == Outcome(sent=1)
    assert [message.body for message in mail.outbox] == ["The text."]
    assert (row.pk, row.status, row.message, row.subject) == (written.pk, STATUS.sent, "", "News")


@pytest.mark.django_db
def test_key_is_sent_first() -> None:
    write(subject="News")
    write(subject="Your code", carries_key=True)

    send_due()

    assert [message.subject for message in mail.outbox] == ["Your code", "News"]


@pytest.mark.django_db
def test_mail_that_could_not_be_sent_waits_longer_after_each_attempt(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Unreachable"
    write()
    now = later()

    pauses = []
    for _ in range(11):
        assert send_due(now=now) == Outcome(postponed=1)
        pause = Mail.objects.get().scheduled_time - now
        pauses.append(round(pause.total_seconds() / 60))
        assert send_due(now=now + pause - timedelta(seconds=1)) == Outcome()
        now += pause

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]


@pytest.mark.django_db
def test_mail_that_could_not_be_sent_is_sent_later(settings: Any) -> None:
    reachable = settings.EMAIL_DELIVERY_BACKEND
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Unreachable"
    write()
    send_due()

    settings.EMAIL_DELIVERY_BACKEND = reachable
    early, late = send_due(now=later(seconds=50)), send_due(now=later(seconds=70))

    assert (early, late) == (Outcome(), Outcome(sent=1))
    assert Mail.objects.get().failures == ["ConnectionRefusedError: Connection refused"]


@pytest.mark.django_db
@pytest.mark.parametrize(("carries_key", "text"), [(False, "The text."), (True, "")])
def test_mail_is_given_up_after_three_days_and_a_key_is_not_kept(settings: Any, carries_key: bool, text: str) -> None:
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Unreachable"
    write(carries_key=carries_key)

    given_up = send_due(now=later(days=2, hours=23))

    row = Mail.objects.get()
    assert given_up == Outcome(postponed=1)
    assert send_due(now=later(days=2, hours=23, minutes=59, seconds=30)) == Outcome(given_up=1)
    row.refresh_from_db()
    assert (row.status, row.message) == (STATUS.failed, text)
    assert send_due(now=later(days=4)) == Outcome()


@pytest.mark.django_db
@pytest.mark.parametrize(("carries_key", "text"), [(False, "The text."), (True, "")])
def test_mail_that_nobody_could_try_in_time_is_given_up(carries_key: bool, text: str) -> None:
    write(carries_key=carries_key)

    outcome = send_due(now=later(days=3, seconds=1))

    assert outcome == Outcome(given_up=1)
    assert (Mail.objects.get().status, Mail.objects.get().message) == (STATUS.failed, text)
    assert mail.outbox == []


@pytest.mark.django_db
def test_code_that_is_soon_worthless_is_given_up_within_an_hour() -> None:
    send_mail("Your code", "123456", None, ["ann@example.org"])

    assert send_due(now=later(hours=1, seconds=1)) == Outcome(given_up=1)


@pytest.mark.django_db
def test_mail_that_was_given_up_is_sent_when_somebody_asks_for_it() -> None:
    written = write()
    send_due(now=later(days=4))

    written.send_again()

    assert send_due() == Outcome(sent=1)


@pytest.mark.django_db
def test_mail_that_waits_or_was_sent_or_held_a_key_cannot_be_sent_again() -> None:
    lost = write(carries_key=True)
    send_due(now=later(days=4))
    sent = write()
    send_due()
    waiting = write()

    for each in (lost, sent, waiting):
        with pytest.raises(NothingLeftToSend):
            each.send_again()


@pytest.mark.django_db
def test_refused_mail_holds_up_no_other(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Particular"
    write(to="nobody@example.org")
    write()

    assert send_due() == Outcome(sent=1, postponed=1)


@pytest.mark.django_db
def test_server_is_connected_to_once_and_anew_after_a_failure(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Counting"
    deliverers.Counting.calls.clear()
    for to in ("ann@example.org", "bob@example.org", "nobody@example.org", "eve@example.org"):
        write(to=to)

    send_due()

    assert deliverers.Counting.calls == ["open", "send", "send", "send", "close", "open", "send", "close"]


@pytest.mark.django_db
def test_server_that_fails_three_times_in_a_row_is_left_alone(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Unreachable"
    for _ in range(5):
        write()

    assert send_due() == Outcome(postponed=3)
    assert Mail.objects.filter(status=STATUS.queued).count() == 2


@pytest.mark.django_db
def test_refusal_that_quotes_a_key_is_neither_kept_nor_logged(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Quoting"
    write(carries_key=True)

    send_due()

    assert Mail.objects.get().failures == ["SMTPDataError: 554"]
    assert "was not sent at attempt 1: SMTPDataError" in caplog.text
    assert "The text." not in caplog.text
    assert "ann@" not in caplog.text


@pytest.mark.django_db
def test_sender_that_died_leaves_its_mail_to_the_next_one_when_its_claim_has_run_out(settings: Any) -> None:
    working = settings.EMAIL_DELIVERY_BACKEND
    settings.EMAIL_DELIVERY_BACKEND = f"{DELIVERERS}.Interrupted"
    write()
    now = later()
    with pytest.raises(deliverers.PowerCut):
        send_due(now=now)

    settings.EMAIL_DELIVERY_BACKEND = working

    assert send_due(now=now + CLAIM_LASTS - timedelta(seconds=2)) == Outcome()
    assert send_due(now=now + CLAIM_LASTS + timedelta(seconds=2)) == Outcome(sent=1)


@pytest.mark.django_db
def test_late_failure_of_one_sender_does_not_undo_the_delivery_by_another() -> None:
    write()
    now = later()
    slow = Mail.objects.claim_next(now)
    assert slow
    assert send_due(now=now + CLAIM_LASTS) == Outcome(sent=1)

    slow.record_failure(TimeoutError("timed out"), now + CLAIM_LASTS)

    assert Mail.objects.get().status == STATUS.sent


@pytest.mark.django_db
def test_both_deliveries_of_one_mail_can_be_told_to_be_one() -> None:
    written = write()

    assert written.as_message().message()["Message-ID"] == Mail.objects.get().as_message().message()["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_of_twenty_mails_once() -> None:
    for number in range(20):
        write(subject=f"Number {number}")
    barrier = threading.Barrier(2)
    outcomes: list[Outcome] = []

    def send() -> None:
        barrier.wait(20)
        outcomes.append(send_due())
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(message.subject for message in mail.outbox) == {f"Number {number}": 1 for number in range(20)}
    assert sum(outcome.sent for outcome in outcomes) == 20


@pytest.mark.django_db(transaction=True)
def test_mail_is_sent_by_a_thread_once_its_transaction_is_committed(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOX_SENDS_AT_ONCE = True
    sender = sending.SenderThread()
    monkeypatch.setattr("alliance.outbox.backends.wake", sender.wake)

    with transaction.atomic():
        write(subject="One")
        write(subject="Two")
        assert sender.thread is None
    for thread in [thread for thread in threading.enumerate() if thread.name == "outbox"]:
        thread.join(20)

    assert sorted(message.subject for message in mail.outbox) == ["One", "Two"]
    assert sender.thread is None


@pytest.mark.django_db(transaction=True)
def test_thread_that_failed_is_started_anew_after_the_next_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fail(**options: Any) -> None:
        calls.append(options)
        raise LookupError

    monkeypatch.setattr(sending, "send_due", fail)
    sender = sending.SenderThread()

    for _ in range(2):
        sender.wake()
        for thread in [thread for thread in threading.enumerate() if thread.name == "outbox"]:
            thread.join(20)

    assert len(calls) == 2


@pytest.mark.django_db
def test_mails_to_an_address_are_found_whatever_its_case_and_no_others() -> None:
    write(to="ann.smith@example.org")
    write(to="joann.smith@example.org")

    assert [mail.to for mail in Mail.objects.addressed_to("Ann.Smith@example.org")] == [["ann.smith@example.org"]]
