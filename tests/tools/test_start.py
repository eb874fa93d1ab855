"""How a site starts, or refuses to, seen from outside: by its output, its files and its exit code."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from alliance.management.commands.serve import listening_address
from tools.local_environment import local_environment, secret_key_file

ROOT = Path(__file__).resolve().parents[2]
KEY = "a key of a test, long enough to be one"
SITE = {"SECRET_KEY": KEY, "SITE_URL": "https://alliance.example"}
MAIL = {"EMAIL_URL": "smtp+tls://mail.example"}


def start(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run manage.py with these variables and no others of the site's."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.server
@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("SECRET_KEY", {"SITE_URL": "https://alliance.example"}),
        ("SECRET_KEY", {"SITE_URL": "https://alliance.example", "SECRET_KEY": "short"}),
        ("SITE_URL", {"SECRET_KEY": KEY}),
        ("SITE_URL", {"SECRET_KEY": KEY, "SITE_URL": "alliance.example"}),
        ("DEBUG", SITE | {"DEBUG": "maybe"}),
        ("DATABASE_URL", SITE | {"DATABASE_URL": "nonsense"}),
        ("CACHE_URL", SITE | {"CACHE_URL": "nonsense"}),
        ("STAFF_TWO_FACTOR", SITE | {"STAFF_TWO_FACTOR": "perhaps"}),
        ("EMAIL_URL", SITE),
        ("EMAIL_URL", SITE | {"EMAIL_URL": "mail.example"}),
        ("EMAIL_FROM", SITE | MAIL | {"EMAIL_FROM": "office"}),
        ("OUTBOX_KEPT_DAYS", SITE | MAIL | {"OUTBOX_KEPT_DAYS": "0"}),
        ("PORT", SITE | MAIL | {"PORT": "eighty"}),
        ("HOST", SITE | MAIL | {"HOST": "no..host"}),
        ("TICK", SITE | MAIL | {"TICK": "often"}),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.get("PORT", "")),
)
def test_malformed_value_stops_the_start_with_a_sentence_that_names_it(name: str, environment: dict[str, str]) -> None:
    outcome = start("serve", **environment)

    assert outcome.returncode != 0
    assert re.search(rf"\b{name} is\b", outcome.stderr)
    assert "Traceback" not in outcome.stderr


@pytest.mark.server
def test_prepare_makes_a_staff_account_once_and_can_be_repeated(tmp_path: Path) -> None:
    environment = {
        "SECRET_KEY": KEY,
        "SITE_URL": "http://127.0.0.1:8123",
        "EMAIL_URL": f"filemail:///{tmp_path}/mail",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
    }

    first = start("prepare", **environment)
    second = start("prepare", **environment)

    assert (first.returncode, first.stderr) == (0, "")
    assert "http://127.0.0.1:8123/admin/" in first.stdout
    assert re.search(r"password +[\w-]{20}$", first.stdout, re.MULTILINE)
    assert (second.returncode, second.stderr, second.stdout) == (0, "", "")


def test_local_site_is_described_by_its_host_and_port() -> None:
    given = {"HOST": "0.0.0.0", "PORT": "8001", "SECRET_KEY": KEY}

    environment = local_environment(given)

    assert environment["SITE_URL"] == "http://127.0.0.1:8001"
    assert environment["ALLOWED_HOSTS"] == "127.0.0.1,localhost,[::1]"


def test_local_site_answers_to_the_host_that_it_is_given() -> None:
    environment = local_environment({"HOST": "fd00::1", "SECRET_KEY": KEY})

    assert environment["SITE_URL"] == "http://[fd00::1]:8000"
    assert "[fd00::1]" in environment["ALLOWED_HOSTS"].split(",")


def test_variable_that_is_set_wins_over_that_of_a_local_site() -> None:
    given = MAIL | {
        "SITE_URL": "https://alliance.example",
        "ALLOWED_HOSTS": "alliance.example",
        "SECRET_KEY_FILE": "/run/key",
        "STAFF_TWO_FACTOR": "1",
    }

    assert local_environment(given) == given


def test_only_a_local_site_asks_staff_for_no_second_factor() -> None:
    environment = local_environment({"SECRET_KEY": KEY})

    assert environment["STAFF_TWO_FACTOR"] == "0"
    assert settings.STAFF_TWO_FACTOR


def test_local_site_writes_its_mail_to_files() -> None:
    environment = local_environment({"SECRET_KEY": KEY})

    assert environment["EMAIL_URL"] == f"filemail:///{ROOT}/var/mail"


def test_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = secret_key_file(tmp_path / "var")
    key = path.read_text()

    again = secret_key_file(tmp_path / "var")

    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (again, again.read_text()) == (path, key)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000 ", "８０００", "1e3"])
def test_port_that_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(ValueError, match="PORT is"):
        listening_address({"PORT": port})
