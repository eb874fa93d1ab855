"""Attempts are counted in the cache that all workers share: here the database, as in production."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from environ import Env

from alliance.accounts.models import User
from alliance.shared.environment import shared_cache
from tests.accounts.conftest import code_of, give_app, is_signed_in, sign_in

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _shared_cache(settings: Any, db: None) -> Iterator[None]:
    settings.CACHES = {"default": shared_cache(Env(), "CACHE_OF_TESTS", default="dbcache://cache_of_tests")}
    call_command("createcachetable")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache_of_tests")


def attempts(client: Client, email: str, number: int) -> list[int]:
    return [client.post(LOGIN, {"login": email, "password": f"guess {guess}"}).status_code for guess in range(number)]


def test_database_keeps_every_count_that_strangers_could_wish_away(settings: Any) -> None:
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


def test_guessing_a_password_is_stopped_for_every_client_together(outsider: User) -> None:
    for _ in range(5):
        attempts(Client(REMOTE_ADDR="192.0.2.1"), outsider.email, 1)
    elsewhere = Client(REMOTE_ADDR="192.0.2.2")

    response = sign_in(elsewhere, outsider)

    assert response.status_code == 422
    assert "That was too often." in response.content.decode()
    assert not is_signed_in(elsewhere)


def test_guessing_is_stopped_for_unknown_addresses_alike(outsider: User) -> None:
    pages = []
    for address in (outsider.email, "unknown@example.org"):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(pages) + 1}")
        attempts(client, address, 5)
        pages.append("too often" in client.post(LOGIN, {"login": address, "password": "x"}).content.decode())

    assert pages == [True, True]


def test_one_client_may_not_try_many_addresses() -> None:
    client = Client()

    statuses = [client.post(LOGIN, {"login": f"p{n}@example.org", "password": "x"}).status_code for n in range(31)]

    assert statuses[:30] == [422] * 30
    assert statuses[30] == 429


def test_answer_to_too_many_requests_is_a_page_of_the_site() -> None:
    client = Client()
    for number in range(20):
        client.post("/accounts/password/reset/", {"email": f"p{number}@example.org"})

    response = client.post("/accounts/login/code/", {"email": "p@example.org"})
    codes = [client.post("/accounts/signup/", {}).status_code for _ in range(21)]

    assert response.status_code == 302
    assert codes[-1] == 429
    page = client.post("/accounts/signup/", {})
    assert "<h1>That was too often</h1>" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_codes_of_an_app_cannot_be_guessed(outsider: User) -> None:
    secret = give_app(outsider)
    client = Client()
    sign_in(client, outsider)
    for number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})

    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert "That was too often." in response.content.decode()
    assert not is_signed_in(client)


def test_one_address_is_sent_at_most_three_codes_a_minute(outsider: User) -> None:
    statuses = [Client().post("/accounts/login/code/", {"email": outsider.email}).status_code for _ in range(4)]

    assert statuses == [302, 302, 302, 422]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted(outsider: User) -> None:
    def guess(number: int) -> bool:
        try:
            response = Client(REMOTE_ADDR=f"192.0.2.{number}").post(
                LOGIN, {"login": outsider.email, "password": f"guess {number}"}
            )
            return "do not belong together" in response.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        let_through = sum(threads.map(guess, range(12)))

    assert let_through <= 5
