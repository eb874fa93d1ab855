from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from alliance.accounts.models import User
from members.imports import Overtaken
from members.management.commands import import_organisations
from members.models import Endorsement, Organisation
from principles.models import Edition

ROWS = "name,country,edition\nMen for Care,KE,1.0\nCarers,UG,\n"
Run = Callable[..., str]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(tmp_path: Path, founding_edition: Edition) -> Run:
    def run(rows: str | bytes = ROWS, **options: object) -> str:
        file, out = tmp_path / "register.csv", StringIO()
        file.write_bytes(rows if isinstance(rows, bytes) else rows.encode())
        call_command("import_organisations", str(file), stdout=out, **options)
        return out.getvalue()

    return run


def test_command_imports_on_behalf_of_the_only_administrator(run: Run, administrator: User) -> None:
    said = run()

    assert said == "Imported 1 with an endorsement and 1 as drafts; 0 were here already.\n"
    assert Endorsement.objects.get().recorded_by == administrator


def test_command_imports_on_behalf_of_whom_it_is_told(run: Run, administrator: User, officer: User) -> None:
    run(by="Officer@example.org")

    assert Endorsement.objects.get().recorded_by == officer


def test_second_run_says_that_all_is_here_already(run: Run, administrator: User) -> None:
    run()

    said = run()

    assert "Line 2: “Men for Care” (KE, member)" in said
    assert said.endswith("Imported 0 with an endorsement and 0 as drafts; 2 were here already.\n")


def test_dry_run_says_what_would_be_done_and_changes_nothing(run: Run, administrator: User) -> None:
    said = run(dry_run=True)

    assert said == "Would import 1 with an endorsement and 1 as drafts; 0 were here already.\n"
    assert not Organisation.objects.exists()


def test_dry_run_fails_where_the_import_would(run: Run, administrator: User) -> None:
    with pytest.raises(CommandError, match="Nothing was imported: 1 errors"):
        run("name,country\nMen,XX", dry_run=True)


def test_error_is_told_with_its_line_and_nothing_is_imported(
    administrator: User, founding_edition: Edition, tmp_path: Path
) -> None:
    out, file = StringIO(), tmp_path / "wrong.csv"
    file.write_text(f"{ROWS},KE,\n")

    with pytest.raises(CommandError, match="Nothing was imported: 1 errors"):
        call_command("import_organisations", str(file), stdout=out)

    assert "Line 4, name: Enter the name of the organisation." in out.getvalue()
    assert not Organisation.objects.exists()


def test_likely_duplicates_are_imported_only_where_somebody_says_that_they_are_others(
    run: Run, administrator: User
) -> None:
    rows = "name,country\nMen for Care,KE\nMen for Care,UG\n"

    with pytest.raises(CommandError, match="there are likely duplicates"):
        run(rows)
    assert not Organisation.objects.exists()

    assert "Line 3: May be the same as line 2." in run(rows, duplicates_are_others=True)
    assert Organisation.objects.count() == 2


def test_many_remarks_are_cut_and_counted(run: Run, administrator: User) -> None:
    rows = "name,country\n" + "".join(f"Men {number},KE\n" for number in range(203))
    run(rows)

    said = run(rows)

    assert said.count("Line ") == 200
    assert "  ... and 3 more.\n" in said


@pytest.mark.parametrize("content", [b"", b"name\nMen", b"name,country\n\xff,KE"])
def test_file_that_is_no_register_is_refused(content: bytes, run: Run, administrator: User) -> None:
    with pytest.raises(CommandError):
        run(content)

    assert not Organisation.objects.exists()


def test_file_that_cannot_be_read_is_refused(administrator: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_organisations", str(tmp_path / "missing.csv"))


def test_somebody_must_be_on_record(run: Run) -> None:
    with pytest.raises(CommandError, match="not just one administrator"):
        run()


def test_who_is_not_on_the_staff_is_not_on_record(run: Run, outsider: User) -> None:
    with pytest.raises(CommandError, match="Nobody on the staff"):
        run(by="outsider@example.org")


def test_import_that_was_overtaken_says_so(run: Run, administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(*args: object, **options: object) -> None:
        raise Overtaken("Somebody wrote at the same moment.")

    monkeypatch.setattr(import_organisations, "take_in", overtaken)

    with pytest.raises(CommandError, match="Somebody wrote at the same moment"):
        run()


def test_bar_moves_in_a_terminal_and_nowhere_else(run: Run, administrator: User) -> None:
    terminal, log = Terminal(), StringIO()

    run(stderr=log)
    run("name,country\nOthers,KE\n", stderr=terminal)

    assert log.getvalue() == ""
    assert "Checking [##############################] 1/1" in terminal.getvalue()
    assert "Writing [##############################] 1/1" in terminal.getvalue()
