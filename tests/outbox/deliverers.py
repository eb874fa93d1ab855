"""Mail servers that fail in their own ways, behind the outbox."""

import os
import signal
from collections.abc import Sequence
from smtplib import SMTPDataError

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend


class Unreachable(BaseEmailBackend):
    attempts = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).attempts += 1
        raise ConnectionRefusedError("Connection refused")


class Quoting(BaseEmailBackend):
    """Refuses a mail and says which words of it displease."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise SMTPDataError(554, f"5.7.1 not wanted here: {email_messages[0].body}".encode())


class Particular(MemoryBackend):
    """Refuses mail for one address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if email_messages[0].to == ["nobody@example.org"]:
            raise SMTPDataError(550, b"no such user")
        return super().send_messages(email_messages)


class Counting(Particular):
    """Writes down what it is asked to do; one that is open already has nothing to open."""

    calls: list[str] = []
    is_open = False

    def open(self) -> None:
        if not self.is_open:
            self.calls.append("open")
        self.is_open = True

    def close(self) -> None:
        self.calls.append("close")
        self.is_open = False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.calls.append("send")
        return super().send_messages(email_messages)


class PowerCut(BaseException):
    """As if the process ended here: nothing may catch it."""


class Interrupted(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise PowerCut


class KilledBefore(FileBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0


class KilledAfter(FileBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        super().send_messages(email_messages)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0
