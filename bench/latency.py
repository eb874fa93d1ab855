"""How soon stored pages are answered, by how many at a time: by this site, and by nginx on the same machine."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import wrk
from bench.figures import Table, milliseconds
from bench.pages import CODING, PAGES, Page, Static, Warm, as_files
from bench.servers import find_nginx, nginx_served, site_served
from bench.sites import Site

ASKED = tuple(page for page in PAGES if page.name in {"home", "principle", "directory"})
AT_A_TIME = (16, 64)
SECONDS = 2


def table(sites: list[Site], folder: Path, rounds: int) -> Iterator[Table]:
    with ExitStack() as stack:
        asked = {f"this site, {site.database}": Warm(stack.enter_context(site_served(site))) for site in sites}
        if program := find_nginx():
            some_site = next(iter(asked.values())).server.address
            asked["nginx"] = Static(stack.enter_context(nginx_served(program, folder, as_files(some_site, folder))))
        columns = ("page", "who", "at a time", "requests/s", "p50 ms", "p99 ms", "slowest ms", "failed")
        found = Table("Stored pages: time to an answer, medians of the rounds", columns)
        loads = {(page, who, connections): [] for page in ASKED for who in asked for connections in AT_A_TIME}
        for _ in range(rounds):
            for page, who, connections in loads:
                loads[page, who, connections].append(answered(asked[who], page, connections))
        for (page, who, connections), of_rounds in loads.items():
            found.add(page.name, who, str(connections), *figures(of_rounds))
    yield found


def answered(ask: Warm, page: Page, connections: int) -> wrk.Load:
    address = ask.address(page)
    ask.condition(address, page)
    return wrk.load(address, CODING, connections=connections, seconds=SECONDS)


def figures(loads: list[wrk.Load]) -> list[str]:
    times = [milliseconds(median(getattr(load, name) for load in loads)) for name in ("p50", "p99", "slowest")]
    return [f"{median(load.rate for load in loads):,.0f}", *times, str(sum(load.failed for load in loads))]
