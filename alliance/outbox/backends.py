from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from alliance.outbox.models import Mail
from alliance.outbox.models.mail import GIVEN_UP_AFTER
from alliance.outbox.sending import wake

# For codes to sign in and the like: whoever waited longer has asked for another one.
A_WHILE = timedelta(hours=1)


class OutboxBackend(BaseEmailBackend):
    """Where every mail of the site goes, Django's and allauth's too: one row for each recipient, nothing is sent yet.

    post_office's own backend would run subject and text, names of people in them, as templates. A message that has the
    attribute `carries_key` set to False is tried as long as the site's other mails.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(queue_as_it_says(message) for message in email_messages)


def queue_as_it_says(message: EmailMessage) -> int:
    if getattr(message, "carries_key", True):
        return queue_message(message)
    return queue_message(message, carries_key=False, given_up_after=GIVEN_UP_AFTER)


def queue_message(message: EmailMessage, *, carries_key: bool = True, given_up_after: timedelta = A_WHILE) -> int:
    """Queue a message for each of its recipients, and say for how many.

    A message of which nothing else is said is taken for one that carries a key and is soon worthless. Raises ValueError
    for attachments, BadHeaderError for a line break in a header, ValidationError for what is no address.
    """
    if message.attachments:
        raise ValueError("The outbox takes no attachments: link to a page instead.")
    message.message()  # what could never be sent is refused now, to whoever writes it
    alternatives = {kind: content for content, kind in getattr(message, "alternatives", [])}
    headers = {"Auto-Submitted": "auto-generated", **message.extra_headers}
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(message.reply_to))
    recipients = message.recipients()
    with transaction.atomic():
        for recipient in recipients:
            Mail.objects.queue(
                sender=message.from_email,
                to=parseaddr(recipient)[1],
                subject=str(message.subject),
                text=str(message.body),
                html=str(alternatives.get("text/html", "")),
                headers=headers,
                carries_key=carries_key,
                given_up_after=given_up_after,
            )
        if settings.OUTBOX_SENDS_AT_ONCE:
            transaction.on_commit(wake, robust=True)
    return len(recipients)
