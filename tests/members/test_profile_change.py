"""A change of name, country and website: it waits, and one decision or one withdrawal ends that."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Organisation, ProfileChange

WORDS = {"name": "Fathers for Care", "country": "KE", "website": "https://care.example/"}


@pytest.fixture
def change(member: Organisation, applicant: User) -> ProfileChange:
    return ProfileChange.objects.propose(organisation=member, by=applicant, **WORDS)


def test_proposed_words_wait_and_change_nothing(change: ProfileChange, member: Organisation) -> None:
    member.refresh_from_db()

    assert change.state == "waiting"
    assert member.name == "Men for Care"
    assert list(ProfileChange.objects.awaiting_review()) == [change]


def test_words_that_are_so_already_do_not_wait(member: Organisation, applicant: User) -> None:
    same = {"name": "Men for Care", "country": "KE", "website": ""}

    assert ProfileChange.objects.propose(organisation=member, by=applicant, **same) is None
    assert not ProfileChange.objects.exists()


def test_same_words_again_go_on_waiting(change: ProfileChange, member: Organisation, applicant: User) -> None:
    assert ProfileChange.objects.propose(organisation=member, by=applicant, **WORDS) == change
    assert ProfileChange.objects.count() == 1


def test_other_words_take_the_place_of_those_that_wait(
    change: ProfileChange, member: Organisation, applicant: User
) -> None:
    other = ProfileChange.objects.propose(organisation=member, by=applicant, **WORDS | {"name": "Care"})

    change.refresh_from_db()
    assert change.state == "withdrawn"
    assert list(ProfileChange.objects.awaiting_review()) == [other]


def test_old_words_take_back_what_waits(change: ProfileChange, member: Organisation, applicant: User) -> None:
    same = {"name": "Men for Care", "country": "KE", "website": ""}

    assert ProfileChange.objects.propose(organisation=member, by=applicant, **same) is None
    change.refresh_from_db()
    assert change.state == "withdrawn"


def test_one_change_waits_for_each_organisation_in_the_database(change: ProfileChange, applicant: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileChange.objects.create(organisation=change.organisation, proposed_by=applicant, **WORDS)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"country": ""}, {"state": "accepted"}])
def test_change_without_name_country_or_decision_is_refused_by_the_database(
    member: Organisation, applicant: User, wrong: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileChange.objects.create(organisation=member, proposed_by=applicant, **WORDS | wrong)


def test_accepted_words_are_the_profile_under_the_same_address(
    change: ProfileChange, member: Organisation, officer: User
) -> None:
    decision = change.accept(by=officer, reason="Checked in the register.")

    member.refresh_from_db()
    assert (member.name, member.slug, member.website) == ("Fathers for Care", "men-for-care", WORDS["website"])
    assert (member.folded_name, member.domain) == ("fathers for care", "care.example")
    assert (decision.verb, decision.by, decision.reason) == ("change", officer, "Checked in the register.")
    assert (change.state, change.decision) == ("accepted", decision)
    assert [past.name for past in member.history.all()][:2] == ["Fathers for Care", "Men for Care"]


def test_declined_words_change_nothing(change: ProfileChange, member: Organisation, officer: User) -> None:
    decision = change.decline(by=officer, reason="Another organisation has this name.")

    member.refresh_from_db()
    assert member.name == "Men for Care"
    assert (decision.verb, change.state) == ("keep", "declined")


@pytest.mark.parametrize("verb", ["accept", "decline"])
@pytest.mark.parametrize("before", ["accept", "decline", "withdraw"])
def test_change_is_decided_once(change: ProfileChange, officer: User, before: str, verb: str) -> None:
    earlier = ProfileChange.objects.get()
    earlier.withdraw() if before == "withdraw" else getattr(earlier, before)(by=officer, reason="Because.")
    count = change.organisation.decisions.count()

    with pytest.raises(WrongState):
        getattr(change, verb)(by=officer, reason="Because.")

    assert change.organisation.decisions.count() == count, "no decision without its effect"


def test_decided_change_cannot_be_taken_back(change: ProfileChange, officer: User) -> None:
    ProfileChange.objects.get().accept(by=officer)

    with pytest.raises(WrongState):
        change.withdraw()


@pytest.mark.parametrize("verb", ["leave", "remove"])
def test_whoever_is_gone_has_nothing_that_waits(change: ProfileChange, officer: User, verb: str) -> None:
    getattr(change.organisation, verb)(by=officer, reason="Because.")

    change.refresh_from_db()
    assert change.state == "withdrawn"


def test_suspended_organisation_goes_on_waiting(change: ProfileChange, officer: User) -> None:
    change.organisation.suspend(by=officer, reason="Because.")

    change.refresh_from_db()
    assert change.state == "waiting"


def test_organisation_that_has_left_proposes_nothing(member: Organisation, applicant: User) -> None:
    member.leave(by=applicant)

    with pytest.raises(WrongState):
        ProfileChange.objects.propose(organisation=member, by=applicant, **WORDS)


def test_words_that_changed_since_they_were_compared_are_compared_again(
    change: ProfileChange, member: Organisation
) -> None:
    seen = change.version
    change.must_be_as_shown(seen)

    member.describe(website="https://elsewhere.example/")

    with pytest.raises(WrongState, match="Compare the words again"), transaction.atomic():
        change.must_be_as_shown(seen)


def test_outcome_is_compared_with_others(change: ProfileChange, make_organisation: Callable[..., Organisation]) -> None:
    other = make_organisation("FATHERS for Càre Ltd.")

    assert list(Organisation.objects.likely_duplicates(change.outcome)) == [other]


def test_writing_one_column_brings_back_no_other(member: Organisation) -> None:
    seen_before = Organisation.objects.get(pk=member.pk)
    member.describe(name="Fathers for Care")

    seen_before.describe(description="Fathers who care.")

    member.refresh_from_db()
    assert (member.name, member.folded_name) == ("Fathers for Care", "fathers for care")
    assert member.history.first().name == "Fathers for Care"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_at_once_the_later_one_waits(member: Organisation, applicant: User) -> None:
    together = Barrier(2)

    def propose(name: str) -> None:
        together.wait()
        try:
            ProfileChange.objects.propose(organisation=member, by=applicant, **WORDS | {"name": name})
        finally:
            connection.close()

    threads = [Thread(target=propose, args=[name]) for name in ("Fathers", "Brothers")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ProfileChange.objects.values_list("state", flat=True)) == ["waiting", "withdrawn"]
