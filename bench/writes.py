"""What is written: the first form of a sign-on, and an edition that asks every signatory again."""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.figures import Table, milliseconds, percentile
from bench.pages import taken
from bench.servers import Server, site_served
from bench.sites import Site

FORM = "/members/join/organisation/?another"
AT_A_TIME = (1, 4)
POSTS = 100
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ANSWERS = {
    "country": "KE",
    "kind": "informal",
    "visibility": "public",
    "language": "en",
    "themes": "care, fatherhood",
    "description": "Works with men and boys. " * 4,
    "is_another": "on",
}


def sign_ons(sites: list[Site], folder: Path, posts: int = POSTS) -> Iterator[Table]:
    columns = ("database", "at a time", "POST/s", "p50 ms", "p95 ms", "slowest ms", "ms of work", "failed")
    table = Table("POST of the sign-on form", columns)
    for site in sites:
        keys = json.loads(site.run("-m", "bench.people", "signed-in", str(max(AT_A_TIME))))
        with site_served(site) as server:
            numbers = count()
            for at_a_time in AT_A_TIME:
                table.add(site.database, str(at_a_time), *posted(server, keys[:at_a_time], numbers, posts))
    yield table


def posted(server: Server, keys: list[str], numbers: Iterator[int], posts: int) -> list[str]:
    people = [Applicant(server.address, key) for key in keys]
    share = posts // len(people)
    threads = [threading.Thread(target=person.apply, args=(numbers, share)) for person in people]
    worked, began = server.processor_time(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    work = (server.processor_time() - worked) / (share * len(people))
    times = [it for person in people for it in person.times]
    figures = (percentile(times, 50), percentile(times, 95), max(times), work)
    failed = sum(person.failed for person in people)
    return [f"{len(times) / seconds:.0f}", *map(milliseconds, figures), str(failed)]


class Applicant:
    """Somebody who is signed in, has the form open and sends it again and again, for another group each time."""

    def __init__(self, address: str, session: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.times: list[float] = []
        self.failed = 0
        self.connection.request("GET", FORM, headers={"Cookie": f"session={session}"})
        response = self.connection.getresponse()
        token = TOKEN.search(response.read().decode())
        cookie = re.search(r"csrf=([^;]+)", response.headers["Set-Cookie"] or "")
        if token is None or cookie is None:
            raise RuntimeError(f"{FORM} answers {response.status}, without a form.")
        self.token = token[1]
        self.headers = {
            "Cookie": f"session={session}; csrf={cookie[1]}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def apply(self, numbers: Iterator[int], times: int) -> None:
        for _ in range(times):
            # Too unlike each other to be taken for the same group.
            named = {"name": f"{next(numbers)} Group", "csrfmiddlewaretoken": self.token}
            began = time.perf_counter()
            self.connection.request("POST", FORM, body=urlencode(ANSWERS | named), headers=self.headers)
            response = self.connection.getresponse()
            response.read()
            self.times.append(time.perf_counter() - began)
            self.failed += response.status != 302
        self.connection.close()


def publishing(sites: list[Site], folder: Path) -> Iterator[Table]:
    columns = ("database", "signatories", "publishing, s", "next reader, ms", "letters of the first tick", "letters/s")
    table = Table("Publishing an edition that asks again", columns)
    for site in sites:
        at_once = Site(site.database, site.size, site.environment | {"EDITION_MAIL_DELAY": "0"})
        at_once.run("-m", "bench.people", "acting")
        with site_served(site) as server:
            taken(f"{server.address}/principles/")
            seconds = json.loads(at_once.run("-m", "bench.people", "publish"))
            began = time.perf_counter()
            taken(f"{server.address}/principles/")
            first = time.perf_counter() - began
        began = time.perf_counter()
        said = at_once.run("manage.py", "tick")
        took = time.perf_counter() - began
        letters = sum(map(int, re.findall(r"were written to about .*: (\d+)", said)))
        table.add(
            site.database,
            f"{site.size:,}",
            f"{seconds:.2f}",
            milliseconds(first),
            f"{letters:,}",
            f"{letters / took:.0f}",
        )
    yield table
