"""Somebody who has signed, and a name that stands wherever it can."""

import json
from collections.abc import Callable

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from post_office.models import STATUS, Log

from alliance.accounts.models import User
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from alliance.pages.models import Page
from members import emails
from members.models import (
    Decision,
    Organisation,
    Signatory,
    SignOn,
)
from principles.models import Edition
from tests.members.traces import ADDRESS, stands


@pytest.fixture
def signed(sign_on: SignOn, founding_edition: Edition) -> Callable[..., Signatory]:
    """Somebody without an account has signed in the case."""

    def signed(name: str, email: str = ADDRESS) -> Signatory:
        signatory = sign_on.name_signatory(name=name, job_title="Director", email=email)
        emails.ask_for_signature(sign_on)
        sign_on.sign(number="1.0", language="en", privacy_notice="0" * 64)
        return signatory

    return signed


@pytest.fixture
def scatter(sign_on: SignOn, officer: User, applicant: User) -> Callable[..., None]:
    """Has the name written wherever the case is written about."""

    def scatter(name: str, address: str = ADDRESS) -> None:
        organisation = sign_on.organisation
        reason = f"By post from {name.upper()}."
        Decision.objects.create(organisation=organisation, verb="paper", by=officer, reason=reason)
        sign_on.notes.create(text=f"Called {name} ({address})\nabout it.", by=officer)
        organisation._change_reason = f"Asked by {name}"
        organisation.describe(description=f"Founded by {name} in 2001.", statement="We listen.")
        queue(to=address, subject="For you", text="Sign here.", carries_key=True)
        told = f"550 <{address}> {name}"
        Log.objects.create(email_id=Mail.objects.last().pk, status=STATUS.failed, message=told, exception_type="")
        queue(to=applicant.email, subject=f"About {name}", text=f"{name} signed.", carries_key=False)
        queue(to=applicant.email, subject=f"{name} has signed", text="", carries_key=False)
        Mail.objects.filter(subject__endswith="has signed").update(status=STATUS.sent, headers={"X-About": name})
        log(officer, applicant, name)
        Client().post("/members/join/organisation/", {"name": f"Of {name}", "description": name})
        assert stands(name)
        assert stands(address)

    return scatter


@pytest.fixture
def scatter_elsewhere(officer: User, make_organisation: Callable[..., Organisation]) -> Callable[[str], None]:
    """Has the name written where it may mean somebody else, or nobody."""

    def scatter_elsewhere(name: str) -> None:
        page = Page.objects.get(slug="contact")
        page.edit(title=page.title, text=f"Ask {name}.", by=officer)
        other = make_organisation("Not ours", description=f"Friends of {name}.")
        Decision.objects.create(organisation=other, verb="paper", by=officer, reason=f"By post from {name}.")
        queue(to="other@example.org", subject=f"About {name}", text=f"{name} signed.", carries_key=False)
        log(officer, officer, name)

    return scatter_elsewhere


def log(by: User, about: User, name: str) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(about.pk),
        object_repr=name,
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"name": "user", "object": name}}]),
    )
