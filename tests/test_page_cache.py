"""What is stored in front of Django, for whom, and for how long: until the next commit."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import brotli
import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.page_cache import MOST_WAYS
from alliance.pages.models import Page
from alliance.shared.content_version.triggers import mark_as_in_change
from members.models import Organisation
from principles.models import Clause, Edition
from tests.races import at_once
from tests.wire import Wire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def make_wire(founding_edition: Edition) -> Iterator[Callable[..., Wire]]:
    with ExitStack() as ends:

        def make(**bounds: float) -> Wire:
            wire = Wire(**bounds)
            ends.callback(wire.looks.close)
            return wire

        yield make


@pytest.fixture
def wire(make_wire: Callable[..., Wire]) -> Wire:
    return make_wire()


@pytest.fixture
def plain_page(db: None) -> Page:
    return Page.objects.create(slug="a-page", title="A page", text="As it was. " * 100)


@pytest.fixture
def members(founding_edition: Edition) -> None:
    Organisation.objects.begin(name="Men for Care", country="KE", kind="registered")
    Organisation.objects.update(standing="member")


# What is stored


def test_a_page_is_made_once_and_sent_as_it_was_made(wire: Wire, client: Client) -> None:
    made, stored = wire.get("/beliefs/"), wire.get("/beliefs/")

    assert wire.made == ["/beliefs/"]
    assert stored == made
    by_django = client.get("/beliefs/")
    assert stored.body == by_django.content
    assert stored.headers == {name.lower(): value for name, value in by_django.headers.items()}


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("identity", None, bytes)],
)
def test_a_page_is_made_once_for_every_coding(
    wire: Wire, client: Client, accepted: str, coding: str | None, decode: Callable[[bytes], bytes]
) -> None:
    wire.get("/beliefs/")

    for _ in range(2):
        stored = wire.get("/beliefs/", HTTP_ACCEPT_ENCODING=accepted)
        assert stored.headers.get("content-encoding") == coding
        assert stored.headers["content-length"] == str(len(stored.body))
        by_django = client.get("/beliefs/")
        assert decode(stored.body) == by_django.content
        assert stored.headers["etag"].strip('"') == "-".join(filter(None, [by_django["ETag"].strip('"'), coding]))
        assert stored.headers["vary"] == "Accept-Encoding"
    assert len(wire.made) == 1


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_what_is_stored_is_smaller_and_has_another_tag_than_what_is_sent_once(
    wire: Wire, client: Client, coding: str
) -> None:
    stored = wire.get("/principles/", HTTP_ACCEPT_ENCODING=coding)
    once = client.get("/principles/", headers={"Accept-Encoding": coding})

    assert len(stored.body) < len(once.content)
    assert stored.headers["etag"] != once.headers["ETag"]


def test_a_page_that_the_reader_has_is_not_sent_again(wire: Wire, client: Client) -> None:
    etag = wire.get("/beliefs/").headers["etag"]

    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        unchanged = wire.get("/beliefs/", HTTP_IF_NONE_MATCH=known)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["etag"] == etag
        assert unchanged.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert "content-length" not in unchanged.headers
    assert wire.get("/beliefs/", HTTP_IF_NONE_MATCH='"other"').status == 200
    assert wire.get("/beliefs/", HTTP_IF_NONE_MATCH=etag, HTTP_ACCEPT_ENCODING="br").status == 200


def test_the_first_reader_of_a_page_who_has_it_is_not_sent_it_either(wire: Wire, client: Client) -> None:
    etag = client.get("/beliefs/").headers["ETag"]

    assert wire.get("/beliefs/", HTTP_IF_NONE_MATCH=etag).status == 304


def test_of_a_page_the_head_alone_can_be_asked_for(wire: Wire) -> None:
    first = wire.get("/beliefs/", "HEAD")
    page = wire.get("/beliefs/")

    assert (first.status, first.body) == (200, b"")
    assert first.headers == page.headers == wire.get("/beliefs/", "HEAD").headers
    assert page.body
    assert wire.made == ["/beliefs/"]


def test_whoever_is_signed_in_reads_the_same_page(wire: Wire, outsider: User, signed_in: Any) -> None:
    cookie = "; ".join(f"{name}={it.value}" for name, it in signed_in(outsider).cookies.items())
    wire.get("/beliefs/")

    assert wire.get("/beliefs/", HTTP_COOKIE=cookie) == wire.get("/beliefs/")
    assert wire.made == ["/beliefs/"]


def test_each_language_is_a_page(wire: Wire) -> None:
    assert [wire.get(path).headers["content-language"] for path in ("/beliefs/", "/es/beliefs/") * 2] == [
        "en",
        "es",
    ] * 2
    assert wire.made == ["/beliefs/", "/es/beliefs/"]


# What is not


@pytest.mark.parametrize("path", ["/nowhere/", "/principles/nowhere/", "/members/?page=99", "/members/?since=x"])
def test_an_error_is_never_stored(wire: Wire, path: str) -> None:
    first, second = wire.get(path), wire.get(path)

    assert first.status in {404, 422}
    assert first == second
    assert len(wire.made) == 2
    assert "cache-control" not in first.headers


@pytest.mark.parametrize("path", ["/data/editions.csv", "/healthz", "/accounts/login/", "/admin/", "/beliefs"])
def test_what_is_no_public_page_is_left_to_django(wire: Wire, path: str) -> None:
    wire.get(path)
    wire.get(path)

    assert len(wire.made) == 2
    assert not wire.cache.ways


def test_only_reading_is_answered(wire: Wire) -> None:
    wire.get("/beliefs/")

    assert wire.get("/beliefs/", "POST").status == 403
    assert wire.get("/beliefs/", CONTENT_TYPE="text/plain; charset=latin-1").status == 200
    assert wire.get("/beliefs/", HTTP_IF_MATCH='"other"').status == 412
    assert len(wire.made) == 4


def test_a_host_that_nobody_named_is_refused_however_often_it_is_asked_for(wire: Wire) -> None:
    wire.get("/beliefs/")

    assert wire.get("/beliefs/", HTTP_HOST="evil.example").status == 400
    assert wire.get("/beliefs/", HTTP_HOST="testserver:123").status == 200
    assert wire.get("/beliefs/", HTTP_HOST="testserver:123").status == 200
    # With a port that is not the site's it is answered, and not stored.
    assert len(wire.made) == 4


def test_plain_http_is_led_to_https_though_the_page_is_stored(wire: Wire, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    wire.django.load_middleware()

    secure = {"wsgi.url_scheme": "https"}
    assert [wire.get("/beliefs/", **secure).status for _ in range(2)] == [200, 200]
    assert [wire.get("/beliefs/").status for _ in range(2)] == [301, 301]


def test_sample_data_is_shown_to_its_own_machine_alone_though_the_page_is_stored(
    make_wire: Callable[..., Wire], settings: Any
) -> None:
    settings.SAMPLE_DATA = True
    wire = make_wire()

    assert wire.get("/beliefs/", REMOTE_ADDR="127.0.0.1").status == 200
    assert wire.get("/beliefs/", REMOTE_ADDR="192.0.2.1").status == 403


# Parameters


def test_parameters_that_are_not_declared_make_no_other_page(wire: Wire) -> None:
    plain = wire.get("/beliefs/")

    for query in ("utm_source=x", "q=a", "page=2&page=3", "%00", "a" * 2000):
        assert wire.get(f"/beliefs/?{query}") == plain
    assert wire.made == ["/beliefs/"]


def test_a_page_that_refuses_what_is_not_declared_does_so_after_it_answered_without(wire: Wire, members: None) -> None:
    queries = ("", "?contry=KE", "?limit=5", "?limit=5&limit=6")

    for _ in range(2):
        assert [wire.get(f"/api/v1/organisations{query}").status for query in queries] == [200, 422] * 2


def test_declared_parameters_make_one_page_in_whichever_order_and_company(wire: Wire, members: None) -> None:
    queries = ("q=care&sort=newest", "sort=newest&q=care", "q=other&x=1&q=care&sort=newest", "q=c%61re&sort=newest")
    answers = [wire.get(f"/members/?{query}") for query in queries]

    assert [it == answers[0] for it in answers] == [True] * 4
    assert wire.get("/members/?q=nobody").text != answers[0].text
    assert wire.made == ["/members/"] * 2


def test_what_is_not_declared_is_not_there_for_the_view_either(wire: Wire, client: Client, members: None) -> None:
    assert client.get("/members/?q=a&q=care&x=1").content == client.get("/members/?q=care").content


def test_junk_does_not_fill_the_memory(wire: Wire) -> None:
    for number in range(3 * MOST_WAYS):
        wire.get(f"/beliefs/?junk={number}")

    assert len(wire.cache.ways) == MOST_WAYS
    assert wire.made == ["/beliefs/"]


# Until the next commit


def test_the_first_request_after_a_commit_is_answered_anew(wire: Wire, plain_page: Page) -> None:
    before = wire.get("/a-page/")
    Page.objects.update(text="As it is now.")

    after = wire.get("/a-page/", HTTP_IF_NONE_MATCH=before.headers["etag"])

    assert "As it was." in before.text
    assert "As it is now." in after.text
    assert wire.get("/a-page/") == after
    assert len(wire.made) == 2


def test_what_others_read_stays_stored(wire: Wire, plain_page: Page, participation: Clause) -> None:
    for path in ("/beliefs/", "/robots.txt", "/members/"):
        wire.get(path)
    Page.objects.update(text="As it is now.")
    Clause.objects.update(text="A draft.")

    for path in ("/beliefs/", "/robots.txt", "/members/"):
        wire.get(path)

    assert len(wire.made) == 3


def test_an_edition_and_a_member_are_there_at_once(
    wire: Wire, participation: Clause, publish: Callable[..., Edition], members: None
) -> None:
    for path in ("/", "/beliefs/", "/members/"):
        wire.get(path)
    Clause.objects.filter(pk=participation.pk).update(text="In other words.")
    publish()
    Organisation.objects.update(name="Men of Care")

    assert "1.1" in wire.get("/beliefs/").text
    assert "Men of Care" in wire.get("/members/").text


def test_a_page_that_is_changed_while_it_is_made_is_not_stored(wire: Wire, plain_page: Page) -> None:
    wire.meanwhile = lambda: Page.objects.update(text="As it is now.")
    assert "As it was." in wire.get("/a-page/").text

    wire.meanwhile = lambda: None

    assert "As it is now." in wire.get("/a-page/").text
    assert len(wire.made) == 2


def test_a_page_that_is_made_while_another_connection_changes_it_is_not_stored(wire: Wire, plain_page: Page) -> None:
    wire.meanwhile = lambda: at_once(lambda: Page.objects.update(text="As it is now."))
    wire.get("/a-page/")
    wire.meanwhile = lambda: None

    assert "As it is now." in wire.get("/a-page/").text


def test_nothing_is_stored_while_migrations_run(wire: Wire, plain_page: Page) -> None:
    wire.get("/a-page/")
    mark_as_in_change("default", plan=["a migration"])

    assert [wire.get("/a-page/").status for _ in range(2)] == [200, 200]
    assert len(wire.made) == 3


# Many at once


def test_of_many_who_ask_for_the_same_page_one_makes_it(wire: Wire) -> None:
    all_are_there = threading.Event()
    waiting = threading.Semaphore(0)
    made_by_django = wire.django

    def slowly(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        all_are_there.wait(20)
        return made_by_django(environ, start_response)

    def ask() -> str:
        waiting.release()
        return wire.get("/beliefs/").text

    def let_go() -> str:
        for _ in range(4):
            waiting.acquire(timeout=20)
        all_are_there.set()
        return ""

    wire.django = slowly

    answers = at_once(ask, ask, ask, ask, let_go)

    assert len(set(answers)) == 2
    assert wire.made == ["/beliefs/"]


def test_whoever_waits_for_a_page_that_fails_makes_it(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    makes = wire.django

    def break_once(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        wire.django = makes
        raise RuntimeError("a page that breaks")

    wire.django = break_once
    with pytest.raises(RuntimeError, match="breaks"):
        wire.get("/beliefs/")

    assert wire.get("/beliefs/").status == 200
    assert not wire.cache.in_the_making


def test_whoever_waits_too_long_makes_the_page(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliance.page_cache.PATIENCE", 0.01)
    wire.get("/beliefs/")
    shelf = wire.cache.stored.shelves["text"]
    (key,) = shelf.pages
    shelf.take(key)
    wire.cache.ways.clear()
    wire.cache.in_the_making[key] = threading.Event()

    assert wire.get("/beliefs/").status == 200
    assert len(wire.made) == 2


# Memory


def sizes(wire: Wire) -> dict[str, int]:
    return {name: shelf.size for name, shelf in wire.cache.stored.shelves.items()}


def test_a_coding_is_kept_once_somebody_has_asked_for_it(wire: Wire) -> None:
    wire.get("/beliefs/", HTTP_ACCEPT_ENCODING="br")
    (page,) = wire.cache.stored.shelves["text"].pages.values()
    assert [it.coding for it in page.codings] == ["br"]

    for accepted in ("gzip", "", "gzip;q=0.5"):
        wire.get("/beliefs/", HTTP_ACCEPT_ENCODING=accepted)

    assert [it.coding for it in page.codings] == ["br", "gzip", ""]
    assert page.size > sum(len(it.body[0]) for it in page.codings)
    assert sizes(wire)["text"] == page.size


def test_searches_do_not_push_the_text_out(make_wire: Callable[..., Wire], members: None) -> None:
    wire = make_wire(megabytes=0.15)
    wire.get("/beliefs/")

    for number in range(40):
        wire.get(f"/members/?q=word{number}")

    assert 0 < len(wire.cache.stored.shelves["asked"].pages) < 40
    assert sum(sizes(wire).values()) <= 150_000
    made = len(wire.made)
    wire.get("/beliefs/")
    assert len(wire.made) == made


def test_what_is_gone_is_forgotten_by_every_way_that_led_there(make_wire: Callable[..., Wire], members: None) -> None:
    wire = make_wire(megabytes=0.15)

    for number in range(40):
        for accepted in ("br", "gzip", ""):
            wire.get(f"/members/?q=word{number}", HTTP_ACCEPT_ENCODING=accepted)

    pages = [page for shelf in wire.cache.stored.shelves.values() for page in shelf.pages.values()]
    assert 0 < len(pages) < 40
    assert sorted(str(way) for page in pages for way in page.ways) == sorted(map(str, wire.cache.ways))
    assert {coded.page for coded in wire.cache.ways.values()} <= set(pages)
    assert sum(sizes(wire).values()) == sum(page.size for page in pages) <= 150_000


def test_a_page_that_is_made_anew_takes_no_more_than_it_did(wire: Wire, plain_page: Page) -> None:
    wire.get("/a-page/")
    before = sizes(wire)

    for _ in range(3):
        Page.objects.update(text="As it was. " * 100)
        wire.get("/a-page/")

    assert sizes(wire) == before
    assert len(wire.cache.ways) == 1
