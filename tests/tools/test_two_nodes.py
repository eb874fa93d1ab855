"""Two nodes behind nginx, with one PostgreSQL and one Redis: what is done at one of them holds at once everywhere."""

import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

from tests.tools.nodes import (
    PROGRAMS,
    ROOT,
    Answer,
    Visitor,
    ask,
    ask_on,
    await_that,
    environment_of,
    manage,
    must_be_installed,
    nginx,
    node,
    redis,
)
from tools import postgres

ADMINISTRATOR = "admin@example.org"
MEMBER = "/members/men-for-care/"
TOO_OFTEN = "That was too often."
NUMBER = re.compile(r"Number (\d+)!")
numbers = count(1)

pytestmark = pytest.mark.server


@dataclass
class Site:
    """The ports of its nodes and of nginx, and what stands behind them."""

    nodes: list[int]
    front: int
    database: str
    shared_cache: str
    password: str

    @property
    def everywhere(self) -> list[int]:
        return [*self.nodes, self.front]

    @property
    def host(self) -> str:
        """As readers know the site. Of another host nothing is stored, and attempts are counted by host."""
        return f"127.0.0.1:{self.front}"

    def ask(self, port: int, path: str, **headers: str) -> Answer:
        return ask(port, path, Host=self.host, **headers)

    def write(self, statement: str, *values: object) -> None:
        """As somebody does at a database console."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            assert connection.execute(statement, values).rowcount == 1


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    must_be_installed(postgres.PACKAGE, "nginx", "redis-server")
    folder, front = tmp_path_factory.mktemp("nodes"), postgres.free_port()
    with ExitStack() as ends:
        database = ends.enter_context(postgres.throwaway_server(PROGRAMS[postgres.PACKAGE]))
        shared_cache = ends.enter_context(redis(folder))
        environment = environment_of(
            database,
            folder,
            CACHE_URL=shared_cache,
            SITE_URL=f"http://127.0.0.1:{front}",
            TRUSTED_PROXIES="127.0.0.1",
        )
        password = re.search(r"(?m)^ +password +(\S+)$", manage(environment, "prepare"))[1]
        (folder / "register.csv").write_text("name,country,edition\nMen for Care,KE,1.0\n")
        manage(environment, "import_organisations", str(folder / "register.csv"))
        nodes = [ends.enter_context(node(environment, folder)) for _ in range(2)]
        ends.enter_context(nginx(folder / "nginx", nodes, front))
        yield Site(nodes, front, database, shared_cache, password)


@pytest.fixture
def staff(site: Site) -> Visitor:
    """Signed in at the first node."""
    staff = Visitor(site.host)
    assert staff.post(site.nodes[0], "/accounts/login/", login=ADMINISTRATOR, password=site.password).status == 302
    return staff


def add_page(site: Site, staff: Visitor, slug: str) -> str:
    """A plain page with a number in its title; returns where it is edited."""
    added = staff.post(
        site.nodes[0], "/admin/pages/page/add/", title="Number 0!", slug=slug, text="Text.", _continue="1"
    )
    assert added.status == 302
    return added.headers["location"]


def number_on(answer: Answer) -> int:
    assert answer.status == 200
    return int(NUMBER.search(answer.text)[1])


def test_an_edit_at_one_node_is_read_at_once_at_the_other_and_through_nginx(site: Site, staff: Visitor) -> None:
    place = add_page(site, staff, "edited")

    for number in range(1, 5):
        had = [site.ask(port, "/edited/").headers["etag"] for port in site.everywhere for _ in range(2)][-1]
        saved = staff.post(site.nodes[number % 2], place, title=f"Number {number}!", text="Text.")

        assert saved.status == 302
        assert [number_on(site.ask(port, "/edited/")) for port in site.everywhere] == [number] * 3
        assert number_on(site.ask(site.front, "/edited/", If_None_Match=had)) == number


def test_a_name_that_is_changed_in_the_database_is_read_at_once_everywhere(site: Site) -> None:
    for _ in range(3):
        number = next(numbers)
        for port in site.everywhere:
            assert site.ask(port, MEMBER).status == 200
        site.write("UPDATE members_organisation SET name = %s WHERE slug = 'men-for-care'", f"Number {number}!")

        assert [number_on(site.ask(port, MEMBER)) for port in site.everywhere] == [number] * 3


def kept_by_nginx(site: Site, path: str) -> Answer:
    """It sends the last byte of a page a moment before it has put the page away."""
    for _ in range(20):
        answer = site.ask(site.front, path)
        if answer.headers["x-kept"] != "MISS":
            break
    return answer


@pytest.mark.parametrize("path", ["/beliefs/", MEMBER, "/"])
def test_nginx_keeps_a_page_and_asks_each_time_whether_it_still_holds(site: Site, path: str) -> None:
    kept = kept_by_nginx(site, path)

    assert (kept.status, kept.headers["x-kept"]) == (200, "REVALIDATED")
    assert kept.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "x-accel-expires" not in kept.headers
    unchanged = site.ask(site.front, path, If_None_Match=kept.headers["etag"])
    assert (unchanged.status, unchanged.text) == (304, "")


@pytest.mark.parametrize("path", ["/accounts/login/", "/data/members.csv", "/healthz", "/no-such-page/"])
def test_nginx_keeps_nothing_else(site: Site, path: str) -> None:
    site.ask(site.front, path)

    assert site.ask(site.front, path).headers["x-kept"] == "MISS"


def test_nobody_reads_anything_older_than_the_last_commit_while_others_write(site: Site, staff: Visitor) -> None:
    add_page(site, staff, "counted")
    committed, over = 0, Event()

    def keep_reading(port: int) -> tuple[int, list[str]]:
        connection, reads, stale = HTTPConnection("127.0.0.1", port, timeout=30), 0, []
        while not over.is_set():
            least = committed
            number, reads = number_on(ask_on(connection, "/counted/", Host=site.host)), reads + 1
            stale += [f"{number} instead of {least}"] if number < least else []
        connection.close()
        return reads, stale

    with ThreadPoolExecutor() as threads:
        readers = [threads.submit(keep_reading, port) for port in (*site.nodes, site.front, site.front)]
        try:
            for number in range(1, 61):
                site.write("UPDATE pages_page SET title = %s WHERE slug = 'counted'", f"Number {number}!")
                committed = number
        finally:
            over.set()
        found = [reader.result() for reader in readers]

    assert [stale for _, stale in found] == [[]] * len(readers)
    assert all(reads > 10 for reads, _ in found)


def test_a_session_of_one_node_is_one_of_the_other_until_it_is_ended_at_either(site: Site, staff: Visitor) -> None:
    for port in site.everywhere:
        assert staff.get(port, "/admin/").status == 200

    assert staff.post(site.nodes[1], "/accounts/logout/").status == 302

    for port in site.everywhere:
        assert staff.get(port, "/admin/").status == 302


def test_who_tried_too_often_at_one_node_is_refused_at_the_other(site: Site) -> None:
    somebody = {"login": "somebody@example.org", "password": "not the password"}
    other = {"login": "another@example.org", "password": "not the password"}
    first, second = site.nodes
    for _ in range(5):
        assert TOO_OFTEN not in Visitor(site.host).post(first, "/accounts/login/", **somebody).text

    assert TOO_OFTEN in Visitor(site.host).post(second, "/accounts/login/", **somebody).text
    assert TOO_OFTEN not in Visitor(site.host).post(second, "/accounts/login/", **other).text


def test_a_node_that_is_gone_is_passed_over(site: Site, tmp_path: Path) -> None:
    with nginx(tmp_path / "nginx", [postgres.free_port(), site.nodes[1]]) as (front, _):
        for path in ("/beliefs/", MEMBER, "/accounts/login/") * 2:
            assert site.ask(front.port, path).status == 200


def test_while_no_node_answers_the_text_is_read_as_it_was_and_nothing_that_names_anybody(
    site: Site, tmp_path: Path
) -> None:
    text, others = ["/beliefs/", "/es/principles/"], [MEMBER, "/members/", "/", "/es/", "/editions/", "/about/"]
    with nginx(tmp_path / "nginx", site.nodes) as (front, process):
        for path in [*text, *others] * 2:
            assert site.ask(front.port, path).status == 200

        front.write([postgres.free_port(), postgres.free_port()])
        process.send_signal(signal.SIGHUP)
        await_that(lambda: site.ask(front.port, "/healthz").status == 502)

        for path in text:
            answer = site.ask(front.port, path)
            assert (answer.status, answer.headers["x-kept"]) == (200, "STALE")
        for path in others:
            assert site.ask(front.port, path).status == 502


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the site with what answers there; a word in it is that of a part of the site, as it may be."""
    for it in patterns:
        path = before + re.sub(r"<(?:int|number|called):\w+>", "1", re.sub(r"<slug:\w+>", "tags", str(it.pattern)))
        if isinstance(it, URLResolver):
            yield from addresses(it.url_patterns, path)
        else:
            yield f"/{path}", it.callback


def test_nginx_reads_nothing_as_it_was_that_may_name_somebody() -> None:
    pattern = re.search(r"location ~ (\S+) \{", (ROOT / "docs" / "nginx.conf").read_text())[1]
    prefixes = ["", *(f"/{code}" for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    # Of two at one address the first answers.
    found = dict(reversed(list(addresses(get_resolver().url_patterns))))

    as_they_were = {path: view for path, view in found.items() if re.search(pattern, path)}
    assert as_they_were.keys() >= {"/beliefs/", "/beliefs/tags/", "/principles/", "/tags/"}
    assert {path: view.scopes for path, view in as_they_were.items() if view.scopes != ("text",)} == {}
    assert all(re.search(pattern, f"{prefix}/beliefs/") for prefix in prefixes)
    assert not [path for path in found if path not in as_they_were and re.search(pattern, f"/es{path}")]
