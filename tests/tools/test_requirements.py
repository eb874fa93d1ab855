import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DIRECT = {
    "uv.txt": PROJECT["dependency-groups"]["installer"],
    "site.txt": PROJECT["project"]["dependencies"],
    "development.txt": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
}
# A registry of packages has an address, an option that names it, or a setting that does.
ADDRESS = re.compile(
    r"\w://|--?(?:extra-)?index|--find-links|^-[if]\b|index-url|\[\[?tool\.uv\.(?:index|sources)", re.MULTILINE
)


def pins(name: str) -> dict[str, str]:
    """The pinned version of each package of a requirement file."""
    text = (ROOT / "requirements" / name).read_text()
    return {
        canonicalize_name(package): version
        for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize(
    "path", [*FILES, ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run"], ids=lambda path: path.name
)
def test_no_file_names_a_package_index_or_an_address(path: Path) -> None:
    assert not ADDRESS.search(path.read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_requirement_file_holds_names_versions_hashes_and_markers_only(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]

    pin = re.compile(r"[\w.-]+==[\w.+!-]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pin.fullmatch(line)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_pin_has_a_hash(path: Path) -> None:
    text = path.read_text()

    assert len(re.findall(r"==.*\\\n    --hash=sha256:", text)) == len(pins(path.name)) > 0


@pytest.mark.parametrize("name", DIRECT)
def test_every_direct_dependency_is_pinned_within_its_range(name: str) -> None:
    pinned = pins(name)
    wanted = [Requirement(line) for line in DIRECT[name]]

    unmet = [str(it) for it in wanted if not it.specifier.contains(pinned.get(canonicalize_name(it.name), "0"))]

    assert unmet == [], "run `make lock`"


def test_development_uses_the_versions_that_the_site_runs_on() -> None:
    site, development = pins("site.txt"), pins("development.txt")

    assert {name: development.get(name) for name in site} == site


def test_every_direct_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    direct = {line for lines_of in DIRECT.values() for line in lines_of}

    bare = [line.strip() for line in lines for it in direct if f'"{it}"' in line and not re.search(r"# \w", line)]

    assert bare == []
