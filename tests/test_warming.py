"""Pages that are read most are made again before somebody asks, and nothing else is."""

from collections.abc import Callable, Iterator

import pytest

from alliance.pages.models import Page
from alliance.warming import Warming
from members.models import Organisation
from principles.models import Clause, Edition
from tests.wire import Wire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wire(founding_edition: Edition, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setattr("alliance.warming.REST", 0)
    wire = Wire()
    yield wire
    wire.looks.close()


def again(warming: Warming) -> None:
    warming.make(page.key for page in warming.voided())


def test_after_a_start_the_first_page_is_there(wire: Wire) -> None:
    warming = Warming(wire.cache)
    warming.ending.set()

    warming.run()

    assert wire.made == ["/"]
    wire.get("/")
    assert wire.made == ["/"]


def test_what_was_read_most_is_made_again_first_and_what_is_as_it_was_is_not(
    wire: Wire, participation: Clause, publish: Callable[..., Edition]
) -> None:
    Page.objects.create(slug="a-page", title="A page", text="A page.")
    for path in ("/beliefs/", "/principles/", "/principles/", "/a-page/"):
        wire.get(path)
    Clause.objects.filter(pk=participation.pk).update(text="In other words.")
    publish()
    wire.made.clear()

    again(Warming(wire.cache))

    assert wire.made == ["/principles/", "/beliefs/"]
    assert "In other words." in wire.get("/principles/").text
    assert wire.made == ["/principles/", "/beliefs/"]


def test_what_nobody_reads_any_more_and_searches_are_not_made_again(wire: Wire) -> None:
    Organisation.objects.begin(name="Men for Care", country="KE", kind="registered")
    Organisation.objects.update(standing="member")
    wire.get("/members/")
    wire.get("/members/?q=care")
    warming = Warming(wire.cache)
    wire.made.clear()

    for number in range(3):
        Organisation.objects.update(name=f"Name {number}")
        again(warming)

    assert wire.made == ["/members/"]


def test_a_page_that_breaks_is_told_and_keeps_nobody_from_the_next(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [Page.objects.create(slug=slug, title=slug, text=slug) for slug in ("a-page", "b-page")]
    for page in pages:
        wire.get(f"/{page.slug}/")
    Page.objects.update(text="Another text.")
    makes, wire.made = wire.django, []

    def break_once(*arguments: object) -> None:
        wire.django = makes
        raise RuntimeError("a page that breaks")

    wire.django = break_once
    again(Warming(wire.cache))

    assert len(wire.made) == 2
    assert "A page was not made ahead" in caplog.text
