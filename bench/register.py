"""The benchmarks of the register: how search, exports and imports grow with the number of organisations."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import directory, transfer
from bench.figures import Table
from bench.sites import Site, databases, prepared

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,10000,100000").split(","))
QUICK = (500,)

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


def tables(names: list[str], sizes: tuple[int, ...]) -> Iterator[tuple[str, list[Table]]]:
    """Of each benchmark its tables so far, again after each site that was measured."""
    found: dict[str, list[Table]] = {name: [] for name in BENCHMARKS if name in names}
    for size in sizes if found else ():
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            with databases(folder) as addresses:
                for database, address in addresses.items():
                    site = prepared(database, address, size, folder)
                    for benchmark, of_benchmark in found.items():
                        of_benchmark.extend(BENCHMARKS[benchmark](site, folder))
                        yield benchmark, of_benchmark
