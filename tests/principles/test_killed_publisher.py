"""A site that is killed, as a real process, between any two steps of publishing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from alliance.accounts.models import User
from principles.models import Clause, Draft, Edition, EditionClause, Wording
from tests.killing import MortalSite


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
