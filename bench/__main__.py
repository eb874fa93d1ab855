"""Runs the benchmarks that are named, or all, and writes what they found to bench/RESULTS.md.

python -m bench [name ...]
"""

import os
import platform
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import django

from bench import directory, transfer
from bench.figures import Table
from bench.sites import Site, databases, prepared
from tools import postgres

RESULTS = Path(__file__).with_name("RESULTS.md")
SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,10000,100000").split(","))

# Each takes a filled site, of every size on every database, and a folder to write to; and gives its tables.
Benchmark = Callable[[Site, Path], Iterator[Table]]


def search(site: Site, folder: Path) -> Iterator[Table]:
    yield from directory.server_time(site)


def search_at_once(site: Site, folder: Path) -> Iterator[Table]:
    if site.size == max(SIZES):
        yield directory.at_once(site)


def exports(site: Site, folder: Path) -> Iterator[Table]:
    if site.size == max(SIZES):
        yield transfer.exports(site)


def imports(site: Site, folder: Path) -> Iterator[Table]:
    if site.size > min(SIZES):
        yield transfer.imports(site, folder)


# Imports come last: they add to the site that the others measure.
BENCHMARKS: dict[str, Benchmark] = {
    "search": search,
    "search-at-once": search_at_once,
    "exports": exports,
    "imports": imports,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    began = time.monotonic()
    with RESULTS.open("w") as results:
        print(*heading(names), sep="\n", file=results)
        for table in tables([BENCHMARKS[name] for name in names or BENCHMARKS]):
            print(table, flush=True)
            print(table, file=results, flush=True)
        print(f"Measured in {(time.monotonic() - began) / 60:.0f} minutes.", file=results)
    return 0


def tables(benchmarks: list[Benchmark]) -> Iterator[Table]:
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            with databases(folder) as addresses:
                for database, address in addresses.items():
                    print(f"Filling {database} with {size:,} organisations ...", flush=True)
                    site = prepared(database, address, size, folder)
                    for benchmark in benchmarks:
                        yield from benchmark(site, folder)


def heading(names: list[str]) -> Iterator[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield "# What was measured"
    yield ""
    yield f"* {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, by `python -m bench {' '.join(names)}`".rstrip()
    yield f"* {os.cpu_count()} cores, {memory:.0f} GB of memory, load before it began: {os.getloadavg()[0]:.1f}"
    yield (
        f"* Python {platform.python_version()}, Django {django.__version__}, SQLite {sqlite3.sqlite_version},"
        f" {postgresql_version()}"
    )
    yield ""


def postgresql_version() -> str:
    programs = postgres.find_programs()
    if programs is None:
        return "no PostgreSQL"
    return subprocess.run([programs / "postgres", "--version"], stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
