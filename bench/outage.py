"""The database ends while the site is read, and comes back: what readers get meanwhile, and how soon all is well."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from bench import wrk
from bench.figures import Table
from bench.pages import CODING, taken
from bench.servers import Server, site_served
from bench.sites import prepared
from tools import postgres

SECONDS_GONE = 5
SECONDS_TO_RETURN = 15
SECONDS_OF_LOAD = 12
STORED = ("/beliefs/", "/principles/", "/principles/participation/", "/editions/2.0/text.json")
# What names or counts organisations, though it is stored; what is not stored; a form.
ELSEWHERE = ("/", "/members/", "/members/?q=care", "/accounts/login/")


def table(organisations: int, folder: Path) -> Iterator[Table]:
    """On PostgreSQL, which is a server that can be gone; a file of SQLite is there or is not."""
    programs = postgres.find_programs()
    if programs is None:
        print("PostgreSQL is missing, so nothing was measured of its end.", file=sys.stderr)
        return
    found = Table(f"PostgreSQL gone for {SECONDS_GONE} s, under load", ("what", "found"))
    with postgres.throwaway_cluster(programs) as database:
        database.start()
        site = prepared("PostgreSQL", database.address, organisations, folder)
        with site_served(site) as server:
            found.rows.extend(figures(server, database))
    yield found


def figures(server: Server, database: postgres.Cluster) -> Iterator[tuple[str, str]]:
    for path in (*STORED, *ELSEWHERE):
        for _ in range(8):  # for every worker
            taken(server.address + path)
    with loaded(server) as loads:
        time.sleep(1)
        database.stop()
        meanwhile = answers_for(server, SECONDS_GONE)
        database.start()
        seconds = seconds_until_all_is_well(server)
        reports = [wrk.reported(load.communicate(timeout=SECONDS_OF_LOAD + 15)[0]) for load in loads]
    yield f"stored pages of the text: requests in {SECONDS_OF_LOAD} s", f"{sum(it.requests for it in reports):,}"
    yield "of these failed", str(sum(it.failed for it in reports))
    for path, statuses in meanwhile.items():
        yield f"{path} meanwhile", ", ".join(f"{count} times {status}" for status, count in statuses.items())
    yield "longest answer meanwhile", f"{meanwhile.slowest:.1f} s"
    yield "all as before, after PostgreSQL takes connections again", f"{seconds:.1f} s"


@contextmanager
def loaded(server: Server) -> Iterator[list["subprocess.Popen[str]"]]:
    loads = [wrk.started(server.address + path, CODING, connections=4, seconds=SECONDS_OF_LOAD) for path in STORED]
    try:
        yield loads
    finally:
        for load in loads:
            load.kill()
            load.wait()


class Answers(dict[str, Counter[str]]):
    """How often each address answered what, and how many seconds the slowest answer took."""

    slowest = 0.0


def answers_for(server: Server, seconds: float) -> Answers:
    found = Answers((path, Counter()) for path in ELSEWHERE)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in ELSEWHERE:
            began = time.monotonic()
            found[path][answer(server, path)] += 1
            found.slowest = max(found.slowest, time.monotonic() - began)
        time.sleep(0.05)
    return found


def answer(server: Server, path: str) -> str:
    """The status, and whether there is a page that explains it."""
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        is_explained = b"<h1" in response.read()
        return str(response.status) if is_explained else f"{response.status} without a word"
    except (HTTPException, OSError) as error:
        return type(error).__name__
    finally:
        connection.close()


def seconds_until_all_is_well(server: Server) -> float:
    """Until each address answers 200 on new connections, several times in a row since there are several workers."""
    began = last_failure = time.monotonic()
    well = 0
    while well < 4 * len(ELSEWHERE):
        is_well = answer(server, ELSEWHERE[well % len(ELSEWHERE)]) == "200"
        if not is_well and time.monotonic() > began + SECONDS_TO_RETURN:
            return float("inf")
        last_failure = last_failure if is_well else time.monotonic()
        well = well + 1 if is_well else 0
    return last_failure - began
