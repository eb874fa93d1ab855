"""A site served as in production, with compressed and hashed static files, and what comes from it over the wire."""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession

from tools.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
KB = 1000
# Ends when the browser has the icons, for which it asks by itself after all the rest.
FETCH_ICONS = """
async () => {
    for (const {href} of document.querySelectorAll("link[rel~=icon]")) await (await fetch(href)).arrayBuffer();
}
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a site of its own, which keeps all that it has in the folder."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.browser.served_settings",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "a key that only tests use, and no site",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "TICK": "0",
    }
    log = folder / "log"
    with log.open("wb") as out:
        furnish = [sys.executable, "-m", "tests.browser.furnish_served_site"]
        furnished = subprocess.run(furnish, cwd=ROOT, env=environment, stdout=out, stderr=out, timeout=SECONDS)
        assert furnished.returncode == 0, f"it could not be furnished:\n{log.read_text()}"
        command = [sys.executable, "manage.py", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        await_answer(server, port, log)
        yield environment["SITE_URL"]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(SECONDS)


def await_answer(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not answers(port):
        assert time.monotonic() < deadline, f"it did not answer in {SECONDS} s; it said:\n{log.read_text()}"
        try:
            # An end of the server is noticed at once, an answer soon enough.
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"it ended:\n{log.read_text()}")


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@dataclass
class Delivery:
    """One answer, as it came over the wire."""

    address: str
    kind: str
    coding: str = ""
    size: int = 0


def listen_to_the_wire(wire: CDPSession) -> dict[str, Delivery]:
    deliveries: dict[str, Delivery] = defaultdict(lambda: Delivery("", ""))

    def begun(event: dict[str, Any]) -> None:
        response = event["response"]
        headers = {name.lower(): value for name, value in response["headers"].items()}
        coding = headers.get("content-encoding", "")
        deliveries[event["requestId"]] = Delivery(response["url"], event["type"], coding)

    def finished(event: dict[str, Any]) -> None:
        # Headers included.
        deliveries[event["requestId"]].size = int(event["encodedDataLength"])

    wire.on("Network.responseReceived", begun)
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    return deliveries
