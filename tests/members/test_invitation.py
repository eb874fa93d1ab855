"""Somebody is asked by mail to act for an organisation, and comes, or does not: then no address is kept."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.lifecycle import WrongState
from members.invitation_links import invitation_path
from members.jobs import delete_expired_invitations
from members.models import CannotBeInvited, Invitation, NotInvited, Organisation, Representative
from members.models.invitation import HOLDS_FOR, MOST_WAITING
from tests.members.test_representative import LIST, SignedIn, at_once

NEW = "newcomer@example.org"
GONE = "This invitation does not hold any more"


@pytest.fixture(autouse=True)
def _nobody_has_invited_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def desk(member: Organisation, applicant: User, signed_in: SignedIn) -> Client:
    return signed_in(applicant)


def link_in_the_mail_to(address: str) -> str:
    found = re.search(r"http://testserver(\S*/members/invitation/\S+)", Mail.objects.filter(to=address).last().message)
    assert found
    return found[1]


def make_old(invitation: Invitation, age: timedelta = HOLDS_FOR) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=timezone.now() - age)


# The rules


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


# The desk


def test_whole_way_from_the_invitation_to_the_desk(desk: Client, outsider: User, signed_in: SignedIn) -> None:
    assert desk.post(LIST, {"email": "Outsider@example.org"}).headers["Location"] == LIST
    link = link_in_the_mail_to(outsider.email)
    invited = signed_in(outsider)
    assert "You are invited to act for <bdi>Men for Care</bdi>" in invited.get(link).content.decode()
    assert not outsider.representations.exists(), "a mail scanner that follows the link accepts nothing"

    assert invited.post(link).headers["Location"] == LIST

    assert "You act for Men for Care now." in invited.get(LIST).content.decode()
    told = {mail.to[0]: mail for mail in Mail.objects.filter(subject__contains="one more person")}
    assert set(told) == {"amina@example.org", "outsider@example.org"}
    assert "on the invitation of Amina Applicant" in told["amina@example.org"].message
    assert not any("Men for Care" in mail.subject for mail in Mail.objects.all())


def test_answer_is_the_same_whether_or_not_there_is_an_account(desk: Client, outsider: User) -> None:
    pages, counts = [], []
    for email in (outsider.email, NEW):
        with CaptureQueriesContext(connection) as queries:
            response = desk.post(LIST, {"email": email})
        counts.append(len(queries))
        assert response.headers["Location"] == LIST
        message = Mail.objects.get(to=email).message
        pages.append((re.sub(r"http\S+", "", message), "is on its way to" in desk.get(LIST).content.decode()))

    assert pages[0] == pages[1]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "This field is required."),
        ("no address", "valid email"),
        ("AMINA@example.org", "acts for the organisation already"),
        ("outsider@example.org", "has been invited"),
    ],
)
def test_wrong_address_is_refused_beside_its_field_and_not_lost(
    desk: Client, invitation: Invitation, email: str, words: str
) -> None:
    response = desk.post(LIST, {"email": email})

    assert response.status_code == 422
    assert words in str(response.context["form"].errors["email"])
    assert response.context["form"]["email"].value() == email
    assert Invitation.objects.get() == invitation
    assert not Mail.objects.filter(subject__contains="an invitation").exists()


def test_one_address_is_not_written_to_again_and_again(desk: Client, invitation: Invitation) -> None:
    renewal = f"{LIST}invitations/{invitation.pk}/renewal/"
    for _ in range(3):
        desk.post(renewal)
        assert "on its way" in desk.get(LIST).content.decode()

    desk.post(renewal)
    assert "no more go out" in desk.get(LIST).content.decode()
    invitation.delete()
    response = desk.post(LIST, {"email": invitation.email})

    assert response.status_code == 429
    assert response.context["form"]["email"].value() == invitation.email
    assert Mail.objects.filter(to=invitation.email).count() == 3


def test_one_person_does_not_write_to_any_number_of_strangers(desk: Client, member: Organisation) -> None:
    statuses = []
    for number in range(31):
        statuses.append(desk.post(LIST, {"email": f"p{number}@example.org"}).status_code)
        Invitation.objects.all().delete()

    assert statuses == [302] * 30 + [429]


def test_address_typed_outlives_a_session_that_ran_out(member: Organisation, applicant: User) -> None:
    visitor = Client()
    assert visitor.post(LIST, {"email": NEW}).status_code == 302

    visitor.force_login(applicant)
    response = visitor.get(LIST)

    assert response.context["form"]["email"].value() == NEW
    assert not Invitation.objects.exists(), "it is shown to be sent, not sent"


def test_whoever_is_removed_while_inviting_invites_nobody(
    member: Organisation, applicant: User, second: Representative, signed_in: SignedIn, monkeypatch: Any
) -> None:
    def removed_meanwhile(*_: object) -> None:
        member.representatives.get(person=applicant).end(by=second.person)

    monkeypatch.setattr("members.views.representatives.must_not_be_too_often", removed_meanwhile)

    assert signed_in(applicant).post(LIST, {"email": NEW}).status_code == 404
    assert not Invitation.objects.exists()


def test_invitation_speaks_the_language_that_was_chosen(desk: Client, pseudo_language: str) -> None:
    desk.post(LIST, {"email": NEW, "language": pseudo_language})

    assert f"/{pseudo_language}/members/invitation/" in link_in_the_mail_to(NEW)
    assert Mail.objects.get(to=NEW).message.startswith("[")


def test_language_is_not_asked_where_there_is_one(desk: Client, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English")]

    assert "language" not in desk.get(LIST).context["form"].fields


def test_representatives_are_told_in_the_language_of_each(
    invitation: Invitation, applicant: User, outsider: User, pseudo_language: str, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=applicant.pk).update(language=pseudo_language)
    User.objects.filter(pk=outsider.pk).update(language="xx")

    signed_in(outsider).post(invitation_path(invitation))

    told = {mail.to[0]: mail.message for mail in Mail.objects.filter(to__in=[applicant.email, outsider.email])}
    assert f"http://testserver/{pseudo_language}{LIST}" in told[applicant.email]
    assert f"http://testserver{LIST}" in told[outsider.email]


def test_withdrawn_invitation_leaves_no_address_and_a_dead_link(desk: Client, invitation: Invitation) -> None:
    withdrawal = f"{LIST}invitations/{invitation.pk}/withdrawal/"

    assert desk.post(withdrawal).headers["Location"] == LIST

    assert not Invitation.objects.exists()
    assert GONE in Client().get(invitation_path(invitation)).content.decode()
    again = desk.post(withdrawal)
    assert again.status_code == 409
    assert "does not wait any more" in again.content.decode()


def test_invitation_sent_again_holds_anew(desk: Client, invitation: Invitation) -> None:
    make_old(invitation, HOLDS_FOR - timedelta(minutes=5))

    desk.post(f"{LIST}invitations/{invitation.pk}/renewal/")

    invitation.refresh_from_db()
    assert invitation.holds_until > timezone.now() + timedelta(days=13)
    assert link_in_the_mail_to(invitation.email) == invitation_path(invitation)


def test_expired_invitation_is_not_sent_again(desk: Client, invitation: Invitation) -> None:
    make_old(invitation)

    assert desk.post(f"{LIST}invitations/{invitation.pk}/renewal/").status_code == 409
    assert not Mail.objects.filter(to=invitation.email).exists()


# The page of whoever is invited


def test_visitor_with_the_link_learns_how_to_go_on(invitation: Invitation, client: Client) -> None:
    path = invitation_path(invitation)
    response = client.get(path)

    page = response.content.decode()
    assert "o…@example.org" in page
    assert invitation.email not in page, "a forwarded link gives no address away"
    assert "/accounts/signup/?next=/members/invitation/" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    posted = client.post(path)
    assert (posted.status_code, posted.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_stranger_with_a_forwarded_link_is_told_and_not_let_in(
    invitation: Invitation, colleague: User, signed_in: SignedIn
) -> None:
    client, path = signed_in(colleague), invitation_path(invitation)
    assert client.get(path).status_code == 200

    response = client.post(path)

    assert response.status_code == 403
    assert "This is another account" in response.content.decode()
    assert "o…@example.org" in response.content.decode()
    assert not colleague.representations.exists()
    assert not Mail.objects.filter(subject__contains="one more person").exists()


@pytest.mark.parametrize("what", ["withdrawn", "expired", "forged"])
def test_dead_link_says_so_and_shows_the_way_on(invitation: Invitation, client: Client, what: str) -> None:
    path = invitation_path(invitation)
    if what == "withdrawn":
        invitation.delete()
    elif what == "expired":
        make_old(invitation)
    else:
        path = "/members/invitation/forged/"

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert GONE in response.content.decode()
        assert 'href="/organisation/"' in response.content.decode()


def test_organisation_that_left_meanwhile_is_not_named(
    invitation: Invitation, applicant: User, outsider: User, signed_in: SignedIn
) -> None:
    invitation.organisation.leave(by=applicant)

    response = signed_in(outsider).get(invitation_path(invitation))

    assert response.status_code == 404
    assert "does not take part here any more" in response.content.decode()
    assert "Men for Care" not in response.content.decode()


def test_whoever_acts_already_is_led_to_the_desk(
    invitation: Invitation, outsider: User, applicant: User, signed_in: SignedIn
) -> None:
    path = invitation_path(invitation)
    assert signed_in(applicant).get(path).headers["Location"] == LIST
    invited = signed_in(outsider)
    invited.post(path)

    assert invited.post(path).headers["Location"] == LIST, "clicked twice"
    assert outsider.representations.count() == 1


def test_invitation_withdrawn_while_it_is_accepted_is_a_dead_link(
    invitation: Invitation, outsider: User, signed_in: SignedIn, monkeypatch: Any
) -> None:
    def withdrawn_meanwhile(*_: object, **__: object) -> None:
        raise WrongState("Somebody was faster.")

    monkeypatch.setattr(Invitation, "accept", withdrawn_meanwhile)

    response = signed_in(outsider).post(invitation_path(invitation))

    assert response.status_code == 404
    assert GONE in response.content.decode()


def test_markup_in_a_name_is_text(desk: Client, member: Organisation, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(name="<script>alert(1)</script>")
    desk.post(LIST, {"email": NEW})

    for page in (desk.get(LIST), Client().get(link_in_the_mail_to(NEW))):
        assert "<script>alert" not in page.content.decode()
