"""RESULTS.md: a section for each benchmark, with the day, the machine and the command. A run replaces its own alone."""

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import django

from bench import wrk
from bench.figures import Table
from bench.servers import find_nginx
from tools import postgres

RESULTS = Path(__file__).with_name("RESULTS.md")
TITLE = "# What was measured"


def keep(name: str, tables: Sequence[Table], command: str, *, order: Sequence[str]) -> None:
    """`order`: the names of all sections, as they follow each other."""
    sections = read(RESULTS.read_text() if RESULTS.exists() else "")
    sections[name] = "\n".join([f"## {name}", "", *circumstances(command), "", *map(str, tables)])
    places = [*order, *(other for other in sections if other not in order)]
    RESULTS.write_text("\n".join([TITLE, "", *(sections[other] for other in places if other in sections)]))


def read(text: str) -> dict[str, str]:
    """The sections by their names; what stands before the first one is made anew each time."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}


def circumstances(command: str) -> Iterator[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"* {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, by `{command}`"
    yield f"* {os.cpu_count()} cores, {memory:.0f} GB of memory, load a minute before its end: {os.getloadavg()[0]:.1f}"
    yield f"* {', '.join(versions())}"


def versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"Django {django.__version__}"
    yield f"SQLite {sqlite3.sqlite_version}"
    programs = postgres.find_programs()
    yield said([str(programs / "postgres"), "--version"]) if programs else "no PostgreSQL"
    nginx = find_nginx()
    yield said([nginx, "-v"]).removeprefix("nginx version: ") if nginx else "no nginx"
    yield said(["wrk", "-v"]).partition(" [")[0] if wrk.is_here() else "no wrk"


def said(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.partition("\n")[0].strip()
