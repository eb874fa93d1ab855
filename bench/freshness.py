"""Whether anybody is ever sent a page that is older than what was committed before it was asked for.

    python -m bench.freshness --seconds 60 --writers 4 --readers 16 --nodes 2 --workers 2

Writers count up in plain pages and in names of members; after each commit they note the number. Readers note the
number, ask a server for the page, and read the number on it: it must not be lower. Each node is a server with
processes of its own; all use the database of DATABASE_URL, or a new SQLite file. Exit code 1 says that something was
stale.
"""

import argparse
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tools.postgres import free_port

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60
PAGES = 3
NUMBER = re.compile(rb"Number (\d+)!")


@dataclass
class Counter:
    """Something public that holds a number, and the last number of it that was committed."""

    path: str
    write: Callable[[int], None]
    committed: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Outcome:
    reads: int = 0
    unchanged: int = 0
    writes: int = 0
    errors: int = 0
    stale: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.writes} commits, {self.reads} reads ({self.unchanged} answered 304), {self.errors} errors,"
            f" {len(self.stale)} stale"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench freshness", description=__doc__.partition("\n")[0])
    for name, default in {"seconds": 60, "writers": 4, "readers": 16, "nodes": 2, "workers": 2}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = parser.parse_args(arguments)
    with ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="freshness-"))
        ports = [free_port() for _ in range(wanted.nodes)]
        os.environ.update(environment(folder, ports[0]))
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        for port in ports:
            ends.enter_context(node(port, wanted.workers))
        outcome = run(counters(), ports, seconds=wanted.seconds, writers=wanted.writers, readers=wanted.readers)
    print(outcome, *outcome.stale[:10], sep="\n")
    return 1 if outcome.stale or outcome.errors or not outcome.reads or not outcome.writes else 0


def environment(folder: str, port: int) -> dict[str, str]:
    given = os.environ.get("DATABASE_URL")
    return {
        "DATABASE_URL": given or f"sqlite:///{folder}/freshness.sqlite3",
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "DEBUG": os.environ.get("DEBUG", "0"),
        "PAGE_CACHE_MEGABYTES": "64",
    }


@contextmanager
def node(port: int, workers: int) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers), "--no-ws"]
    command += ["--runtime-mode", "mt", "--blocking-threads", "4", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(port), "alliance.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"SITE_URL": f"http://127.0.0.1:{port}"})
    try:
        await_answer(port)
        yield
    finally:
        server.terminate()
        server.wait(20)


def await_answer(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        if time.monotonic() > deadline:
            raise TimeoutError(f"no answer at port {port} in {SECONDS_TO_START} s")
        time.sleep(0.1)


def counters() -> list[Counter]:
    import django

    django.setup()

    from alliance.pages.models import Page
    from members.models import Organisation

    pages = [Page.objects.create(slug=f"counter-{number}", title="Number 0!", text="Text.") for number in range(PAGES)]
    organisation = Organisation.objects.begin(name="Number 0!", country="KE", kind="registered")
    Organisation.objects.filter(pk=organisation.pk).update(standing="member")

    def written(rows: object, name: str) -> Callable[[int], None]:
        return lambda number: rows.update(**{name: f"Number {number}!"})

    found = [Counter(f"/{page.slug}/", written(Page.objects.filter(pk=page.pk), "title")) for page in pages]
    members = written(Organisation.objects.filter(pk=organisation.pk), "name")
    return [*found, Counter(f"/members/{organisation.slug}/", members)]


def run(counters: list[Counter], ports: list[int], *, seconds: int, writers: int, readers: int) -> Outcome:
    outcome = Outcome()
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(writers + readers) as threads:
        acts = [threads.submit(keep_writing, counters, ends, outcome) for _ in range(writers)]
        acts += [threads.submit(keep_reading, counters, ports, ends, outcome) for _ in range(readers)]
        for act in acts:
            act.result()
    return outcome


def keep_writing(counters: list[Counter], ends: float, outcome: Outcome) -> None:
    from django.db import connection

    while time.monotonic() < ends:
        counter = random.choice(counters)
        with counter.turn:
            counter.write(counter.committed + 1)
            counter.committed += 1
        outcome.writes += 1
        # Now in quick succession, now with a pause in which pages are stored.
        time.sleep(random.choice([0, 0.002, 0.05, 0.5]))
    connection.close()


def keep_reading(counters: list[Counter], ports: list[int], ends: float, outcome: Outcome) -> None:
    connections = [HTTPConnection("127.0.0.1", port, timeout=20) for port in ports]
    # What this reader has of each page on each node: the tag and the number.
    had: dict[tuple[str, int], tuple[str, int]] = {}
    while time.monotonic() < ends:
        counter, place = random.choice(counters), random.randrange(len(ports))
        key = counter.path, place
        headers = {"If-None-Match": had[key][0]} if key in had else {}
        least = counter.committed
        connections[place].request("GET", counter.path, headers=headers)
        response = connections[place].getresponse()
        content = response.read()
        outcome.reads += 1
        if response.status == 304:
            outcome.unchanged += 1
            number = had[key][1]
        elif response.status == 200:
            number = int(NUMBER.search(content)[1])
            had[key] = response.headers["ETag"], number
        else:
            outcome.errors += 1
            continue
        if number < least:
            outcome.stale.append(f"{counter.path} at node {place}: {number} instead of {least} or more")
    for connection in connections:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
