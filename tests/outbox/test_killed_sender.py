"""A sender that is killed, as a real process, between any two steps."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from alliance.outbox.emails import queue

ROOT = Path(__file__).resolve().parents[2]
SENDER = """
import sys
from datetime import timedelta
import django
from django.conf import settings
from django.utils import timezone

deliverer, folder, minutes = sys.argv[1:]
settings.EMAIL_DELIVERY_BACKEND, settings.EMAIL_FILE_PATH = deliverer, folder
django.setup()

from alliance.outbox.sending import send_due

send_due(now=timezone.now() + timedelta(minutes=int(minutes)))
"""
WORKING = "django.core.mail.backends.filebased.EmailBackend"
ALL = [f"Number {number}" for number in range(3)]

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(
        os.environ.get("DATABASE_URL", "sqlite").split(":")[0] != "sqlite", reason="copies the database's file"
    ),
]


@pytest.fixture
def database(transactional_db: None, tmp_path: Path) -> Path:
    """A database file in which three mails wait."""
    for subject in ALL:
        queue(to="ann@example.org", subject=subject, text="The text.", carries_key=False)
    path = tmp_path / "site.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    return path


def send(database: Path, deliverer: str, *, minutes: int = 0) -> int:
    """Send in a process of its own, some minutes from now, and return its exit code."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    command = [sys.executable, "-c", SENDER, deliverer, str(database.parent / "mail"), str(minutes)]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=60).returncode


def delivered(database: Path) -> Counter[str]:
    files = (database.parent / "mail").glob("*.log")
    return Counter(subject for file in files for subject in re.findall(r"^Subject: (.*)$", file.read_text(), re.M))


def test_sender_killed_after_it_claimed_a_mail_loses_none(database: Path) -> None:
    killed = send(database, "tests.outbox.deliverers.KilledBefore")

    assert (killed, delivered(database)) == (-signal.SIGKILL, {})
    assert send(database, WORKING) == 0
    assert delivered(database) == {"Number 1": 1, "Number 2": 1}
    assert send(database, WORKING, minutes=6) == 0
    assert delivered(database) == dict.fromkeys(ALL, 1)


def test_sender_killed_before_it_could_record_a_delivery_delivers_that_one_mail_twice(database: Path) -> None:
    killed = send(database, "tests.outbox.deliverers.KilledAfter")

    assert (killed, delivered(database)) == (-signal.SIGKILL, {"Number 0": 1})
    assert send(database, WORKING, minutes=6) == 0
    assert delivered(database) == {"Number 0": 2, "Number 1": 1, "Number 2": 1}
    assert send(database, WORKING, minutes=60) == 0
    assert sum(delivered(database).values()) == 4
