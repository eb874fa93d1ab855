"""A throwaway PostgreSQL server: started from installed programs, gone afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "postgresql"
# Nothing outlives the server, so nothing need reach the disk.
OPTIONS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories="]
SECONDS_TO_START = 30
SECONDS_TO_STOP = 20


def find_programs() -> Path | None:
    """The folder that holds initdb and postgres, of the newest version installed; None where there is none."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next(
        (folder for folder in folders if {"initdb", "postgres"} <= {path.name for path in folder.iterdir()}), None
    )


@contextmanager
def throwaway_server(programs: Path) -> Iterator[str]:
    """Yield the address of an empty server; stop it and remove its files however the block ends."""
    with throwaway_cluster(programs) as cluster:
        cluster.start()
        yield cluster.address


@contextmanager
def throwaway_cluster(programs: Path) -> Iterator["Cluster"]:
    """Yield an empty server that does not run yet; stop it and remove its files however the block ends."""
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp" if user else None))
    cluster = Cluster(programs, folder, user, secrets.token_urlsafe(16), free_port())
    try:
        cluster.create()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@dataclass
class Cluster:
    """A server of PostgreSQL in a folder of its own, that can be stopped and started again."""

    programs: Path
    folder: Path
    user: str | None
    password: str
    port: int
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"postgresql://tests:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        (self.folder / "password").write_text(self.password)
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(self.folder / "password", self.user)
        create = [self.programs / "initdb", "--pgdata=data", "--username=tests", "--pwfile=password"]
        create += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(create, cwd=self.folder, user=self.user, stdout=subprocess.DEVNULL, check=True)

    def start(self) -> None:
        run = [self.programs / "postgres", "-D", "data", "-h", "127.0.0.1", "-p", str(self.port)]
        run += [f"--{it}" for it in OPTIONS]
        with (self.folder / "log").open("wb") as log:
            # In a group of its own Ctrl-C does not reach it before the tests that use it have ended.
            self.server = subprocess.Popen(
                run, cwd=self.folder, user=self.user, stdout=log, stderr=log, process_group=0
            )
        await_ready(self.server, self.folder / "log")

    def stop(self) -> None:
        if self.server:
            stop(self.server)


def unprivileged_user() -> str | None:
    """Whom to run the server as, since PostgreSQL refuses root; None means oneself."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_ready(server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while b"ready to accept connections" not in log.read_bytes():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.02)


def stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # its "fast" shutdown, which does not wait for clients
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
