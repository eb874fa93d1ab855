from typing import Any

from alliance.outbox.checks import mail_reaches_somebody


def test_mail_to_files_is_warned_of_before_it_is_deployed(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    assert [warning.id for warning in mail_reaches_somebody(None)] == ["outbox.W001"]


def test_mail_to_a_server_is_fine(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert mail_reaches_somebody(None) == []
