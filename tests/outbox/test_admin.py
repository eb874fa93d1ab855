from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.mail import EmailMessage, send_mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alliance.accounts.models import User
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from alliance.outbox.sending import send_due

LIST = "admin:outbox_mail_changelist"
LATER = timezone.timedelta(days=4)


@pytest.fixture
def given_up(db: None) -> Mail:
    queue(to="ann@example.org", subject="News", text="The text.", carries_key=False)
    send_due(now=timezone.now() + LATER)
    return Mail.objects.get()


@pytest.fixture
def staff(signed_in: Callable[[User], Client], administrator: User) -> Client:
    return signed_in(administrator)


def send_again(client: Client, *mails: Mail) -> Any:
    selected = [mail.pk for mail in mails]
    return client.post(reverse(LIST), {"action": "send_again", "_selected_action": selected}, follow=True)


def test_staff_see_what_became_of_a_mail(staff: Client, settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = "tests.outbox.deliverers.Unreachable"
    queue(to="ann@example.org", subject="News", text="The text.", carries_key=False)
    send_due()

    listed = staff.get(reverse(LIST)).content.decode()

    for shown in ("ann@example.org", "News", "waiting, was tried", "ConnectionRefusedError: Connection refused"):
        assert shown in listed


@pytest.mark.parametrize("is_sent", [False, True])
def test_key_is_in_no_response_of_the_admin(staff: Client, is_sent: bool) -> None:
    send_mail("Your code", "The key is 493021.", None, ["ann@example.org"], html_message="<b>493021</b>")
    if is_sent:
        send_due()
    mail = Mail.objects.get()
    addresses = [
        reverse("admin:index"),
        reverse(LIST),
        reverse("admin:outbox_mail_change", args=[mail.pk]),
        reverse("admin:outbox_mail_history", args=[mail.pk]),
    ]

    for address in addresses:
        response = staff.get(address)
        assert response.status_code == 200, address
        assert "493021" not in response.content.decode(), address


@pytest.mark.parametrize("parameter", ["message__startswith", "html_message__startswith", "headers__isnull"])
def test_text_cannot_be_guessed_by_filtering(staff: Client, given_up: Mail, parameter: str) -> None:
    assert staff.get(reverse(LIST), {parameter: "The"}).status_code == 400


def test_text_cannot_be_guessed_by_searching(staff: Client, given_up: Mail) -> None:
    assert "ann@example.org" in staff.get(reverse(LIST), {"q": "News"}).content.decode()
    assert "ann@example.org" not in staff.get(reverse(LIST), {"q": "The text"}).content.decode()


@pytest.mark.parametrize("model", ["email", "log", "emailtemplate", "attachment"])
def test_tables_behind_the_outbox_have_no_admin_of_their_own(model: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:post_office_{model}_changelist")


def test_mails_are_filtered_by_state(staff: Client, given_up: Mail) -> None:
    assert "ann@example.org" in staff.get(reverse(LIST) + "?state=1").content.decode()
    assert "ann@example.org" not in staff.get(reverse(LIST) + "?state=0").content.decode()


def test_mail_that_was_given_up_is_sent_again(
    staff: Client, given_up: Mail, delivered_mails: Callable[[], list[EmailMessage]]
) -> None:
    response = send_again(staff, given_up)

    assert "1 mail will be sent again." in response.content.decode()
    assert [message.body for message in delivered_mails()] == ["The text."]
    entry = LogEntry.objects.get()
    assert (entry.change_message, entry.object_repr) == ("Sent again.", f"Mail {given_up.pk}")


def test_mail_whose_text_is_gone_is_not_sent_again_and_staff_are_told(staff: Client, db: None) -> None:
    send_mail("Your code", "493021", None, ["ann@example.org"])
    send_due(now=timezone.now() + LATER)

    response = send_again(staff, Mail.objects.get())

    assert "1 mail was left as it is" in response.content.decode()
    assert not LogEntry.objects.exists()


def test_mails_are_not_written_changed_or_deleted_by_hand(staff: Client, given_up: Mail) -> None:
    change = reverse("admin:outbox_mail_change", args=[given_up.pk])

    assert staff.get(reverse("admin:outbox_mail_add")).status_code == 403
    assert staff.post(change, {"subject": "Other"}).status_code == 403
    assert staff.post(reverse("admin:outbox_mail_delete", args=[given_up.pk]), {"post": "yes"}).status_code == 403
    assert Mail.objects.get().subject == "News"


def test_outbox_is_closed_to_staff_without_its_permission(
    signed_in: Callable[[User], Client], editor: User, given_up: Mail
) -> None:
    assert signed_in(editor).get(reverse(LIST)).status_code == 403


def test_who_may_look_may_not_send_again(signed_in: Callable[[User], Client], editor: User, given_up: Mail) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="view_mail"))
    client = signed_in(editor)

    assert client.get(reverse(LIST)).status_code == 200
    send_again(client, given_up)

    given_up.refresh_from_db()
    assert given_up in Mail.objects.given_up()


def test_list_asks_as_often_for_many_mails_as_for_one(
    staff: Client, given_up: Mail, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(50) as few:
        staff.get(reverse(LIST))
    for number in range(10):
        queue(to=f"{number}@example.org", subject="News", text="Text", carries_key=False)

    with django_assert_max_num_queries(len(few)):
        staff.get(reverse(LIST))
