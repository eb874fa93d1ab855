"""Somebody is asked by mail to act for an organisation, and comes, or does not: then no address is kept."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.jobs import delete_expired_invitations
from members.models import CannotBeInvited, Invitation, NotInvited, Organisation
from members.models.invitation import MOST_WAITING
from tests.members.inviting import NEW, make_old
from tests.members.test_representative import at_once


def test_invited_person_accepts_and_acts(invitation: Invitation, outsider: User) -> None:
    representative = invitation.accept(by=outsider)

    assert representative in invitation.organisation.representatives.acting()
    assert (representative.person, representative.is_public) == (outsider, False)
    assert not Invitation.objects.exists()


def test_nobody_accepts_an_invitation_to_another_address(invitation: Invitation, colleague: User) -> None:
    with pytest.raises(NotInvited):
        invitation.accept(by=colleague)

    assert Invitation.objects.get() == invitation
    assert not colleague.representations.exists()


def test_address_that_was_never_confirmed_accepts_nothing(invitation: Invitation, outsider: User) -> None:
    outsider.emailaddress_set.update(verified=False)

    with pytest.raises(NotInvited):
        invitation.accept(by=outsider)


def test_old_address_that_a_person_gave_up_accepts_nothing(invitation: Invitation, outsider: User) -> None:
    outsider.email = "moved@example.org"
    outsider.save()
    outsider.vouch_for_address()

    with pytest.raises(NotInvited):
        invitation.accept(by=outsider)


@pytest.mark.parametrize("what", ["withdrawn", "expired", "left"])
def test_what_does_not_wait_any_more_is_not_accepted(
    invitation: Invitation, outsider: User, applicant: User, what: str
) -> None:
    if what == "withdrawn":
        invitation.withdraw(by=applicant)
    elif what == "expired":
        make_old(invitation)
    else:
        invitation.organisation.leave(by=applicant)

    with pytest.raises(WrongState):
        invitation.accept(by=outsider)

    assert not outsider.representations.exists()


def test_whoever_acts_already_comes_to_act_once(invitation: Invitation, outsider: User) -> None:
    already = invitation.organisation.representatives.create(person=outsider)

    assert invitation.accept(by=outsider) == already
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", ["outsider@example.org", "Outsider@Example.org"])
def test_address_is_invited_once_at_a_time(invitation: Invitation, applicant: User, email: str) -> None:
    with pytest.raises(CannotBeInvited, match="has been invited"):
        Invitation.objects.invite(email, organisation=invitation.organisation, by=applicant, language="en")

    assert Invitation.objects.get() == invitation


def test_database_refuses_two_invitations_to_one_address(invitation: Invitation, applicant: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.organisation.invitations.create(email="OUTSIDER@example.org", invited_by=applicant)


def test_another_organisation_may_invite_the_same_address(
    invitation: Invitation, make_organisation: Callable[..., Organisation], applicant: User
) -> None:
    other = make_organisation("Another")
    Organisation.objects.filter(pk=other.pk).update(standing="member")
    other.representatives.create(person=applicant)

    Invitation.objects.invite(invitation.email, organisation=other, by=applicant, language="en")

    assert Invitation.objects.count() == 2


def test_expired_invitation_is_in_nobodys_way(invitation: Invitation, applicant: User) -> None:
    make_old(invitation)

    again = Invitation.objects.invite(
        invitation.email, organisation=invitation.organisation, by=applicant, language="en"
    )

    assert Invitation.objects.get() == again


def test_only_so_many_invitations_wait(invitation: Invitation, applicant: User) -> None:
    def invite(number: int) -> None:
        Invitation.objects.invite(
            f"p{number}@example.org", organisation=invitation.organisation, by=applicant, language="en"
        )

    for number in range(MOST_WAITING - 1):
        invite(number)

    with pytest.raises(CannotBeInvited, match="Too many"):
        invite(MOST_WAITING)


def test_whoever_does_not_act_neither_invites_nor_withdraws(
    invitation: Invitation, colleague: User, administrator: User
) -> None:
    organisation = invitation.organisation
    for stranger in (colleague, administrator):
        with pytest.raises(WrongState, match="You do not act"):
            Invitation.objects.invite(NEW, organisation=organisation, by=stranger, language="en")
        with pytest.raises(WrongState, match="You do not act"):
            invitation.withdraw(by=stranger)
        with pytest.raises(WrongState, match="You do not act"):
            invitation.renew(by=stranger)

    assert Invitation.objects.get() == invitation


def test_desk_handed_over_by_staff_needs_no_answer_any_more(
    invitation: Invitation, outsider: User, officer: User
) -> None:
    invitation.organisation.hand_over(to=outsider, by=officer, reason="A call.")

    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("email", "masked"), [("outsider@example.org", "o…@example.org"), ("o@example.org", "…@example.org")]
)
def test_masked_address_gives_no_address_away(email: str, masked: str) -> None:
    assert Invitation(email=email).masked_email == masked


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_and_withdrawn_at_once_is_one_of_both(
    invitation: Invitation, outsider: User, applicant: User
) -> None:
    outcomes = at_once(lambda: invitation.accept(by=outsider), lambda: invitation.withdraw(by=applicant))

    assert outcomes == ["WrongState", "done"]
    assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_twice_at_once_makes_one_representative(invitation: Invitation, outsider: User) -> None:
    outcomes = at_once(lambda: invitation.accept(by=outsider), lambda: invitation.accept(by=outsider))

    assert outcomes == ["WrongState", "done"]
    assert outsider.representations.count() == 1


# What time brings


def test_no_address_is_kept_of_somebody_who_never_came(invitation: Invitation, applicant: User) -> None:
    fresh = Invitation.objects.invite(NEW, organisation=invitation.organisation, by=applicant, language="en")
    make_old(invitation)
    now = timezone.now()

    assert list(delete_expired_invitations(now=now, dry_run=True)) == ["Expired invitations that would be deleted: 1."]
    assert Invitation.objects.count() == 2
    assert list(delete_expired_invitations(now=now, dry_run=False)) == ["Expired invitations that were deleted: 1."]
    assert Invitation.objects.get() == fresh
    assert list(delete_expired_invitations(now=now, dry_run=False)) == []
