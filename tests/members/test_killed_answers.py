"""A site that is killed, as a real process, between any two steps of what members are asked and answer."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.jobs import write_about_editions
from members.models import Decision, Letter, Organisation
from principles.models import Edition
from tests.killing import KILLED, MOST_STEPS, MortalSite

pytestmark = pytest.mark.django_db(transaction=True)

CONSENTS = {"endorse": "on", "may_sign": "on", "privacy": "on"}
ANSWERS: dict[str, tuple[str, dict[str, str], tuple[str, int, str]]] = {
    "reaffirm": ("edition/reaffirmation/", {"who": "me", "job_title": "Director", **CONSENTS}, ("member", 2, "accept")),
    "stay": ("edition/staying/", {"reason": "It is enough."}, ("member", 1, "stay")),
    "leave": ("withdrawal/", {"reason": "We part."}, ("left", 1, "leave")),
}


@pytest.fixture
def asked(member: Organisation, change: Callable[..., Edition]) -> Organisation:
    change("Everybody decides.")
    Mail.objects.all().delete()
    return member


def where_it_stands() -> Any:
    organisation = Organisation.objects.get()
    newest = Decision.objects.latest("pk").verb
    return (organisation.standing, organisation.endorsements.count(), newest), list(Mail.objects.values_list("to"))


@pytest.mark.parametrize("answer", ANSWERS)
def test_answer_is_wholly_given_and_told_of_or_not_at_all(
    asked: Organisation, applicant: User, signed_in: Callable[[User], Client], mortal_site: MortalSite, answer: str
) -> None:
    page, typed, expected = ANSWERS[answer]
    path, typed = f"/organisation/{asked.slug}/{page}", {"edition": "2.0", "name": applicant.name, **typed}
    session = signed_in(applicant).cookies[settings.SESSION_COOKIE_NAME].value

    killed, seen = mortal_site.kill_at_every_step(where_it_stands, path, typed, session=session)

    assert killed > 5
    assert seen == (expected, [([applicant.email],)])
    # Whoever got no answer presses the button again.
    mortal_site.post(path, typed, session=session)
    assert where_it_stands() == seen


def kill_at_every_step(site: MortalSite, job: str, *, minutes: int) -> int:
    """Runs the job again and again, killed one step later each time; says how many were killed."""
    for step in range(1, MOST_STEPS):
        if site.run(job, minutes=minutes, die_before=step) != KILLED:
            return step - 1
    raise AssertionError(f"the job was not over in {MOST_STEPS} steps")


def written_to() -> Counter[str]:
    return Counter(mail.to[0] for mail in Mail.objects.all())


def test_everybody_is_asked_once_however_often_the_job_is_killed(
    asked: Organisation, other_member: Organisation, mortal_site: MortalSite
) -> None:
    minutes = settings.EDITION_MAIL_DELAY + 1

    killed = kill_at_every_step(mortal_site, "members.jobs.write_about_editions", minutes=minutes)

    assert killed > 20
    assert Letter.objects.count() == 2
    assert written_to() == {"amina@example.org": 1, "outsider@example.org": 1}


def test_everybody_is_reminded_once_however_often_the_job_is_killed(
    asked: Organisation, other_member: Organisation, mortal_site: MortalSite
) -> None:
    for _ in range(2):
        list(write_about_editions(now=timezone.now() + timedelta(minutes=61), dry_run=False))
    Mail.objects.all().delete()

    killed = kill_at_every_step(mortal_site, "members.jobs.remind_of_editions", minutes=31 * 24 * 60 + 61)

    assert killed > 5
    assert written_to() == {"amina@example.org": 1, "outsider@example.org": 1}
