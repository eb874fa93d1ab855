"""Servers to measure, each in a group of processes of its own, and gone afterwards however the block ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from alliance.management.watch import ALLOCATOR, work_in_batches
from bench.processes import below, processor_time, share_of_memory
from bench.sites import Site
from tools import postgres

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
# As the site is served, see alliance/management/watch.py.
GRANIAN = [
    *("-m", "granian", "--interface", "wsgi", "--workers", "2", "--runtime-mode", "mt", "--blocking-threads", "4"),
    *("--no-ws", "--log-level", "warning", "--host", "127.0.0.1"),
]


@dataclass(frozen=True)
class Server:
    """What answers at an address, and the processes at the roots of it and of its database."""

    address: str
    roots: tuple[int, ...]

    @property
    def tree(self) -> list[int]:
        return tree_of(self.roots)

    def processor_time(self) -> float:
        """Seconds that all of it has worked so far."""
        return sum(map(processor_time, self.tree))

    def memory(self) -> float:
        """Megabytes of all of it; what several processes have together counts once (PSS)."""
        return sum(map(share_of_memory, self.tree))


def tree_of(roots: tuple[int, ...]) -> list[int]:
    return [process for root in roots for process in (root, *below(root))]


@contextmanager
def site_served(site: Site, **settings: str) -> Iterator[Server]:
    """The site as in production, at a free port, with these settings changed.

    No tick runs: one costs as much as thousands of requests, and comes into some rounds and not into others.
    """
    port = postgres.free_port()
    address = f"http://127.0.0.1:{port}"
    environment = site.environment | {"SITE_URL": address, "HOST": "127.0.0.1", "PORT": str(port), "TICK": "0"}
    command = [sys.executable, "manage.py", "serve"]
    with running(command, address + "/healthz", environment=environment | settings) as server:
        database = database_server(site)
        yield replace(server, address=address, roots=server.roots + database)


def database_server(site: Site) -> tuple[int, ...]:
    """The process of PostgreSQL that this one has started, at the root of what the site asks; none for SQLite."""
    if site.database == "SQLite":
        return ()
    found = [process for process in below(os.getpid()) if name_of(process) == "postgres"]
    return tuple(process for process in found if parent_of(process) not in found)


def name_of(process: int) -> str:
    return Path(f"/proc/{process}/comm").read_text().strip()


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


@contextmanager
def granian_served(
    application: str, folder: Path, environment: Mapping[str, str], *, python: str = sys.executable
) -> Iterator[Server]:
    """Another application, served as the site is, with the same share of the processor and the same allocator."""
    port = postgres.free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [python, *GRANIAN, "--port", str(port), application]
    environment = ALLOCATOR | dict(environment)
    with running(command, address, folder=folder, environment=environment, begin=work_in_batches) as server:
        yield server


def find_nginx() -> str | None:
    # Debian has it where the search path of a person who is not root does not lead.
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def nginx_served(program: str, folder: Path, configuration: str) -> Iterator[Server]:
    """`configuration`: what stands in `server`, where it is asked for /ready before it counts as started."""
    port = postgres.free_port()
    address = f"http://127.0.0.1:{port}"
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, port=port, user=user_directive(), configuration=configuration))
    command = [program, "-p", str(folder), "-c", str(path), "-e", str(folder / "nginx.log")]
    with running(command, f"{address}/ready", environment=os.environ) as server:
        yield replace(server, address=address)


NGINX = """
{user}
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100 inactive=10m;
    open_file_cache_valid 10m;
    keepalive_requests 10000000;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    server {{
        listen 127.0.0.1:{port};
        location = /ready {{ return 200; }}
{configuration}
    }}
}}
"""


def user_directive() -> str:
    """The folder is readable by its owner alone; nginx would otherwise read it as somebody else."""
    return "user root;" if os.geteuid() == 0 else ""


@contextmanager
def running(
    command: list[str],
    ready_at: str,
    *,
    environment: Mapping[str, str],
    folder: Path = ROOT,
    begin: Callable[[], None] | None = None,
) -> Iterator[Server]:
    # What it says of each request is told only if it does not start.
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=said, stderr=said, process_group=0, preexec_fn=begin
        )
        try:
            if not is_ready(ready_at, started):
                said.seek(0)
                raise RuntimeError(f"There is no answer at {ready_at}.\n{said.read().decode()}")
            yield Server(ready_at.rstrip("/"), (started.pid,))
        finally:
            end(started)


def is_ready(address: str, started: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(address):
        if started.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 - an address of our own making
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def end(started: "subprocess.Popen[bytes]") -> None:
    started.terminate()
    with suppress(subprocess.TimeoutExpired):
        started.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()
