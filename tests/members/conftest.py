"""The organisations of the cast: one that applies, one that has been accepted, and who acts for them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from alliance.accounts.models import User
from members.import_file import read_register
from members.imports import Plan, take_in
from members.models import Invitation, Organisation, Representative, SignOn
from principles.models import Clause, Edition


@pytest.fixture
def applicant(db: None) -> User:
    return User.objects.create_user(email="amina@example.org", password="not a secret", name="Amina Applicant")


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user(email="officer@example.org", password="-", name="Omar Officer", is_staff=True)


@pytest.fixture
def make_organisation(db: None) -> Callable[..., Organisation]:
    def make(name: str = "Men for Care", **profile: Any) -> Organisation:
        return Organisation.objects.begin(**{"name": name, "country": "KE", "kind": "registered", **profile})

    return make


@pytest.fixture
def sign_on(make_organisation: Callable[..., Organisation], applicant: User) -> SignOn:
    """A case that has just begun."""
    return SignOn.objects.begin(organisation=make_organisation(), by=applicant)


@pytest.fixture
def sign(founding_edition: Edition) -> Callable[[SignOn], Any]:
    """The applicant signs what is current."""

    def sign(case: SignOn) -> Any:
        person = case.applicant
        case.name_signatory(name=person.name, job_title="Director", email=person.email, person=person)
        return case.sign(number=Edition.objects.current().number, language="en", privacy_notice="0" * 64)

    return sign


@pytest.fixture
def submitted(sign_on: SignOn, sign: Callable[[SignOn], Any]) -> SignOn:
    sign(sign_on)
    sign_on.submit(by=sign_on.applicant)
    return sign_on


@pytest.fixture
def colleague(db: None) -> User:
    colleague = User.objects.create_user(email="carla@example.org", password="not a secret", name="Carla Colleague")
    colleague.vouch_for_address()
    return colleague


@pytest.fixture
def second(member: Organisation, colleague: User) -> Representative:
    """Acts for the member, beside the applicant."""
    return member.representatives.create(person=colleague)


@pytest.fixture
def invitation(member: Organisation, applicant: User, outsider: User) -> Invitation:
    """The applicant, who acts for the member, has invited the outsider."""
    return Invitation.objects.invite(outsider.email, organisation=member, by=applicant, language="en")


@pytest.fixture
def member(submitted: SignOn, officer: User) -> Organisation:
    submitted.accept(by=officer)
    return submitted.organisation


@pytest.fixture
def at_desk(member: Organisation, applicant: User, signed_in: Callable[[User], Client]) -> Client:
    """Of the applicant, who acts for the member by now."""
    return signed_in(applicant)


@pytest.fixture
def other_member(make_organisation: Callable[..., Organisation], outsider: User) -> Organisation:
    """From an earlier register: it never applied here, and the outsider acts for it."""
    organisation = make_organisation("Others")
    Organisation.objects.filter(pk=organisation.pk).update(standing="member")
    organisation.refresh_from_db()
    organisation.representatives.create(person=outsider)
    return organisation


@pytest.fixture
def change(publish: Callable[..., Edition]) -> Callable[..., Edition]:
    """Publishes one clause in other words."""

    def change(text: str, change_class: str = "substantive") -> Edition:
        Clause.objects.filter(slug="participation").update(text=text)
        return publish(change_class)

    return change


@pytest.fixture
def imported(officer: User, founding_edition: Edition) -> Callable[..., Plan]:
    def imported(content: bytes, **said: Any) -> Plan:
        return take_in(read_register(content), by=officer, **said)

    return imported
