"""Editions that are published before the day on which they take effect."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.accounts.models import User
from principles.jobs import take_editions_into_effect
from principles.models import Clause, Draft, Edition, Effect, EffectiveTooEarly

SignIn = Callable[..., Client]


def publish_for(days: int, *, change_class: str = "substantive", text: str = "Everybody decides.") -> Edition:
    Clause.objects.filter(slug="participation").update(text=text)
    return Edition.objects.publish(
        shown=Draft.now().fingerprint,
        change_class=change_class,
        reason="Clearer.",
        by=None,
        effective_on=timezone.localdate() + timedelta(days=days),
    )


def tick(days: int, *, dry_run: bool = False) -> list[str]:
    return list(take_editions_into_effect(now=timezone.now() + timedelta(days=days), dry_run=dry_run))


def test_an_edition_for_a_later_day_is_published_and_does_not_hold_yet(founding_edition: Edition) -> None:
    announced = publish_for(30)

    assert Edition.objects.newest() == announced
    assert Edition.objects.current() == founding_edition
    assert not announced.is_in_effect


def test_tick_takes_it_into_effect_on_its_day_and_once(founding_edition: Edition) -> None:
    announced = publish_for(30)

    assert tick(29) == []
    assert tick(30, dry_run=True) == ["Edition 2.0 would take effect."]
    assert Edition.objects.current() == founding_edition
    assert tick(30) == ["Edition 2.0 has taken effect."]
    assert Edition.objects.current() == announced
    assert tick(31) == []
    assert Effect.objects.count() == 2


def test_editions_take_effect_in_their_order_when_tick_was_away(founding_edition: Edition) -> None:
    publish_for(10)
    publish_for(20, change_class="editorial", text="Everybody decides together.")

    assert tick(40) == ["Edition 2.0 has taken effect.", "Edition 2.1 has taken effect."]
    assert Edition.objects.current().number == "2.1"


@pytest.mark.parametrize("days", [-1, 9])
def test_no_edition_takes_effect_in_the_past_or_before_the_one_it_follows(founding_edition: Edition, days: int) -> None:
    publish_for(10)

    with pytest.raises(EffectiveTooEarly):
        publish_for(days, text="Everybody decides together.")


def test_what_follows_an_announced_edition_at_once_waits_with_it(founding_edition: Edition) -> None:
    announced = publish_for(10)
    Clause.objects.filter(slug="participation").update(text="Everybody decides together.")

    following = Edition.objects.publish(
        shown=Draft.now().fingerprint, change_class="editorial", reason="Clearer.", by=None
    )

    assert following.effective_on == announced.effective_on
    assert following.previous == announced


def test_publisher_is_asked_for_a_day_while_an_edition_is_to_come(
    founding_edition: Edition, publisher: User, signed_in: SignIn
) -> None:
    announced = publish_for(10)
    Clause.objects.filter(slug="participation").update(text="Everybody decides together.")
    statement = {
        "shown": Draft.now().fingerprint,
        "change_class": "editorial",
        "reason": "Clearer.",
        "proposed_by": publisher.pk,
        "effective_on": "",
        "has_read": "on",
    }
    address = reverse("admin:principles_edition_publish")
    client = signed_in(publisher)

    page = client.get(address).content.decode()
    refused = client.post(address, statement)

    assert f'value="{announced.effective_on.isoformat()}"' in page
    assert "It cannot take effect before" in page
    assert "at once" not in page
    assert refused.status_code == 422
    assert Edition.objects.newest() == announced


def test_readers_see_the_edition_that_holds_and_are_told_of_the_one_to_come(
    client: Client, founding_edition: Edition
) -> None:
    publish_for(30)

    principle = client.get("/principles/participation/").content.decode()

    assert "Everybody decides." not in client.get("/principles/").content.decode()
    assert "To come with <a" in principle
    assert "Worded so since" in principle
    assert "takes effect on" in client.get("/editions/2.0/").content.decode()
    assert "Superseded" not in client.get("/editions/1.0/").content.decode()
    assert client.get("/editions/2.0/text.json").json()["in_effect"] is False
    assert "which takes effect on" in client.get("/editions/2.0/text.md").content.decode()


def test_clause_to_come_has_a_page_that_says_when(client: Client, founding_edition: Edition) -> None:
    Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.")
    publish_for(30)

    page = client.get("/principles/care/").content.decode()

    assert "This clause belongs to" in page
    assert "Retired" not in page


def test_clause_that_will_be_retired_is_not_retired_yet(client: Client, founding_edition: Edition) -> None:
    Clause.objects.filter(slug="transparency").update(is_retired=True)
    publish_for(30)

    assert "Retired" not in client.get("/principles/transparency/").content.decode()
    tick(30)
    assert "Retired" in client.get("/principles/transparency/").content.decode()


def test_publisher_chooses_the_day(founding_edition: Edition, publisher: User, signed_in: SignIn) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody decides.")
    statement = {
        "shown": Draft.now().fingerprint,
        "change_class": "substantive",
        "reason": "Clearer.",
        "proposed_by": publisher.pk,
        "has_read": "on",
    }
    address = reverse("admin:principles_edition_publish")
    client = signed_in(publisher)

    refused = client.post(address, statement | {"effective_on": "2001-02-03"})
    day = timezone.localdate() + timedelta(days=5)
    accepted = client.post(address, statement | {"effective_on": day.isoformat()}, follow=True)

    assert refused.status_code == 422
    assert "It cannot take effect before" in refused.content.decode()
    assert "and takes effect on" in accepted.content.decode()
    assert Edition.objects.newest().effective_on == day
