"""How long it takes from the start of the site to its first page: on an empty database, and on the same one again."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.figures import Table
from bench.pages import taken
from bench.servers import site_served
from bench.sites import Site


def table(sites: list[Site], folder: Path, rounds: int) -> Iterator[Table]:
    found = Table("From the start to the first page", ("database", "how", "seconds"))
    for site in sites:
        seconds = [started(site) for _ in range(rounds)]
        found.add(site.database, "as it was left", f"{median(seconds):.1f} ({min(seconds):.1f}–{max(seconds):.1f})")
    new = replace(sites[0], environment=sites[0].environment | {"DATABASE_URL": f"sqlite:///{folder / 'new.sqlite3'}"})
    found.add("SQLite", "for the first time, every table made", f"{started(new):.1f}")
    yield found


def started(site: Site) -> float:
    began = time.monotonic()
    with site_served(site) as server:
        taken(server.address + "/")
        return time.monotonic() - began
