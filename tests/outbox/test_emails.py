from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import translation

from alliance.outbox.emails import queue, queue_from_templates
from alliance.outbox.models import Mail

Delivered = Callable[[], list[EmailMessage]]


@pytest.fixture
def templates(settings: Any, tmp_path: Path) -> Path:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (tmp_path / "greeting_subject.txt").write_text("{% translate 'Home' %}:\n{{ name }}\n")
    (tmp_path / "greeting_message.txt").write_text("{{ name }}, {% translate 'Home' %} {{ SITE_URL }}\n")
    return tmp_path


def test_text_is_queued_with_its_subject_on_one_line(delivered_mails: Delivered) -> None:
    queue(to="ann@example.org", subject=" A word \n from\u2028us ", text="Good day.", carries_key=False)

    (message,) = delivered_mails()

    assert (message.subject, message.body, message.to) == ("A word from us", "Good day.", ["ann@example.org"])


@pytest.mark.django_db
def test_mail_carries_a_key_where_its_writer_says_so() -> None:
    queue(to="ann@example.org", subject="News", text="Text", carries_key=False)
    queue(to="bob@example.org", subject="Sign here", text="Link", carries_key=True)

    assert [mail.carries_key for mail in Mail.objects.order_by("pk")] == [False, True]


def test_templates_are_rendered_as_plain_text_in_the_language_of_the_recipient(
    delivered_mails: Delivered, templates: Path, pseudo_language: str
) -> None:
    context = {"name": "Sons & <Fathers>"}

    queue_from_templates("greeting", to="ann@example.org", language=pseudo_language, context=context, carries_key=False)

    (message,) = delivered_mails()
    with translation.override(pseudo_language):
        home = translation.gettext("Home")
    assert message.subject == f"{home}: Sons & <Fathers>"
    assert message.body == f"Sons & <Fathers>, {home} http://testserver"
    assert translation.get_language() == "en"
