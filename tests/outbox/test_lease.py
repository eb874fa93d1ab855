import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from alliance.outbox.models import Lease

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LASTS = timedelta(minutes=5)


@pytest.mark.django_db
def test_lease_is_held_by_one_at_a_time() -> None:
    with Lease.objects.held("sweeping", now=NOW, lasts=LASTS) as first:
        with Lease.objects.held("sweeping", now=NOW, lasts=LASTS) as second:
            assert (first, second) == (True, False)
        with Lease.objects.held("sweeping", now=NOW, lasts=LASTS) as third:
            assert third is False


@pytest.mark.django_db
def test_lease_of_another_name_is_free() -> None:
    with (
        Lease.objects.held("sweeping", now=NOW, lasts=LASTS),
        Lease.objects.held("mopping", now=NOW, lasts=LASTS) as held,
    ):
        assert held is True


@pytest.mark.django_db
def test_lease_is_given_back_even_after_an_error() -> None:
    with pytest.raises(LookupError), Lease.objects.held("sweeping", now=NOW, lasts=LASTS):
        raise LookupError

    with Lease.objects.held("sweeping", now=NOW, lasts=LASTS) as held:
        assert held is True


@pytest.mark.django_db
def test_lease_of_a_holder_that_died_runs_out() -> None:
    abandoned = Lease.objects.held("sweeping", now=NOW, lasts=LASTS)
    assert abandoned.__enter__() is True

    with Lease.objects.held("sweeping", now=NOW + LASTS - timedelta(seconds=1), lasts=LASTS) as early:
        assert early is False
    with Lease.objects.held("sweeping", now=NOW + LASTS, lasts=LASTS) as late:
        assert late is True


@pytest.mark.django_db
def test_late_holder_does_not_give_back_what_is_not_its_own_any_more() -> None:
    slow = Lease.objects.held("sweeping", now=NOW, lasts=LASTS)
    slow.__enter__()

    with Lease.objects.held("sweeping", now=NOW + LASTS, lasts=LASTS):
        slow.__exit__(None, None, None)
        with Lease.objects.held("sweeping", now=NOW + LASTS, lasts=LASTS) as held:
            assert held is False


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_gets_the_lease() -> None:
    count = 6
    start, end = threading.Barrier(count), threading.Barrier(count)
    held: list[bool] = []

    def claim() -> None:
        start.wait(20)
        with Lease.objects.held("sweeping", now=NOW, lasts=LASTS) as is_ours:
            held.append(is_ours)
            end.wait(20)
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(held) == [False] * (count - 1) + [True]
