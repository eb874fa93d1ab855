from pathlib import Path

import pytest

from tools import chromium, postgres
from tools import test as runner
from tools.test import Leg

ARGUMENTS_GIVEN = {"strict": False, "chosen": True}
NOTHING_GIVEN = {"strict": False, "chosen": False}
STRICT = {"strict": True, "chosen": False}


def test_leg_whose_tests_passed_is_no_failure() -> None:
    assert not Leg("SQLite", ran=3, passed=True).is_failure(**STRICT)


def test_leg_with_a_failed_test_is_a_failure() -> None:
    assert Leg("SQLite", ran=3, passed=False).is_failure(**ARGUMENTS_GIVEN)


def test_leg_that_ran_no_test_is_a_failure_unless_arguments_chose_the_tests() -> None:
    leg = Leg("browser", ran=0, passed=True)

    assert leg.is_failure(**NOTHING_GIVEN)
    assert not leg.is_failure(**ARGUMENTS_GIVEN)
    assert leg.is_failure(strict=True, chosen=True)


def test_leg_that_was_left_out_is_a_failure_only_where_all_are_required() -> None:
    leg = Leg("PostgreSQL", left_out="no server was found")

    assert not leg.is_failure(**NOTHING_GIVEN)
    assert leg.is_failure(**STRICT)


def test_what_was_left_out_is_said_with_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    monkeypatch.setattr(postgres, "find_programs", lambda: None)
    monkeypatch.setattr(chromium, "find_program", lambda: None)
    monkeypatch.setattr(runner, "run", lambda name, database, arguments: Leg(name, ran=1, passed=True))

    code = runner.main([])

    said = capsys.readouterr().out
    assert code == 0
    assert "PostgreSQL  NOT RUN: no server was found. Install the package postgresql." in said
    assert "browser     NOT RUN: no browser was found. Install the package chromium." in said


def test_server_that_database_url_names_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/site")

    with runner.postgresql_address() as address:
        assert address == "postgresql://somebody@db.example/site"


def test_skipped_tests_do_not_count_as_run(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="5" skipped="5" failures="0" errors="0" /></testsuites>')

    assert runner.count_of_tests_run(report) == 0
