"""What the whole site takes, from its start until it has been asked for far more pages than it may keep."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import count, islice
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
    """Halfway as well: what has not grown from there on is bounded."""
    columns = ("database", "asked for", "MB of the site's whole tree (PSS)", "MB of the database's")
    found = Table("Memory, with other pages each time", columns)
    for site in sites:
        with site_served(site) as server:
            found.add(site.database, "nothing yet", *figures(server, site))
            pages = paths(site)
            for half in (1, 2):
                ask_for(server, list(islice(pages, most // 2)))
                found.add(site.database, f"{most // 2 * half:,} pages", *figures(server, site))
    yield found


def figures(server: Server, site: Site) -> tuple[str, str]:
    of_database = sum(map(share_of_memory, tree_of(database_server(site))))
    return f"{server.memory() - of_database:.0f}", f"{of_database:.0f}" if of_database else ""


def paths(site: Site) -> Iterator[str]:
    """Without end: profiles in every language, then searches."""
    for number in range(site.size):
        yield from (f"{language}/members/organisation-{number}/" for language in LANGUAGES)
    yield from (f"/members/?q=organisation+{number}" for number in count())


def ask_for(server: Server, pages: list[str]) -> None:
    threads = [
        threading.Thread(target=ask_in_turn, args=(server.address, pages[number::CONNECTIONS]))
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask_in_turn(address: str, pages: list[str]) -> None:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    for page in pages:
        connection.request("GET", page, headers=CODING)
        connection.getresponse().read()
    connection.close()
