from collections.abc import Callable

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from post_office.models import STATUS

from alliance.outbox.models import Mail
from alliance.outbox.models.mail import GIVEN_UP_AFTER

Delivered = Callable[[], list[EmailMessage]]


def send(subject: str = "Welcome", text: str = "Good day.", to: str = "ann@example.org") -> None:
    send_mail(subject, text, None, [to])


@pytest.mark.django_db
def test_mail_is_a_row_before_it_is_sent() -> None:
    send()

    row = Mail.objects.get()
    assert (row.to, row.subject, row.message, row.status) == (
        ["ann@example.org"],
        "Welcome",
        "Good day.",
        STATUS.queued,
    )
    assert mail.outbox == []


def test_mail_of_a_committed_transaction_is_sent_once(delivered_mails: Delivered) -> None:
    with transaction.atomic():
        send()

    delivered_mails()

    assert [message.subject for message in delivered_mails()] == ["Welcome"]


def test_mail_of_a_rolled_back_transaction_is_never_sent(delivered_mails: Delivered) -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)

    assert delivered_mails() == []
    assert not Mail.objects.exists()


def test_mail_says_that_a_machine_wrote_it_and_who_sends_it(delivered_mails: Delivered) -> None:
    send()

    (message,) = delivered_mails()

    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.from_email == site_settings.DEFAULT_FROM_EMAIL == "The Alliance <no-reply@localhost>"


def test_words_that_look_like_a_template_are_sent_as_they_are(delivered_mails: Delivered) -> None:
    send(subject="{{ 7|add:1 }}", text="{% now 'Y' %} & {% nonsense")

    (message,) = delivered_mails()

    assert (message.subject, message.body) == ("{{ 7|add:1 }}", "{% now 'Y' %} & {% nonsense")


def test_each_recipient_gets_a_mail_of_their_own(delivered_mails: Delivered) -> None:
    message = EmailMessage(
        "News", "Text", to=["Ann <ann@example.org>"], cc=["bob@example.org"], bcc=["eve@example.org"]
    )

    assert message.send() == 3

    recipients = [sent.recipients() for sent in delivered_mails()]
    assert recipients == [["ann@example.org"], ["bob@example.org"], ["eve@example.org"]]


def test_html_and_address_for_replies_are_kept(delivered_mails: Delivered) -> None:
    message = EmailMultiAlternatives("News", "Text", to=["ann@example.org"], reply_to=["office@example.org"])
    message.attach_alternative("<p>Text</p>", "text/html")

    message.send()

    (sent,) = delivered_mails()
    assert sent.alternatives[0].content == "<p>Text</p>"
    assert sent.message()["Reply-To"] == "office@example.org"


@pytest.mark.django_db
def test_line_break_in_a_subject_is_refused_when_the_mail_is_written() -> None:
    with pytest.raises(BadHeaderError):
        send(subject="Welcome\nBcc: everybody@example.org")

    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_address_that_is_none_is_refused_when_the_mail_is_written() -> None:
    with pytest.raises(ValidationError):
        send(to="nobody")


@pytest.mark.django_db
def test_attachment_is_refused() -> None:
    message = EmailMessage("News", "Text", to=["ann@example.org"], attachments=[("a.txt", "a", "text/plain")])

    with pytest.raises(ValueError, match="no attachments"):
        message.send()


@pytest.mark.django_db
def test_mail_of_which_nothing_is_said_is_taken_for_one_that_carries_a_key() -> None:
    send()

    assert Mail.objects.get().carries_key


@pytest.mark.django_db
def test_message_that_says_it_carries_no_key_is_tried_as_long_as_the_sites_own_mails() -> None:
    message = EmailMessage("Your password was changed", "Text", to=["ann@example.org"])
    message.carries_key = False

    message.send()

    row = Mail.objects.get()
    assert not row.carries_key
    assert row.expires_at - row.scheduled_time == GIVEN_UP_AFTER
