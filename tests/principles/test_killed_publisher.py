"""A site that is killed, as a real process, between any two steps of publishing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.accounts.models import User
from alliance.shared.content_version.models import ContentVersion
from principles.models import Clause, Draft, Edition, EditionClause, Wording
from tests.killing import KILLED, MortalSite


def version() -> int:
    return ContentVersion.objects.get(scope="text").number


@pytest.mark.django_db(transaction=True)
def test_a_version_is_drawn_with_what_takes_effect_or_neither_is_there(
    founding_edition: Edition, publisher: User, mortal_site: MortalSite
) -> None:
    """So whoever is killed leaves no page behind that is stored and no longer true."""
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    tomorrow = timezone.localdate() + timedelta(days=1)
    Edition.objects.publish(
        shown=Draft.now().fingerprint, change_class="editorial", reason="-", by=publisher, effective_on=tomorrow
    )
    before = version()
    job = "principles.jobs.take_editions_into_effect"

    for step in range(1, 50):
        outcome = mortal_site.run(job, minutes=3 * 24 * 60, die_before=step)
        is_there = Edition.objects.in_effect().count() == 2
        assert (version() != before) == is_there
        if is_there:
            break

    assert is_there
    assert step > 3
    assert outcome == KILLED


def published() -> Any:
    return [it.number for it in Edition.objects.all()], EditionClause.objects.count(), Wording.objects.count()


@pytest.mark.django_db(transaction=True)
def test_edition_is_wholly_published_or_not_at_all(
    founding_edition: Edition, publisher: User, signed_in: Callable[[User], Client], mortal_site: MortalSite
) -> None:
    rights = Permission.objects.filter(codename__in=["view_edition", "publish_edition"])
    publisher.user_permissions.add(*rights)
    session = signed_in(publisher).cookies[settings.SESSION_COOKIE_NAME].value
    clauses = EditionClause.objects.count()
    wordings = Wording.objects.count()
    Clause.objects.filter(slug__in=["participation", "evidence-base"]).update(text="Everybody takes part.")
    path = reverse("admin:principles_edition_publish")
    typed = {
        "shown": Draft.now().fingerprint,
        "change_class": "editorial",
        "reason": "Plainer.",
        "proposed_by": str(publisher.pk),
        "has_read": "on",
    }

    killed, seen = mortal_site.kill_at_every_step(published, path, typed, session=session)

    assert killed > 10
    assert seen == (["1.1", "1.0"], 2 * clauses, wordings + 2)
    assert Edition.objects.current().is_intact()
    # Whoever got no answer presses the button again, and is told that there is nothing left to publish.
    assert mortal_site.post(path, typed, session=session) == "409"
    assert published() == seen
