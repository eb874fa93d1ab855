"""How long it has been taking lately from sending a sign-on to the decision, as newcomers are told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from alliance.accounts.models import User
from members.models import Decision, Organisation, SignOn
from principles.models import Edition

NEWEST = datetime(2021, 6, 1, 12, tzinfo=UTC)
ENDS = {"accept": "accepted", "decline": "declined", "merge": "declined"}
Decide = Callable[..., SignOn]


@pytest.fixture
def decided(make_organisation: Callable[..., Organisation], applicant: User) -> Decide:
    """A case that was decided after so many days of waiting; `before` is what was decided before it was sent again."""

    def decided(days: float, verb: str = "accept", *, at: datetime = NEWEST, before: tuple[str, ...] = ()) -> SignOn:
        organisation = make_organisation()
        case = SignOn.objects.begin(organisation=organisation, by=applicant)
        sent = at - timedelta(days=days)
        earlier = [(sent - timedelta(days=50 - number), verb) for number, verb in enumerate(before)]
        into = {"merged_into": make_organisation()} if verb == "merge" else {}
        for when, what in [*earlier, (sent, "submit"), (at, verb)]:
            more = into if what == verb else {}
            Decision.objects.create(organisation=organisation, sign_on=case, verb=what, at=when, **more)
        SignOn.objects.filter(pk=case.pk).update(state=ENDS[verb], state_since=at)
        return case

    return decided


def usual_days() -> int | None:
    return SignOn.objects.usual_days_to_decision()


def test_median_of_an_odd_number_is_the_one_in_the_middle(decided: Decide) -> None:
    for days in (1, 2, 3, 100, 200):
        decided(days)

    assert usual_days() == 3


def test_median_of_an_even_number_lies_between_the_two_in_the_middle(decided: Decide) -> None:
    for days in (1, 2, 4, 6, 100, 200):
        decided(days, "decline")

    assert usual_days() == 5


@pytest.mark.parametrize(("days", "told"), [(0.9, 0), (1, 1), (1.4, 1), (1.5, 2), (2.5, 3)])
def test_days_are_whole_and_less_than_one_is_none(decided: Decide, days: float, told: int) -> None:
    for _ in range(5):
        decided(days)

    assert usual_days() == told


def test_nothing_is_said_below_five(decided: Decide, submitted: SignOn) -> None:
    for _ in range(4):
        decided(3)

    assert usual_days() is None


def test_case_that_was_returned_counts_from_when_it_was_sent_again(decided: Decide) -> None:
    for _ in range(5):
        decided(4, before=("submit", "return"))

    assert usual_days() == 4


def test_case_that_was_called_back_counts_from_when_it_was_sent_again(decided: Decide) -> None:
    for _ in range(5):
        decided(4, before=("submit", "call_back"))

    assert usual_days() == 4


def test_case_that_was_merged_does_not_count(decided: Decide) -> None:
    for _ in range(4):
        decided(3)
    decided(3, "merge")

    assert usual_days() is None


def test_what_an_accepted_organisation_did_later_does_not_count(decided: Decide, officer: User) -> None:
    cases = [decided(3) for _ in range(4)]

    for verb in ("suspend", "restore"):
        Decision.objects.create(organisation=cases[0].organisation, verb=verb, by=officer, reason="Because.")

    assert usual_days() is None


def test_the_newest_twenty_count(decided: Decide) -> None:
    for _ in range(30):
        decided(90, at=NEWEST - timedelta(days=1))
    for _ in range(20):
        decided(2)

    assert usual_days() == 2


def test_what_was_decided_a_year_before_the_newest_does_not_count(decided: Decide) -> None:
    for _ in range(5):
        decided(90, at=NEWEST - timedelta(days=366))
    for _ in range(4):
        decided(2)

    assert usual_days() is None


def test_it_is_one_query_however_many_were_decided(
    decided: Decide, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(25):
        decided(2)

    with django_assert_num_queries(1):
        usual_days()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0.5, "Lately it has taken less than a day from"),
        (1, "Lately it has taken about 1 day from"),
        (12, "Lately it has taken about 12 days from"),
    ],
)
def test_newcomer_is_told(
    client: Client, founding_edition: Edition, decided: Decide, days: float, sentence: str
) -> None:
    for _ in range(5):
        decided(days)

    assert sentence in client.get("/members/join/").content.decode()


def test_newcomer_is_told_nothing_where_few_were_decided(
    client: Client, founding_edition: Edition, decided: Decide
) -> None:
    decided(3)

    assert "Lately" not in client.get("/members/join/").content.decode()
