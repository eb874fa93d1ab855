"""Files in which the name of somebody who is erased may stand: those of mails, and that of the database."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.db import connection

from alliance.accounts.models import User
from alliance.shared.sqlite_traces import are_traces_unwanted
from members.models import (
    Note,
    Person,
    Signatory,
    SignOn,
)
from tests.members.traces import NAMES


@pytest.fixture
def mail_files(tmp_path: Path, settings: Any) -> Callable[..., Path]:
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)

    # A file is named after the place in memory of who writes it.
    deliverers = []

    def written(*texts: str) -> Path:
        before = set(tmp_path.iterdir())
        deliverer = EmailBackend(file_path=str(tmp_path))
        deliverers.append(deliverer)
        deliverer.send_messages(
            [EmailMessage("Ünicode", text, "from@example.org", ["to@example.org"]) for text in texts]
        )
        return (set(tmp_path.iterdir()) - before).pop()

    return written


@pytest.mark.parametrize("name", NAMES)
def test_files_with_mails_that_name_the_erased_are_deleted(
    signed: Callable[..., Signatory],
    officer: User,
    mail_files: Callable[..., Path],
    django_capture_on_commit_callbacks: Any,
    name: str,
) -> None:
    naming, other = mail_files("Hello", f"Signed by {name}. " + "Ü" * 100), mail_files("Nobody " * 50)

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        Person.behind(signed(name)).erase(by=officer)
    assert naming.exists()
    next(callback for callback in callbacks if "delete_files" in repr(callback))()

    assert not naming.exists()
    assert other.exists()


@pytest.mark.django_db(transaction=True)
def test_file_of_the_database_holds_nothing_of_the_erased(signed: Callable[..., Signatory], officer: User) -> None:
    if connection.vendor != "sqlite":
        # What PostgreSQL keeps until its next VACUUM is out of reach of SQL: docs/operations.md.
        assert not are_traces_unwanted()
        return
    case = SignOn.objects.get()
    # Enough that pages are split and rows are moved between them.
    Note.objects.bulk_create(Note(sign_on=case, text="Zebedee Quux " * (it % 40 + 1), by=officer) for it in range(600))
    Note.objects.filter(pk__in=[it.pk for it in Note.objects.all()[::3]]).update(text="Zebedee Quux " * 60)
    signatory = signed("Zebedee Quux", "zebedee@example.org")
    assert b"Zebedee Quux" in bytes_of_the_database()

    Person.behind(signatory).erase(by=officer)

    assert b"Zebedee" not in bytes_of_the_database()
    assert b"zebedee" not in bytes_of_the_database()
    assert not are_traces_unwanted()


def bytes_of_the_database() -> bytes:
    name = connection.settings_dict["NAME"]
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())
