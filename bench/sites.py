"""Sites to measure: each with a database of its own, in a folder that is gone afterwards."""

import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alliance.management.watch import ALLOCATOR, SERVER, work_in_batches
from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_FILL = 900
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Site:
    """The site on one database, with so many organisations."""

    database: str
    size: int
    environment: dict[str, str]

    def run(self, *arguments: str, seconds: float = SECONDS_TO_FILL) -> str:
        """What a program of Python prints that runs in the environment of the site; it ends within the seconds."""
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds
        ).stdout

    @property
    def address(self) -> str:
        return self.environment["SITE_URL"]

    @contextmanager
    def served(self) -> Iterator[int]:
        """Served as in production, without what watches over it; the number of the process that is its root."""
        port = self.address.rpartition(":")[2]
        command = [*SERVER, "--host", "127.0.0.1", "--port", port]
        environment = ALLOCATOR | self.environment
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, preexec_fn=work_in_batches
        )
        try:
            await_answer(f"{self.address}/healthz", server)
            yield server.pid
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def await_answer(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - an address of our own making
                return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The site did not start.") from None
            time.sleep(0.1)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of an empty database of each kind that this machine has, by their names."""
    found = {"SQLite": f"sqlite:///{folder / 'site.sqlite3'}"}
    programs = postgres.find_programs()
    if programs is None:
        yield found
        return
    with postgres.throwaway_server(programs) as address:
        yield found | {"PostgreSQL": address}


def prepared(database: str, address: str, size: int, folder: Path) -> Site:
    """The site with its tables, the founding text and so many organisations."""
    port = postgres.free_port()
    ours = {
        "DATABASE_URL": address,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "DEBUG": "0",
        "SAMPLE_DATA": "0",
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
    }
    site = Site(database, size, {**os.environ, **ours})
    site.run("manage.py", "prepare")
    site.run("-m", "bench.registers", str(size))
    return site
