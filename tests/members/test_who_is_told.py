"""Who reads what was decided on an organisation: those who act for it, and nobody who has stopped."""

from typing import Any

from django.test import Client

from alliance.accounts.models import User
from members import emails
from members.models import Organisation, Representative


def test_applicant_who_acts_no_more_reads_nothing_of_what_came_later(
    at_desk: Client, member: Organisation, applicant: User, second: Representative, officer: User
) -> None:
    case = member.sign_ons.get()
    address = f"/members/join/{case.pk}/"
    member.suspend(by=officer, reason="While we talk.")
    assert "While we talk." in at_desk.get(address).content.decode()

    member.representatives.get(person=applicant).end(by=second.person)

    page = at_desk.get(address).content.decode()
    assert "Accepted" in page
    assert "While we talk." not in page


def test_applicant_who_acts_no_more_is_not_told_why_the_organisation_is_suspended(
    member: Organisation, applicant: User, second: Representative, officer: User, delivered_mails: Any
) -> None:
    member.representatives.get(person=applicant).end(by=second.person)

    emails.about_decision(member.suspend(by=officer, reason="While we talk."))

    assert [mail.to for mail in delivered_mails() if "While we talk." in mail.body] == [[second.person.email]]


def test_who_no_longer_acts_since_the_desk_was_handed_over_is_told(
    member: Organisation, applicant: User, colleague: User, officer: User, delivered_mails: Any
) -> None:
    decision = member.hand_over(
        to=colleague, by=officer, reason="By telephone.", instead_of=list(member.representatives.acting())
    )
    emails.about_decision(decision)

    assert sorted(mail.to[0] for mail in delivered_mails()) == [applicant.email, colleague.email]
