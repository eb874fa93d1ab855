"""Nobody is sent a page that is older than what was committed before the request, whoever else reads and writes."""

import random
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from alliance.pages.models import Page
from members.models import Organisation
from principles.models import Edition
from tests.races import at_once
from tests.wire import Wire

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 2.0
NUMBER = re.compile(r"Number (\d+)!")


@pytest.mark.django_db(transaction=True)
def test_no_page_is_older_than_a_commit_before_the_request(founding_edition: Edition) -> None:
    page = Page.objects.create(slug="a-page", title="Number 0!", text="A page.")
    member = Organisation.objects.begin(name="Number 0!", country="KE", kind="registered")
    Organisation.objects.update(standing="member")
    rows = {
        "/a-page/": (Page.objects.filter(pk=page.pk), "title"),
        f"/members/{member.slug}/": (Organisation.objects.filter(pk=member.pk), "name"),
    }
    committed = dict.fromkeys(rows, 0)
    turns = {path: threading.Lock() for path in rows}
    # As two processes: each with a store and a look of its own.
    wires = [Wire(), Wire()]
    stale: list[str] = []
    ends = time.monotonic() + SECONDS

    def write() -> None:
        while time.monotonic() < ends:
            path = random.choice([*rows])
            found, column = rows[path]
            with turns[path]:
                found.update(**{column: f"Number {committed[path] + 1}!"})
                committed[path] += 1
            # Long enough, now and then, for a page to be stored.
            threading.Event().wait(random.choice([0, 0.01, 0.1]))

    def read() -> int:
        reads = 0
        while time.monotonic() < ends:
            path, wire = random.choice([*rows]), random.choice(wires)
            least = committed[path]
            number = int(NUMBER.search(wire.get(path).text)[1])
            reads += 1
            if number < least:
                stale.append(f"{path}: {number} instead of {least}")
        return reads

    outcomes = at_once(write, write, read, read, read)
    for wire in wires:
        wire.looks.close()
    connection.close()

    assert stale == []
    made = sum(len(wire.made) for wire in wires)
    assert min(committed.values()) > 3
    # Or nothing was taken from a store, and nothing proved.
    assert sum(outcomes[2:]) > made > 10


@pytest.mark.server
def test_no_server_of_several_sends_a_page_that_is_older(tmp_path: Path) -> None:
    wanted = ["--seconds", "5", "--writers", "2", "--readers", "4", "--nodes", "2", "--workers", "2"]

    done = subprocess.run(
        [sys.executable, "-m", "bench.freshness", *wanted],
        cwd=ROOT,
        # With debug pages no static files are collected, which this is not about.
        env={"PATH": "/usr/bin:/bin", "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=150,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 errors, " in done.stdout
    assert ", 0 stale" in done.stdout
