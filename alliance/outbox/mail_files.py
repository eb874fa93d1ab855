"""Mails that are written to files where there is no mail server: on one's own machine, and while a site is tried."""

import email
import email.policy
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from alliance.shared.words import Words

TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
# What the backend writes between two mails of a file.
LINE_BETWEEN = b"\n" + b"-" * 79 + b"\n"


def delete_files_naming(words: Words) -> None:
    """Deletes every file with a mail that holds the words, in whatever encoding."""
    if settings.EMAIL_DELIVERY_BACKEND != TO_FILES:
        return
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        # Another erasing may have been quicker.
        with suppress(FileNotFoundError):
            if names(path.read_bytes(), words):
                path.unlink()


def names(content: bytes, words: Words) -> bool:
    parsed = (email.message_from_bytes(part, policy=email.policy.default) for part in content.split(LINE_BETWEEN))
    return any(words.found_in(text) for mail in parsed for text in texts_of(mail))


def texts_of(mail: EmailMessage) -> list[str]:
    """The headers and the texts of a mail, decoded."""
    bodies = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    return [*(str(value) for value in mail.values()), *(part.get_content() for part in bodies)]
