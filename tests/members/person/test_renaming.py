"""A person who is renamed: the former name is left nowhere."""

from collections.abc import Callable

import pytest

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.lifecycle import WrongState
from members.models import (
    Decision,
    Organisation,
    Person,
    Signatory,
    SignOn,
)
from tests.members.traces import ADDRESS, NAMES, stands

NEW = "Sofía Neu"


@pytest.mark.parametrize("name", NAMES)
def test_former_name_is_left_nowhere(
    signed: Callable[..., Signatory],
    scatter: Callable[..., None],
    scatter_elsewhere: Callable[[str], None],
    officer: User,
    sign_on: SignOn,
    name: str,
) -> None:
    signatory = signed(name)
    scatter(name)
    scatter_elsewhere(name)

    Person.behind(signatory).correct_signatory(
        signatory,
        name=NEW,
        job_title="Chair",
        email="neu@example.org",
        at=sign_on.organisation,
        by=officer,
        reason="By letter.",
        everywhere=True,
    )

    assert not stands(name)
    assert not stands(ADDRESS)
    signatory.refresh_from_db()
    assert (signatory.name, signatory.job_title, signatory.email) == (NEW, "Chair", "neu@example.org")
    sign_on.organisation.refresh_from_db()
    assert sign_on.organisation.description == f"Founded by {NEW} in 2001."
    assert Mail.objects.get(subject="For you").to == ["neu@example.org"]


def test_account_that_signed_is_renamed_with_the_signatory(submitted: SignOn, applicant: User, officer: User) -> None:
    signatory = submitted.signatory

    Person.behind(signatory).correct_signatory(
        signatory,
        name=NEW,
        job_title="Director",
        email=signatory.email,
        at=submitted.organisation,
        by=officer,
        reason="By letter.",
    )

    assert not stands("Amina Applicant")
    applicant.refresh_from_db()
    assert (applicant.name, applicant.email) == (NEW, "amina@example.org")


def test_name_of_somebody_who_works_here_is_not_corrected_by_others(
    submitted: SignOn, applicant: User, officer: User
) -> None:
    User.objects.filter(pk=applicant.pk).update(is_staff=True)
    signatory = Signatory.objects.get()

    with pytest.raises(WrongState, match="works on the site"):
        Person.behind(signatory).correct_signatory(
            signatory,
            name=NEW,
            job_title="Director",
            email=signatory.email,
            at=submitted.organisation,
            by=officer,
            reason="By letter.",
        )

    assert {User.objects.get(pk=applicant.pk).name, Signatory.objects.get().name} == {"Amina Applicant"}


def test_who_corrects_the_own_name_corrects_the_own_signatures(
    submitted: SignOn, scatter: Callable[..., None], applicant: User
) -> None:
    scatter("Amina Applicant", "amina@example.org")

    Person.of(applicant).correct_name(NEW, by=applicant)

    assert not stands("Amina Applicant")
    assert stands("amina@example.org")
    assert (User.objects.get(pk=applicant.pk).name, Signatory.objects.get().name) == (NEW, NEW)
    assert Decision.objects.get(verb="correct").by == applicant
    assert Organisation.objects.get().description == f"Founded by {NEW} in 2001."
    assert Decision.objects.get(verb="paper").reason == "By post from [former name]."
