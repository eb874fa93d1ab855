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
SAMPLE = {"SECRET_KEY": KEY, "SITE_URL": "http://127.0.0.1:8123", "SAMPLE_DATA": "1"} | MAIL


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
        ("PAGE_CACHE_MEGABYTES", SITE | MAIL | {"PAGE_CACHE_MEGABYTES": "much"}),
        ("READING_WITHOUT_DATABASE_HOURS", SITE | MAIL | {"READING_WITHOUT_DATABASE_HOURS": "-1"}),
        ("CONTENT_VERSION_LEASE", SITE | MAIL | {"CONTENT_VERSION_LEASE": "8"}),
        ("PORT", SITE | MAIL | {"PORT": "eighty"}),
        ("HOST", SITE | MAIL | {"HOST": "no..host"}),
        ("TICK", SITE | MAIL | {"TICK": "often"}),
        ("SAMPLE_DATA", SITE | MAIL | {"SAMPLE_DATA": "perhaps"}),
        ("SAMPLE_DATA", SITE | MAIL | {"SAMPLE_DATA": "1"}),
        ("SAMPLE_DATA", SAMPLE | {"DATABASE_URL": "postgresql://alliance@127.0.0.1/alliance"}),
        ("HOST", SAMPLE | {"HOST": "0.0.0.0"}),
        ("HOST", SAMPLE | {"HOST": "[::]"}),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.get("PORT", "")),
)
def test_malformed_value_stops_the_start_with_a_sentence_that_names_it(name: str, environment: dict[str, str]) -> None:
    outcome = start("serve", **environment)

    assert outcome.returncode != 0
    assert re.search(rf"\b{name} is\b", outcome.stderr)
    assert "Traceback" not in outcome.stderr


@pytest.mark.server
def test_developer_cannot_show_sample_data_to_others_either() -> None:
    outcome = start("dev", **SAMPLE, HOST="0.0.0.0")

    assert outcome.returncode != 0
    assert re.search(r"\bHOST is '0.0.0.0', where others can reach the site", outcome.stderr)


@pytest.mark.server
def test_sample_data_is_loaded_once_and_refused_where_it_is_not_wanted(tmp_path: Path) -> None:
    environment = SAMPLE | {"DATABASE_URL": f"sqlite:///{tmp_path}/sample.sqlite3", "DEBUG": "1"}

    first = start("prepare", **environment)
    second = start("prepare", **environment, SAMPLE_PASSWORD="a longer password of mine")
    third = start("serve", **environment | {"SAMPLE_DATA": "0"})

    assert (first.returncode, first.stderr) == (0, "")
    assert "http://127.0.0.1:8123/accounts/login/" in first.stdout
    assert re.search(r"admin@example.org .*nothing-here-is-real", first.stdout, re.DOTALL)
    assert "A first staff account was made" not in first.stdout
    assert (second.returncode, second.stderr) == (0, "")
    assert "password  that of SAMPLE_PASSWORD" in second.stdout
    assert "a longer password" not in second.stdout
    assert third.returncode != 0
    assert "holds sample data" in third.stderr
    assert "Traceback" not in third.stderr


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
        "SAMPLE_DATA": "0",
    }

    assert local_environment(given) == given


def test_only_a_local_site_asks_staff_for_no_second_factor() -> None:
    environment = local_environment({"SECRET_KEY": KEY})

    assert environment["STAFF_TWO_FACTOR"] == "0"
    assert settings.STAFF_TWO_FACTOR


def test_local_site_shows_sample_data_from_a_file_of_its_own() -> None:
    environment = local_environment({"SECRET_KEY": KEY})

    assert environment["SAMPLE_DATA"] == "1"
    assert environment["DATABASE_URL"] == f"sqlite:///{ROOT}/var/sample.sqlite3"
    assert not settings.SAMPLE_DATA


@pytest.mark.parametrize("word", ["0", "off", "No", ""])
def test_local_site_without_sample_data_has_the_database_of_any_other(word: str) -> None:
    environment = local_environment({"SECRET_KEY": KEY, "SAMPLE_DATA": word})

    assert environment["SAMPLE_DATA"] == word
    assert "DATABASE_URL" not in environment


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_local_site_puts_no_sample_data_into_a_database_that_is_named(name: str) -> None:
    environment = local_environment({"SECRET_KEY": KEY, name: "a database"})

    assert "SAMPLE_DATA" not in environment
    assert {variable for variable in environment if variable.startswith("DATABASE")} == {name}


def test_sample_data_that_is_asked_for_goes_where_it_is_told() -> None:
    given = {"SECRET_KEY": KEY, "SAMPLE_DATA": "1", "DATABASE_URL": "sqlite:////srv/try.sqlite3"}

    assert local_environment(given).items() >= given.items()


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
