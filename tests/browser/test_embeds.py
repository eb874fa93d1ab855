"""What a partner has copied, on a page of its own at another address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, expect

from tests.browser.case_places import MEMBER
from tests.browser.sign_ons import organisation_called

pytestmark = pytest.mark.browser


@contextmanager
def partner_showing(copied: str) -> Iterator[str]:
    """The address of another site on this machine: a browser lets none from elsewhere load anything from here."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=en><title>Partner</title>{copied}".encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_badge_and_text_show_on_a_page_of_another_site_and_leave_no_cookie(
    lively_site: str, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    page = context.new_page()
    page.goto(f"{lively_site}/embed/text/?organisation={organisation_called(MEMBER).slug}")
    copied = [it.input_value().replace(settings.SITE_URL, lively_site) for it in page.locator("textarea").all()]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    with partner_showing("".join(copied)) as address:
        page.goto(address)

        text = page.frame_locator("iframe")
        expect(text.get_by_role("heading", name="What we believe")).to_be_visible()
        assert text.locator(".facing-is").evaluate("it => getComputedStyle(it).borderRadius") != "0px", "it has style"
        assert page.locator("img").evaluate("it => it.decode().then(() => it.naturalWidth)") > 150
        assert context.cookies() == []
        assert complaints == []
