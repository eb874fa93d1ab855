"""How long the directory takes, by itself and served; beside what a plain `icontains` takes over the same rows.

DATABASE_URL=... python -m bench.directory      in the environment of a filled site: its measures, as JSON
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bench.figures import Table, milliseconds, percentile
from bench.processes import processor_time_below
from bench.sites import Site

# What is asked for.
SEARCHES = {
    "common word": {"q": "men"},
    "common word, filter": {"q": "men", "region": "002"},
    "less common word": {"q": "fathers"},
    "two words, accents": {"q": "sao paulo"},
    "rare word, filter": {"q": "reykjavik", "kind": "registered"},
    "Arabic": {"q": "الرجال"},
    "Chinese, filter": {"q": "性别", "region": "142"},
    "theme": {"q": "care", "theme": "theme-3"},
    "nothing found": {"q": "zzzzqqq"},
    "whole list": {},
    "whole list, newest first": {"sort": "newest"},
    "whole list, filter, page 3": {"kind": "informal", "view": "table", "page": 3},
}
# The four words of different frequency: in about 18, 4, 0.3 and 0.02 per cent of the names.
WORDS = ("men", "fathers", "sao paulo", "reykjavik")
ROUNDS = 12
CLIENTS = 4
SECONDS = 10


def inside() -> dict[str, Any]:
    """Seconds of wall and of processor of this process, for each search, over `ROUNDS`; and of the comparison."""
    import django

    django.setup()
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="br")
    found = {}
    for name, query in SEARCHES.items():
        address = "/members/?" + urlencode(query)
        found[name] = measured(lambda address=address: client.get(address))
    return {"searches": found, "plain": {word: measured(lambda word=word: plain(word)) for word in WORDS}}


def plain(word: str) -> None:
    """What a site does that has thought of nothing: as the search of Django's admin."""
    from members.models import Organisation

    found = Organisation.objects.filter(standing="member", visibility="public", name__icontains=word)
    found.count()
    list(found.order_by("name")[:48])


def measured(action: Callable[[], Any]) -> dict[str, list[float]]:
    action()
    wall, processor = [], []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        action()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return {"wall": wall, "processor": processor}


def server_time(site: Site) -> list[Table]:
    measures = json.loads(site.run("-m", "bench.directory", seconds=900))
    table = Table(
        f"Server time of the directory: {site.database}, {site.size:,} organisations",
        ("asked for", "p50 ms", "p95 ms", "of it Python p50 ms"),
    )
    for name, seconds in measures["searches"].items():
        wall = seconds["wall"]
        table.add(
            name,
            milliseconds(percentile(wall, 50)),
            milliseconds(percentile(wall, 95)),
            milliseconds(percentile(seconds["processor"], 50)) if site.database != "SQLite" else "",
        )
    beside = Table(
        f"The same words by `icontains`, count and page alone: {site.database}, {site.size:,} organisations",
        ("word", "p50 ms", "p95 ms"),
    )
    for word, seconds in measures["plain"].items():
        beside.add(word, *(milliseconds(percentile(seconds["wall"], part)) for part in (50, 95)))
    return [table, beside]


def at_once(site: Site) -> Table:
    """Requests a second and their time, four clients at a time, over HTTP; each address is asked for once."""
    table = Table(
        f"Search by {CLIENTS} at a time, served: {site.database}, {site.size:,} organisations",
        ("asked for", "requests/s", "p50 ms", "p95 ms", "CPU ms of site and database", "failed"),
    )
    with site.served():
        for name, words in {**{word: (word,) for word in WORDS}, "the four in turn": WORDS}.items():
            worked = processor_time_below(os.getpid())
            times, failed, seconds = asked(site.address, words)
            each = (processor_time_below(os.getpid()) - worked) / len(times)
            figures = (percentile(times, 50), percentile(times, 95), each)
            table.add(name, f"{len(times) / seconds:.0f}", *map(milliseconds, figures), str(failed))
    return table


def asked(address: str, words: tuple[str, ...]) -> tuple[list[float], int, float]:
    """The seconds of each answer, how many were none, and how long all of it took."""
    times: list[float] = []
    failures: list[int] = []
    numbers = count()
    until = time.monotonic() + SECONDS
    began = time.monotonic()
    threads = [threading.Thread(target=ask, args=(address, words, numbers, until, times, failures)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failures), time.monotonic() - began


def ask(
    address: str, words: tuple[str, ...], numbers: Iterator[int], until: float, times: list[float], failures: list[int]
) -> None:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    while time.monotonic() < until:
        number = next(numbers)
        # Marks that are not looked for make each address another one, so that a store of answers has none of them.
        marks = f"{number:b}".replace("0", "!").replace("1", "?")
        path = f"/members/?q={quote(words[number % len(words)] + marks)}"
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        response = connection.getresponse()
        response.read()
        times.append(time.perf_counter() - began)
        failures.extend([response.status] if response.status != 200 else [])
    connection.close()


if __name__ == "__main__":
    print(json.dumps(inside()))
