"""Files of the whole register: what memory they take, when their first byte is there; and how fast one is taken in."""

import csv
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import Table, milliseconds
from bench.processes import below, share_of_memory
from bench.sites import Site

FILES = ("organisations", "endorsements", "editions", "translations")
CODINGS = ("identity", "br", "gzip")
ROWS_TO_IMPORT = 10_000


def exports(site: Site) -> Table:
    table = Table(
        f"Open data, served: {site.database}, {site.size:,} organisations",
        ("file", "coding", "first byte ms", "seconds", "MB sent", "most memory of a worker, MB (PSS)"),
    )
    for name in FILES:
        for coding in CODINGS:
            # A server of its own for each, since memory that was needed once is kept.
            with site.served() as server, MemoryWatch(server) as most:
                first, seconds, size = taken(site.address, f"/data/{name}.csv", coding)
            table.add(name, coding, milliseconds(first), f"{seconds:.1f}", f"{size / 1e6:.1f}", f"{most.megabytes:.0f}")
    return table


def taken(address: str, path: str, coding: str) -> tuple[float, float, int]:
    """Seconds to the first byte of the file and to the last, and how many bytes there are."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": coding})
    response = connection.getresponse()
    size = len(response.read(1))
    first = time.perf_counter() - began
    while piece := response.read(65_536):
        size += len(piece)
    connection.close()
    return first, time.perf_counter() - began, size


class MemoryWatch:
    """The most memory that any process below this one took, in its share of what several have (PSS)."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.megabytes = 0.0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self) -> "MemoryWatch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.thread.join()

    def watch(self) -> None:
        while not self.is_over.wait(0.05):
            self.megabytes = max([self.megabytes, *map(share_of_memory, [self.root, *below(self.root)])])


def imports(site: Site, folder: Path) -> Table:
    """The command on a register that has nobody of it yet."""
    table = Table(
        f"`import_organisations`: {site.database}, beside {site.size:,} organisations", ("rows", "seconds", "rows/s")
    )
    file = folder / "register.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["name", "country", "website", "kind", "themes", "description", "edition", "endorsed_on"])
        more = ("informal", "Care; Fathers", "Works with men and boys. " * 4, "1.0", "2019-03-31")
        for number in range(ROWS_TO_IMPORT):
            name = f"Imported Group Nº {number} – Grupo"
            writer.writerow([name, "KE", f"https://imported-{number}.example.org", *more])
    began = time.perf_counter()
    site.run("manage.py", "import_organisations", str(file), "--by", "register@example.org")
    seconds = time.perf_counter() - began
    table.add(f"{ROWS_TO_IMPORT:,}", f"{seconds:.1f}", f"{ROWS_TO_IMPORT / seconds:.0f}")
    return table
