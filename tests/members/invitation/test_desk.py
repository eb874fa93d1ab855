"""Inviting others, at the desk of an organisation."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.invitation_links import invitation_path
from members.models import Invitation, Organisation, Representative
from members.models.invitation import HOLDS_FOR
from tests.members.inviting import GONE, NEW, link_in_the_mail_to, make_old
from tests.members.test_representative import LIST, SignedIn


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
