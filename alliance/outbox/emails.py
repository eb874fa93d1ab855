from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from alliance.outbox.backends import queue_message
from alliance.outbox.models.mail import GIVEN_UP_AFTER


def queue(*, to: str, subject: str, text: str, carries_key: bool) -> None:
    """Put one plain-text mail into the outbox, as part of the current transaction.

    `carries_key`: whether the text lets its reader in (a link to sign, an invitation). Such a mail goes first, and its
    text is not kept when it was given up. The subject is not for the recipient alone: staff see it in the outbox.
    """
    message = EmailMessage(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [to])
    queue_message(message, carries_key=carries_key, given_up_after=GIVEN_UP_AFTER)


def queue_from_templates(name: str, *, to: str, language: str, context: Mapping[str, Any], carries_key: bool) -> None:
    """Put the mail of `<name>_subject.txt` and `<name>_message.txt` into the outbox, in the recipient's language.

    The templates are rendered as plain text: nothing is escaped, and names look in them as people write them.
    """
    with translation.override(language):
        subject = rendered(f"{name}_subject.txt", context)
        text = rendered(f"{name}_message.txt", context)
    queue(to=to, subject=subject, text=text, carries_key=carries_key)


def rendered(template_name: str, context: Mapping[str, Any]) -> str:
    everywhere = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
    template = get_template(template_name).template  # a backend's wrapper, which would escape
    return template.render(Context({**everywhere, **context}, autoescape=False)).strip()
