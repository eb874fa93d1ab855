"""What a site past one machine is made of: nodes, nginx and Redis, each on a free port here and gone afterwards."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tools import postgres

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
# Debian has nginx where the search path of a person who is not root does not lead.
PATH = f"{os.environ['PATH']}:/usr/sbin"
PROGRAMS = {
    postgres.PACKAGE: postgres.find_programs(),
    "nginx": shutil.which("nginx", path=PATH),
    "redis-server": shutil.which("redis-server"),
}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def must_be_installed(*packages: str) -> None:
    """Leaves the test out where a program is missing, and says so; where nothing may be left out it fails."""
    missing = [package for package in packages if PROGRAMS[package] is None]
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"nothing may be left out, and these are missing: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not found: {', '.join(missing)}; install what is missing")


def await_that(holds: Callable[[], object], *, within: float = SECONDS) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"it did not become true in {within} s"
        time.sleep(0.02)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    cookies: tuple[str, ...] = ()


def ask(port: int, path: str, **headers: str) -> Answer:
    """On a connection of its own; with several workers, any of them may answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        return ask_on(connection, path, **headers)


def ask_on(
    connection: HTTPConnection, path: str, *, method: str = "GET", body: str | None = None, **headers: str
) -> Answer:
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    text = response.read().decode()
    named = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, named, text, tuple(response.headers.get_all("Set-Cookie", [])))


def answers(port: int, path: str) -> bool:
    with suppress(OSError):
        return ask(port, path).status == 200
    return False


@dataclass
class Visitor:
    """Fills in the forms of a host, and keeps cookies whichever node set them."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, port: int, path: str) -> Answer:
        return self._ask(port, path)

    def post(self, port: int, path: str, **typed: str) -> Answer:
        token = TOKEN.search(self.get(port, path).text)
        assert token, f"there is no form at {path}"
        body = urlencode(typed | {"csrfmiddlewaretoken": token[1]})
        return self._ask(port, path, method="POST", body=body, Content_Type="application/x-www-form-urlencoded")

    def _ask(self, port: int, path: str, **more: str) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = ask(port, path, Host=self.host, Cookie=cookies, **more)
        self.cookies |= {name: morsel.value for it in answer.cookies for name, morsel in SimpleCookie(it).items()}
        return answer


# Processes


@contextmanager
def started(
    command: list[str], log: Path, *, environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT, process_group=0
        )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Yield the address of a Redis that keeps nothing."""
    port, log = postgres.free_port(), folder / "redis.log"
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with started([*command, "--dir", str(folder)], log):
        await_that(lambda: "Ready to accept connections" in log.read_text())
        yield f"redis://127.0.0.1:{port}/0"


def environment_of(database: str, folder: Path, **more: str) -> dict[str, str]:
    """Of a site as in production, but that nobody is asked for a second factor and nothing ticks."""
    return {
        "PATH": PATH,
        "DATABASE_URL": database,
        "SECRET_KEY": "a key that only these tests use, and no site",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "STAFF_TWO_FACTOR": "0",
        "TICK": "0",
        **more,
    }


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of manage.py, and return what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    outcome = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, timeout=SECONDS)
    assert outcome.returncode == 0, outcome.stdout
    return outcome.stdout


@contextmanager
def node(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """Serve the site, and yield its port."""
    port = postgres.free_port()
    log = folder / f"node-{port}.log"
    command = [sys.executable, "manage.py", "serve"]
    with started(command, log, environment=environment | {"PORT": str(port)}) as process:
        await_that(lambda: answers(port, "/healthz") or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield port


@dataclass
class Nginx:
    """As docs/nginx.conf recommends it, with the names, addresses and paths of this test; it tells what it kept."""

    folder: Path
    port: int

    def write(self, nodes: list[int]) -> None:
        recommended = (ROOT / "docs" / "nginx.conf").read_text()
        ours = {
            r"proxy_cache_path \S+ ": f"proxy_cache_path {self.folder}/cache ",
            r"server 10\.0\.0\.11:8000;": f"server 127.0.0.1:{nodes[0]};",
            r"server 10\.0\.0\.12:8000;": f"server 127.0.0.1:{nodes[1]};",
            r"listen 443 ssl;": f"listen 127.0.0.1:{self.port};",
            r"ssl_certificate \S+;": "",
            r"ssl_certificate_key \S+;": "",
            r"server_name \S+;": "location = /ready { return 200; }\nadd_header X-Kept $upstream_cache_status always;",
        }
        for pattern, replacement in ours.items():
            recommended, count = re.subn(pattern, replacement, recommended)
            assert count == 1, f"docs/nginx.conf has {count} times {pattern}"
        # Its files are this person's alone.
        user = "user root;" if os.geteuid() == 0 else ""
        paths = " ".join(
            f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"{user} daemon off; worker_processes 2; pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log;\n"
            f"events {{ worker_connections 256; }}\nhttp {{ access_log off; {paths}\n{recommended}\n}}\n"
        )

    def command(self) -> list[str]:
        return [
            "nginx",
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            f"{self.folder}/start.log",
        ]


@contextmanager
def nginx(folder: Path, nodes: list[int], port: int | None = None) -> Iterator[tuple[Nginx, "subprocess.Popen[bytes]"]]:
    folder.mkdir()
    front = Nginx(folder, port or postgres.free_port())
    front.write(nodes)
    with started(front.command(), folder / "output.log", environment={"PATH": PATH}) as process:
        await_that(lambda: answers(front.port, "/ready") or process.poll() is not None)
        assert process.poll() is None, (folder / "output.log").read_text() + (folder / "start.log").read_text()
        yield front, process
