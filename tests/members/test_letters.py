"""What organisations are written about a new edition: once each, after a while in which it can be stopped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.lifecycle import WrongState
from members.jobs import remind_of_editions, write_about_editions
from members.models import Announcement, Letter, Organisation, SignOn
from principles.models import Clause, Edition

Publish = Callable[..., Edition]
SignIn = Callable[..., Client]
LIST = "/admin/members/announcement/"


@pytest.fixture
def second_member(make_organisation: Any, outsider: User, officer: User, sign: Any) -> Organisation:
    case = SignOn.objects.begin(organisation=make_organisation("Caring Fathers"), by=outsider)
    sign(case)
    case.submit(by=outsider)
    case.accept(by=officer)
    return case.organisation


def write(*, minutes: int = 60, dry_run: bool = False) -> list[str]:
    return list(write_about_editions(now=timezone.now() + timedelta(minutes=minutes), dry_run=dry_run))


def remind(days: int, *, dry_run: bool = False) -> list[str]:
    return list(remind_of_editions(now=timezone.now() + timedelta(days=days), dry_run=dry_run))


def bodies(mails: list[EmailMessage]) -> str:
    return "\n".join(str(mail.body) for mail in mails)


def test_first_edition_is_announced_to_nobody(member: Organisation) -> None:
    assert write() == []
    assert Announcement.objects.count() == 0


def test_messages_wait_before_they_go_out(member: Organisation, change: Publish) -> None:
    change("Everybody decides.")

    assert write(minutes=59) == []
    assert Letter.objects.count() == 0
    assert write(dry_run=True) == ["Organisations that would be written to about Edition 2.0: 1."]
    assert Letter.objects.count() == 0
    assert write() == ["Organisations that were written to about Edition 2.0: 1."]
    assert Announcement.objects.get().finished_at


def test_every_member_is_asked_once_whatever_ticks(
    member: Organisation, second_member: Organisation, change: Publish, delivered_mails: Any
) -> None:
    change("Everybody decides.")

    write()
    write()
    Announcement.objects.update(finished_at=None)
    write()

    asked = [mail for mail in delivered_mails() if "asked again" in mail.subject]
    assert sorted(mail.to for mail in asked) == [["amina@example.org"], ["outsider@example.org"]]
    assert f"/organisation/{member.slug}/edition/" in bodies(asked)
    assert "Without an answer nothing is signed in your name" in bodies(asked)
    assert not any(member.name in mail.subject for mail in asked)


def test_editorial_edition_is_told_and_asks_nothing(
    member: Organisation, change: Publish, delivered_mails: Any
) -> None:
    change("Everybody takes part.", "editorial")

    write()

    (mail,) = [mail for mail in delivered_mails() if "put better" in mail.subject]
    assert "carried over" in mail.body
    assert "say so on the record" in mail.body
    assert Letter.objects.get().occasion == "told"
    assert remind(31) == []


def test_who_answered_before_the_messages_go_out_is_not_asked(
    member: Organisation, second_member: Organisation, change: Publish, applicant: User
) -> None:
    change("Everybody decides.")
    member.stay(number="2.0", by=applicant)

    write()

    assert [letter.organisation for letter in Letter.objects.all()] == [second_member]


def test_stopped_messages_do_not_go_out_until_they_are_let_go(
    member: Organisation, change: Publish, publisher: User
) -> None:
    change("Everybody decides.")
    write(minutes=0)
    announcement = Announcement.objects.get()

    announcement.cancel(by=publisher)
    assert write() == []

    announcement.release()
    assert write() == ["Organisations that were written to about Edition 2.0: 1."]
    for verb in (announcement.release, lambda: announcement.cancel(by=publisher)):
        with pytest.raises(WrongState):
            verb()


def test_edition_that_was_followed_at_once_is_not_told_of(member: Organisation, change: Publish) -> None:
    change("Everybody takes part.", "editorial")
    write(minutes=0)
    change("Everybody really takes part.", "editorial")

    assert write() == ["Organisations that were written to about Edition 1.2: 1."]
    assert Letter.objects.count() == 1


def test_corrected_class_is_written_about_with_its_reason(
    member: Organisation, change: Publish, publisher: User, delivered_mails: Any
) -> None:
    edition = change("Everybody decides.", "editorial")
    write()
    edition.correct_class(change_class="substantive", reason="It asks for more.", by=publisher)

    assert write() == ["Organisations that were written to about Edition 1.1: 1."]

    asked = [mail for mail in delivered_mails() if "asked again" in mail.subject]
    assert "It asks for more." in bodies(asked)
    assert sorted(Letter.objects.values_list("occasion", flat=True)) == ["asked", "told"]


def test_class_corrected_before_the_messages_went_out_asks_nobody(
    member: Organisation, change: Publish, publisher: User
) -> None:
    edition = change("Everybody takes part.")
    write(minutes=0)
    edition.correct_class(change_class="editorial", reason="Only a word.", by=publisher)

    write()

    assert Letter.objects.get().occasion == "told"


def test_reminders_come_by_windows_and_end_with_the_time_of_grace(
    member: Organisation, change: Publish, delivered_mails: Any
) -> None:
    change("Everybody decides.")
    write(minutes=0)
    Announcement.objects.update(due_at=timezone.now())
    write(minutes=1)

    assert remind(29) == []
    assert remind(31, dry_run=True) == ["Organisations that would be reminded to answer: 1."]
    assert remind(31) == ["Organisations that were reminded to answer: 1."]
    assert remind(31) == []
    # Two windows were missed: one message makes up for both.
    assert remind(160) == ["Organisations that were reminded to answer: 1."]
    assert remind(170) == []
    assert remind(181) == []

    reminders = [mail for mail in delivered_mails() if "not answered yet" in mail.subject]
    assert len(reminders) == 2


def test_no_reminder_after_the_time_of_grace(member: Organisation, change: Publish) -> None:
    change("Everybody decides.")
    write()

    assert remind(182) == []


def test_who_has_answered_or_left_is_not_reminded(
    member: Organisation, second_member: Organisation, change: Publish, applicant: User, outsider: User
) -> None:
    change("Everybody decides.")
    write()
    member.stay(number="2.0", by=applicant)
    second_member.leave(by=outsider)

    assert remind(40) == []


def test_silence_signs_nothing(member: Organisation, change: Publish, client: Client) -> None:
    change("Everybody decides.")
    write()
    for days in (31, 91, 151, 400):
        remind(days)

    assert member.endorsements.count() == 1
    assert "Endorses edition 1.0" in client.get(member.get_absolute_url()).content.decode()


def test_organisation_without_people_is_counted_as_asked_and_stops_nothing(
    member: Organisation, change: Publish
) -> None:
    member.representatives.update(until=timezone.now())
    change("Everybody decides.")

    assert write() == ["Organisations that were written to about Edition 2.0: 1."]
    assert not Mail.objects.filter(subject__contains="asked again").exists()


def test_killed_half_way_asks_the_others_and_nobody_twice(
    member: Organisation, second_member: Organisation, change: Publish, monkeypatch: Any
) -> None:
    change("Everybody decides.")
    written = []

    def die(letter: Letter, announcement: Announcement) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(letter)
        send(letter, announcement)

    from members import emails

    send = emails.about_edition
    monkeypatch.setattr(emails, "about_edition", die)
    with pytest.raises(KeyboardInterrupt):
        write()
    monkeypatch.setattr(emails, "about_edition", send)

    assert Letter.objects.count() == 1
    write()
    assert Letter.objects.count() == 2
    assert Mail.objects.filter(subject__contains="asked again").count() == 2


def test_number_of_queries_for_each_organisation_is_constant(
    member: Organisation, second_member: Organisation, change: Publish, django_assert_max_num_queries: Any
) -> None:
    change("Everybody decides.")
    write(minutes=0)

    with django_assert_max_num_queries(60):
        write()


# Staff


def test_publisher_is_told_whom_an_edition_would_write_to(
    member: Organisation, second_member: Organisation, publisher: User, signed_in: SignIn
) -> None:
    second_member.representatives.update(until=timezone.now())
    Clause.objects.filter(slug="participation").update(text="Everybody decides.")

    page = signed_in(publisher).get(reverse("admin:principles_edition_publish")).content.decode()

    assert "1 organisation is asked to reaffirm." in page
    assert "1 organisation is told that its endorsement is carried over." in page
    assert "1 organisation has nobody on this site" in page
    assert "60 minutes after the edition has taken effect" in page


def test_publisher_stops_and_releases_messages(
    member: Organisation, change: Publish, publisher: User, signed_in: SignIn
) -> None:
    change("Everybody decides.")
    client = signed_in(publisher)

    assert "Stop</button>" in client.get(LIST).content.decode()
    key = Announcement.objects.get().pk
    page = client.post(f"{LIST}{key}/cancel/", follow=True).content.decode()
    assert "stopped by Paul Publisher" in page
    assert write() == []
    assert "were sent, or stopped, already" in client.post(f"{LIST}{key}/cancel/", follow=True).content.decode()
    assert "go out after all" in client.post(f"{LIST}{key}/release/", follow=True).content.decode()
    write()
    assert "Stop</button>" not in client.get(LIST).content.decode()


def test_nobody_else_stops_messages(
    member: Organisation, change: Publish, editor: User, officer: User, signed_in: SignIn
) -> None:
    change("Everybody decides.")
    Announcement.objects.plan()
    address = f"{LIST}{Announcement.objects.get().pk}/cancel/"

    assert Client().post(address).status_code == 302
    assert signed_in(editor).post(address).status_code == 403
    assert signed_in(officer).post(address).status_code == 403
    assert Announcement.objects.get().cancelled_at is None


def test_stopping_needs_a_post(member: Organisation, change: Publish, publisher: User, signed_in: SignIn) -> None:
    change("Everybody decides.")
    Announcement.objects.plan()

    assert signed_in(publisher).get(f"{LIST}{Announcement.objects.get().pk}/cancel/").status_code == 405
    assert signed_in(publisher).post(f"{LIST}999/cancel/").status_code == 404


def test_list_takes_the_same_queries_however_long_it_is(change: Publish, publisher: User, signed_in: SignIn) -> None:
    client = signed_in(publisher)

    def queries_of_list() -> int:
        Announcement.objects.plan()
        Announcement.objects.update(finished_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    change("Everybody decides.")
    few = queries_of_list()
    for count in range(3):
        change(f"Everybody decides, in {count} ways.")
        Announcement.objects.plan()

    assert queries_of_list() == few
