"""A site that is killed, as a real process, between any two steps of what people do with a sign-on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.models import Endorsement, Organisation, Signatory, SignOn
from principles.models import Edition
from tests.killing import MortalSite
from tests.members.joining import NEW, PROFILE, SIGNED_BY_ANOTHER, SIGNED_BY_ME, step
from tests.members.test_at_once import CONSENTS, link_to_sign

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], Client]


def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def desk(founding_edition: Edition, applicant: User, signed_in: SignIn) -> Client:
    return signed_in(applicant)


@pytest.fixture
def case(desk: Client) -> SignOn:
    desk.post(NEW, PROFILE)
    return SignOn.objects.get()


@pytest.fixture
def signed(desk: Client, case: SignOn) -> SignOn:
    desk.post(step("text", case), SIGNED_BY_ME)
    return SignOn.objects.get()


@pytest.fixture
def office(officer: User, signed_in: SignIn) -> Client:
    officer.user_permissions.add(*Permission.objects.filter(codename__in=["view_signon", "decide_signon"]))
    return signed_in(officer)


def mails() -> list[tuple[str, str]]:
    return [(mail.to[0], mail.subject) for mail in Mail.objects.order_by("pk")]


def where_it_stands() -> Any:
    """All that a decision may touch, and what waits to be sent."""
    case = SignOn.objects.get()
    acting = [it.person for it in case.organisation.representatives.acting()]
    verbs = [it.verb for it in case.decisions.all()]
    return case.state, case.organisation.standing, verbs, acting, mails()


def test_form_that_is_sent_is_wholly_sent_or_not_at_all(desk: Client, signed: SignOn, mortal_site: MortalSite) -> None:
    path, session = step("check", signed), session_of(desk)

    killed, seen = mortal_site.kill_at_every_step(where_it_stands, path, {}, session=session)

    assert killed > 5
    queued = [("amina@example.org", "The Alliance: your sign-on has arrived")]
    assert seen == ("submitted", "applicant", ["submit"], [], queued)
    # Whoever got no answer sends it again.
    assert mortal_site.post(path, {}, session=session) == "302"
    assert where_it_stands() == seen


@pytest.mark.parametrize(
    ("verb", "expected", "subject"),
    [
        ("accept", ("accepted", "member", ["submit", "accept"], 1), "The Alliance: your organisation has joined"),
        ("decline", ("declined", "applicant", ["submit", "decline"], 0), "The Alliance: your sign-on was declined"),
    ],
    ids=["accept", "decline"],
)
def test_decision_is_wholly_made_or_not_at_all(
    signed: SignOn,
    office: Client,
    applicant: User,
    mortal_site: MortalSite,
    verb: str,
    expected: tuple[Any, ...],
    subject: str,
) -> None:
    signed.submit(by=applicant)
    path = reverse("admin:members_signon_decision", args=[signed.pk])
    typed = {"verb": verb, "reason": "Because.", "version": SignOn.objects.get().version}

    killed, seen = mortal_site.kill_at_every_step(where_it_stands, path, typed, session=session_of(office))

    state, standing, verbs, acting, queued = seen
    assert killed > 10
    assert (state, standing, verbs, len(acting)) == expected
    assert queued == [(applicant.email, subject)]
    assert mortal_site.post(path, typed, session=session_of(office)) == "409"
    assert where_it_stands() == seen


def signatures() -> Any:
    signed_by = [it.signatory.name for it in Endorsement.objects.all()]
    return signed_by, [it.name for it in Signatory.objects.all()], mails()


def test_signature_is_given_and_told_of_or_neither(desk: Client, case: SignOn, mortal_site: MortalSite) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER)
    link = link_to_sign()
    Mail.objects.all().delete()

    killed, seen = mortal_site.kill_at_every_step(signatures, link, CONSENTS)

    assert killed > 5
    name = SIGNED_BY_ANOTHER["name"]
    assert seen == ([name], [name], [("amina@example.org", "The Alliance: the text has been signed")])
    assert mortal_site.post(link, CONSENTS) == "200"
    assert signatures() == seen


def test_signatory_is_named_and_asked_or_neither(desk: Client, case: SignOn, mortal_site: MortalSite) -> None:
    path, session = step("text", case), session_of(desk)

    killed, seen = mortal_site.kill_at_every_step(signatures, path, SIGNED_BY_ANOTHER, session=session)

    assert killed > 5
    name, address = SIGNED_BY_ANOTHER["name"], SIGNED_BY_ANOTHER["email"]
    assert seen == ([], [name], [(address, "The Alliance: a text waits for your signature")])
    assert mortal_site.post(path, SIGNED_BY_ANOTHER, session=session) == "302"
    assert signatures() == seen


def test_organisation_is_kept_with_its_case_and_themes_or_not_at_all(desk: Client, mortal_site: MortalSite) -> None:
    def kept() -> Any:
        cases = [(it.organisation.name, it.applicant.email) for it in SignOn.objects.all()]
        return cases, [sorted(it.themes.names()) for it in Organisation.objects.all()], Organisation.history.count()

    typed = PROFILE | {"themes": "care"}

    killed, seen = mortal_site.kill_at_every_step(kept, NEW, typed, session=session_of(desk))

    assert killed > 10
    assert seen == ([(PROFILE["name"], "amina@example.org")], [["care"]], 1)
