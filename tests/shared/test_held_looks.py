"""What a look at PostgreSQL found holds for a moment, in which no writer can commit; docs/adr/0017 has the argument."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from alliance.pages.models import Page
from alliance.shared.content_version.drawing import IS_QUIET
from alliance.shared.content_version.holding import PostgresqlLook
from alliance.shared.content_version.looking import Unreachable, looks_at
from alliance.shared.content_version.models import ContentVersion
from alliance.shared.content_version.notice import LEASE, NOTICE
from alliance.shared.content_version.triggers import draw_all, mark_as_in_change
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a_page() -> Page:
    return Page.objects.create(slug="a-page", title="A page", text="A page.")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


NOTHING_HELD = (0.0, (), {})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(clock: Clock) -> Iterator[PostgresqlLook | None]:
    """A look at PostgreSQL whose time passes when it is told to; None at another database."""
    look = looks_at("default").look
    if isinstance(look, PostgresqlLook):
        look.clock = clock
        yield look
        look.close()
    else:
        yield None


def cut_off_looks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE application_name = 'alliance-looks' AND datname = current_database()"
        )
        assert cursor.fetchone() == (1,)


def test_what_was_found_holds_for_less_time_than_a_writer_waits(held: PostgresqlLook | None, clock: Clock) -> None:
    if held is None:
        return
    found = held(("text",))
    cut_off_looks()

    clock.now += LEASE * 0.99
    assert held(("text",)) == found
    assert held(("members", "text"))[1:] == found
    clock.now += LEASE * 0.02
    with pytest.raises(Unreachable):
        held(("text",))
    assert LEASE < NOTICE


def test_nothing_is_held_while_a_writer_is_about_to_commit(held: PostgresqlLook | None, a_page: Page) -> None:
    if held is None:
        return
    before = held(("pages",))
    with transaction.atomic(), connection.cursor() as cursor:
        a_page.save()
        held.held = NOTHING_HELD
        held(("pages",))
        assert held.held[0] > 0
        cursor.execute("SELECT clock_timestamp()")
        (began,) = cursor.fetchone()
        # What a commit does first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT clock_timestamp()")
        (drawn,) = cursor.fetchone()
        held.held = NOTHING_HELD
        assert held(("pages",)) == before
        assert held.held[0] == 0

    assert (drawn - began).total_seconds() >= NOTICE
    assert held(("pages",)) != before
    assert held.held[0] > 0


def test_a_writer_who_takes_it_back_leaves_nothing_announced(held: PostgresqlLook | None, a_page: Page) -> None:
    if held is None:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        a_page.save()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    held(("pages",))

    assert held.held[0] > 0


@pytest.mark.parametrize("change", [draw_all, partial(mark_as_in_change, plan=["a migration"])])
def test_versions_that_change_without_a_trigger_are_announced_as_well(
    held: PostgresqlLook | None, change: Callable[[str], None]
) -> None:
    if held is None:
        return
    held(("pages",))
    with transaction.atomic():
        change("default")
        held.held = NOTHING_HELD
        held(("pages",))
        assert held.held[0] == 0
        transaction.set_rollback(True)


def test_nothing_is_held_where_triggers_announce_nothing(a_page: Page) -> None:
    """As those of a backup that was made before they did."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER FUNCTION {IS_QUIET} RENAME TO {IS_QUIET}_not")
    looks = looks_at("default")

    looks(("pages",))

    assert looks.look.held[0] == 0
    looks.close()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER FUNCTION {IS_QUIET}_not RENAME TO {IS_QUIET}")


def test_nothing_is_held_where_the_settings_say_so(settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    settings.CONTENT_VERSION_LEASE = False
    looks = looks_at("default")

    looks(("pages",))

    assert looks.look.held[0] == 0
    looks.close()


def test_nobody_sees_less_than_postgresql_committed_while_many_write_and_read(a_page: Page) -> None:
    if connection.vendor != "postgresql":
        return
    looks = looks_at("default")
    drawn: list[tuple[int | None, ...]] = [looks(("pages",))]
    ends = time.monotonic() + 1.5

    def write() -> int:
        commits = 0
        while time.monotonic() < ends:
            with transaction.atomic():
                Page.objects.filter(pk=a_page.pk).update(title=f"Title {commits}")
            # Nobody else writes, so this is the version of this very commit.
            drawn.append(tuple(ContentVersion.objects.filter(scope="pages").values_list("number", flat=True)))
            commits += 1
        connection.close()
        return commits

    def read() -> int:
        asked = 0
        while time.monotonic() < ends:
            committed = len(drawn) - 1
            assert looks(("pages",)) not in drawn[:committed]
            asked += 1
        return asked

    commits, *asked = at_once(write, read, read, read)

    assert commits > 5
    # Most were answered without a question.
    assert min(asked) > 100
    looks.close()


def test_a_look_that_is_cut_off_is_back_after_a_moment() -> None:
    if connection.vendor != "postgresql":
        return
    looks = looks_at("default")
    version = looks(("text",))
    cut_off_looks()
    looks.look.held = NOTHING_HELD

    with pytest.raises(Unreachable):
        looks(("text",))
    assert looks.look(("text",)) == version
    looks.close()
