"""What is read while the database cannot be reached, by whom and for how long; and what everybody else is told."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from alliance.pages.models import Page
from alliance.shared.content_version.looking import Looks, Unreachable
from members.models import Organisation
from principles.models import Edition
from tests.wire import Wire

pytestmark = pytest.mark.django_db(transaction=True)


class Broken:
    """Looks at a database that can be broken off, at a time that can be set."""

    def __init__(self) -> None:
        self.is_broken = False
        self.now = 1000.0
        self.asked = 0
        self.version = 7

    def __call__(self, scopes: tuple[str, ...]) -> tuple[int, ...]:
        self.asked += 1
        if self.is_broken:
            raise Unreachable
        return tuple(self.version for _ in scopes)

    def close(self) -> None:
        pass


@pytest.fixture
def database() -> Broken:
    return Broken()


@pytest.fixture
def cut_off(database: Broken, founding_edition: Edition) -> Wire:
    """With some pages stored, and the database gone since a moment ago."""
    Page.objects.create(slug="a-page", title="A page", text="A text.")
    Organisation.objects.begin(name="Men for Care", country="KE", kind="registered")
    Organisation.objects.update(standing="member")
    wire = Wire(looks=Looks(database, clock=lambda: database.now), silence=3600)
    for path in ("/beliefs/", "/es/beliefs/", "/a-page/", "/members/", "/", "/robots.txt"):
        assert wire.get(path).status == 200
    database.is_broken = True
    database.now += 90
    wire.made.clear()
    return wire


def test_the_text_is_read_on_while_the_database_cannot_be_reached(cut_off: Wire) -> None:
    for path in ("/beliefs/", "/es/beliefs/", "/a-page/"):
        for _ in range(2):
            answer = cut_off.get(path)
            assert answer.status == 200
            assert answer.headers["age"] == "90"
            assert answer.headers["cache-status"].startswith("alliance; hit; ttl=-90; detail=")
            assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert cut_off.made == []
    assert "age" not in cut_off.get("/robots.txt").headers


@pytest.mark.parametrize(
    "path", ["/members/", "/", "/principles/", "/accounts/login/", "/admin/", "/data/editions.csv"]
)
def test_what_names_or_counts_organisations_and_what_needs_the_database_says_so(cut_off: Wire, path: str) -> None:
    answer = cut_off.get(path)

    assert answer.status == 503
    assert answer.headers["retry-after"] == "30"
    assert "cannot reach its records" in answer.text
    assert "content-security-policy" in answer.headers
    assert "set-cookie" not in answer.headers
    assert "etag" not in answer.headers


def test_what_is_the_matter_is_said_in_the_language_of_the_page(cut_off: Wire) -> None:
    assert '<html lang="ar" dir="rtl">' in cut_off.get("/ar/members/").text


def test_forms_are_not_taken_while_the_database_cannot_be_reached(cut_off: Wire) -> None:
    assert cut_off.get("/accounts/login/", "POST").status == 503


def test_what_needs_no_database_and_who_asks_for_its_health_are_answered(cut_off: Wire) -> None:
    health = cut_off.get("/healthz")

    assert (health.status, health.headers["content-type"]) == (503, "application/json")
    assert cut_off.get("/static/css/site.css").status != 503
    assert cut_off.get("/data/datapackage.json").status == 200


def test_nobody_reads_for_ever_what_may_have_changed(cut_off: Wire, database: Broken) -> None:
    database.now += 3600

    assert cut_off.get("/beliefs/").status == 503


def test_nobody_reads_what_is_known_to_have_changed(cut_off: Wire, database: Broken) -> None:
    database.is_broken, database.version = False, 8
    database.now += 2
    assert cut_off.get("/beliefs/").status == 200
    database.is_broken = True
    database.now += 2

    assert cut_off.get("/beliefs/").status == 200
    assert cut_off.get("/es/beliefs/").status == 503


def test_a_silent_database_is_asked_once_a_second_and_is_back_at_its_first_answer(
    cut_off: Wire, database: Broken
) -> None:
    asked = database.asked
    for _ in range(5):
        cut_off.get("/beliefs/")
    assert database.asked == asked + 1

    database.is_broken = False
    database.now += 1.1

    assert "age" not in cut_off.get("/beliefs/").headers
    assert cut_off.get("/members/").status == 200


def test_a_view_that_meets_a_broken_database_says_so_too(
    client: Client, founding_edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: Any) -> None:
        raise OperationalError("no connection")

    client.raise_request_exception = False
    with connection.execute_wrapper(fail):
        broken = client.get(reverse("principles:belief-list"))

    assert broken.status_code == 503
    assert broken.headers["Retry-After"] == "30"
