from pathlib import Path

import pytest

from bench import results
from bench.figures import Table

ORDER = ("pages", "memory")


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "RESULTS.md"
    monkeypatch.setattr(results, "RESULTS", path)
    return path


def table(figure: str) -> Table:
    return Table("A table", ("figure",), [(figure,)])


def test_a_run_replaces_its_own_section_alone(file: Path) -> None:
    results.keep("pages", [table("of pages, old")], "python -m bench pages", order=ORDER)
    results.keep("memory", [table("of memory")], "python -m bench memory", order=ORDER)
    memory = results.read(file.read_text())["memory"]

    results.keep("pages", [table("of pages, new")], "python -m bench pages --quick", order=ORDER)

    written = file.read_text()
    assert "of pages, new" in written
    assert "of pages, old" not in written
    assert "`python -m bench pages --quick`" in written
    assert results.read(written)["memory"] == memory


def test_sections_follow_each_other_in_one_order_whichever_ran_first(file: Path) -> None:
    for name in ("memory", "a section of another kind", "pages"):
        results.keep(name, [table(name)], "python -m bench", order=ORDER)

    assert list(results.read(file.read_text())) == ["pages", "memory", "a section of another kind"]
    assert file.read_text().startswith(results.TITLE)


def test_the_tables_of_a_section_are_no_sections(file: Path) -> None:
    results.keep("pages", [table("first"), table("second")], "python -m bench", order=ORDER)

    assert list(results.read(file.read_text())) == ["pages"]
