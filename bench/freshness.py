"""Whether anybody is ever sent a page that is older than what was committed before it was asked for.

    python -m bench.freshness --seconds 60 --writers 4 --readers 16 --nodes 2 --workers 2
    python -m bench.freshness --kill           one process after another is killed meanwhile

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
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from alliance.management.watch import SERVER, work_in_batches
from bench.processes import below, processor_time
from tools.postgres import free_port

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60
SECONDS_BETWEEN_KILLS = 8
PAGES = 3
NUMBER = re.compile(rb"Number (\d+)!")


@dataclass
class Counter:
    """Something public that holds a number, and the last number of it that was committed."""

    path: str
    write: Callable[[int], None]
    committed: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)


Act = Callable[[list[Counter], float, "Outcome"], None]


@dataclass
class Outcome:
    reads: int = 0
    unchanged: int = 0
    writes: int = 0
    errors: int = 0
    killed: int = 0
    cut_off: int = 0
    stale: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.writes} commits, {self.reads} reads ({self.unchanged} answered 304), {self.errors} errors,"
            f" {self.killed} processes killed and {self.cut_off} reads cut off by that, {len(self.stale)} stale"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench freshness", description=__doc__.partition("\n")[0])
    for name, default in {"seconds": 60, "writers": 4, "readers": 16, "nodes": 2, "workers": 2}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--kill", action="store_true")
    wanted = parser.parse_args(arguments)
    with ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="freshness-"))
        ports = [free_port() for _ in range(wanted.nodes)]
        os.environ.update(environment(folder, ports[0]))
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        servers = [ends.enter_context(node(port, wanted.workers)) for port in ports]
        acts: list[Act] = [keep_writing] * wanted.writers
        acts += [partial(keep_reading, ports=ports)] * wanted.readers
        acts += [partial(keep_killing, servers=servers)] * wanted.kill
        outcome = run(acts, counters(), seconds=wanted.seconds)
    print(outcome, *outcome.stale[:10], sep="\n")
    is_cut_off_unasked = outcome.cut_off and not outcome.killed
    return 1 if outcome.stale or outcome.errors or is_cut_off_unasked or not outcome.reads or not outcome.writes else 0


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
def node(port: int, workers: int) -> Iterator[int]:
    """Served as in production; the number of the process above its workers."""
    command = [*SERVER, "--workers", str(workers), "--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | {"SITE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=work_in_batches)
    try:
        await_answer(port)
        yield server.pid
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


def run(acts: list[Act], counters: list[Counter], *, seconds: int) -> Outcome:
    outcome = Outcome()
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(len(acts)) as threads:
        for acting in [threads.submit(act, counters, ends, outcome) for act in acts]:
            acting.result()
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


def keep_killing(counters: list[Counter], ends: float, outcome: Outcome, *, servers: list[int]) -> None:
    """A server whose workers die in quicker succession ends itself, and is not what is looked at here."""
    while time.monotonic() + SECONDS_BETWEEN_KILLS < ends:
        time.sleep(SECONDS_BETWEEN_KILLS)
        os.kill(random.choice([worker for worker in below(random.choice(servers)) if is_busy(worker)]), signal.SIGKILL)
        outcome.killed += 1


def is_busy(process: int) -> bool:
    """A worker, and not what Python starts beside it to look after shared things."""
    return processor_time(process) > 1


def keep_reading(counters: list[Counter], ends: float, outcome: Outcome, *, ports: list[int]) -> None:
    connections = [HTTPConnection("127.0.0.1", port, timeout=20) for port in ports]
    # What this reader has of each page on each node: the tag and the number.
    had: dict[tuple[str, int], tuple[str, int]] = {}
    while time.monotonic() < ends:
        counter, place = random.choice(counters), random.randrange(len(ports))
        key = counter.path, place
        headers = {"If-None-Match": had[key][0]} if key in had else {}
        least = counter.committed
        try:
            connections[place].request("GET", counter.path, headers=headers)
            response = connections[place].getresponse()
            content = response.read()
        except (OSError, HTTPException):
            # It is asked again by another connection.
            connections[place].close()
            outcome.cut_off += 1
            continue
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
