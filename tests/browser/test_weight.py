"""What a first visit costs over the wire, from the site as it is served in production."""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Watch
from tests.browser.places import press
from tools.postgres import free_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
KB = 1000
# Ends when the browser has the icons, for which it asks by itself after all the rest.
FETCH_ICONS = """
async () => {
    for (const {href} of document.querySelectorAll("link[rel~=icon]")) await (await fetch(href)).arrayBuffer();
}
"""


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own, with compressed and hashed static files, gone after the tests."""
    folder = tmp_path_factory.mktemp("served")
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
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "manage.py", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        await_answer(server, port, folder / "log")
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


def listen_to_the_wire(page: Page) -> dict[str, Delivery]:
    wire = page.context.new_cdp_session(page)
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


def test_site_in_production_keeps_to_its_budget_and_finds_all_that_it_asks_for(
    served_site: str, new_context: Callable[..., BrowserContext]
) -> None:
    watch = Watch(served_site)
    context = new_context(base_url=served_site)
    watch.follow(context)
    page = context.new_page()

    first = listen_to_the_wire(page)
    page.goto("/")
    page.evaluate(FETCH_ICONS)

    before_first_paint = [it for it in first.values() if it.kind in {"Document", "Stylesheet"}]
    assert len(before_first_paint) == 2, "one page and one style sheet"
    assert {it.coding for it in before_first_paint} == {"br"}
    assert sum(it.size for it in before_first_paint) <= 14 * KB
    assert sum(it.size for it in first.values()) <= 50 * KB

    # The next page costs the page alone.
    second = listen_to_the_wire(page)
    press(page.get_by_role("link", name="Principles", exact=True).first)
    page.evaluate(FETCH_ICONS)

    assert {it.kind for it in second.values() if it.size} == {"Document"}

    for address in (
        "/beliefs/",
        "/principles/participation/",
        "/editions/1.0/",
        "/help/",
        "/members/",
        "/members/join/",
        "/admin/",
    ):
        response = page.goto(address)
        assert response
        assert (address, response.status) == (address, 200)
        assert page.evaluate("() => document.styleSheets.length") > 0
    assert not watch.complaints, "\n".join(watch.complaints)
