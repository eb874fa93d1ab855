"""The benchmarks that ask a whole site over HTTP, as it runs in production, on SQLite and on PostgreSQL."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import latency, memory, others, outage, pages, queries, starts, writes, wrk
from bench.figures import Table
from bench.servers import find_nginx
from bench.sites import Site, databases, prepared
from tools import postgres


@dataclass(frozen=True)
class Extent:
    """How much is measured: rounds of each, organisations, and pages that are stored."""

    rounds: int
    organisations: int
    stored: int
    posts: int


FULL = Extent(rounds=3, organisations=10_000, stored=memory.STORED, posts=writes.POSTS)
# To see that all of it works; its figures are no more than a hint.
QUICK = Extent(rounds=1, organisations=500, stored=500, posts=20)

Benchmark = Callable[[list[Site], Path, Extent], Iterator[Table]]
# In this order: the last ones change the sites.
BENCHMARKS: dict[str, Benchmark] = {
    "pages": lambda sites, folder, extent: pages.tables(sites, folder, extent.rounds),
    "queries": lambda sites, folder, extent: queries.table(sites, folder),
    "others": lambda sites, folder, extent: others.table(sites, folder, extent.rounds),
    "latency": lambda sites, folder, extent: latency.table(sites, folder, extent.rounds),
    "starts": lambda sites, folder, extent: starts.table(sites, folder, extent.rounds),
    "memory": lambda sites, folder, extent: memory.table(sites, folder, extent.stored),
    "outage": lambda sites, folder, extent: outage.table(extent.organisations // 10, folder),
    "sign-ons": lambda sites, folder, extent: writes.sign_ons(sites, folder, extent.posts),
    "publishing": lambda sites, folder, extent: writes.publishing(sites, folder),
}
DEBIAN = {"nginx": "nginx-light", "wrk": "wrk", "PostgreSQL": postgres.PACKAGE}


def tables(names: list[str], extent: Extent) -> Iterator[tuple[str, list[Table]]]:
    """Of each benchmark its tables, on the same sites. Without wrk nothing can be asked for."""
    if BENCHMARKS.keys().isdisjoint(names):
        return
    tell_what_is_missing()
    if not wrk.is_here():
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with databases(folder) as addresses:
            sites = [
                prepared(database, address, extent.organisations, folder) for database, address in addresses.items()
            ]
            for benchmark in (it for it in BENCHMARKS if it in names):
                own = folder / benchmark
                own.mkdir()
                yield benchmark, list(BENCHMARKS[benchmark](sites, own, extent))


def tell_what_is_missing() -> None:
    found = {"nginx": find_nginx(), "wrk": wrk.is_here(), "PostgreSQL": postgres.find_programs()}
    for program, is_here in found.items():
        if not is_here:
            print(f"{program} is missing: apt install {DEBIAN[program]}", file=sys.stderr)
