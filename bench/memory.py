"""What the whole site takes, from its start until it has been asked for far more pages than anybody reads."""

import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import count, zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import Table
from bench.pages import CODING
from bench.processes import share_of_memory
from bench.servers import Server, database_server, site_served, tree_of
from bench.sites import Site

LANGUAGES = ("", "/es", "/fr", "/pt", "/ar", "/ru", "/zh-hans")
STORED = 10_000
# Connections are spread over the workers.
CONNECTIONS = 8


def table(sites: list[Site], folder: Path, most: int = STORED) -> Iterator[Table]:
    """With half as many again in the end: what has not grown from there on is bounded."""
    columns = ("database", "asked for", "of them stored", "MB of the site's whole tree (PSS)", "MB of the database's")
    found = Table("Memory, with other pages each time", columns)
    for site in sites:
        with site_served(site) as server:
            found.add(site.database, "nothing yet", "", *figures(server, site))
            readers = readers_of(server, site)
            for asked in (most, most * 3 // 2):
                read_on(readers, asked)
                found.add(site.database, f"{asked:,} pages", f"{count_stored(readers):,}", *figures(server, site))
    yield found


def figures(server: Server, site: Site) -> tuple[str, str]:
    of_database = sum(map(share_of_memory, tree_of(database_server(site))))
    return f"{server.memory() - of_database:.0f}", f"{of_database:.0f}" if of_database else ""


def paths(site: Site) -> Iterator[str]:
    """Without end: profiles in every language, then searches."""
    for number in range(site.size):
        yield from (f"{language}/members/organisation-{number}/" for language in LANGUAGES)
    yield from (f"/members/?q=organisation+{number}" for number in count())


class Reader:
    """Asks for pages over one connection, which leads to one worker, and remembers which of them are there."""

    def __init__(self, address: str, pages: Iterator[str], turn: threading.Lock) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.pages = pages
        self.turn = turn
        self.read: list[str] = []
        self.soonest = float("inf")

    def read_another(self) -> None:
        with self.turn:
            page = next(self.pages)
        status, seconds = self.ask(page)
        if status == 200:
            self.read.append(page)
            self.soonest = min(self.soonest, seconds)

    def ask(self, page: str) -> tuple[int, float]:
        began = time.perf_counter()
        self.connection.request("GET", page, headers=CODING)
        response = self.connection.getresponse()
        response.read()
        return response.status, time.perf_counter() - began


def readers_of(server: Server, site: Site) -> list[Reader]:
    pages, turn = paths(site), threading.Lock()
    return [Reader(server.address, pages, turn) for _ in range(CONNECTIONS)]


def read_on(readers: list[Reader], most: int) -> None:
    """Until they have read so many pages together. None waits for another: the server ends connections that rest."""

    def read(reader: Reader) -> None:
        while sum(len(it.read) for it in readers) < most:
            reader.read_another()

    threads = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def count_stored(readers: list[Reader]) -> int:
    """As many as come twice as soon as any that was made; one at a time, the newest first, since making takes room."""
    rounds = zip_longest(*(reversed(reader.read) for reader in readers))
    return sum(
        reader.ask(page)[1] < reader.soonest / 2
        for pages in rounds
        for reader, page in zip(readers, pages, strict=True)
        if page
    )
