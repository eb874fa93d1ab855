"""The people at the desk: an officer who decides, and a reader who may only look."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from alliance.accounts.models import User
from members import emails
from members.models import Decision


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[Decision]:
    """The decisions that the people concerned were told of; what they are told is tested with the e-mails."""
    decisions: list[Decision] = []
    tell = emails.about_decision

    def note_and_tell(decision: Decision) -> None:
        decisions.append(decision)
        tell(decision)

    monkeypatch.setattr(emails, "about_decision", note_and_tell)
    return decisions


@pytest.fixture
def desk(officer: User, signed_in: Callable[[User], Client]) -> Client:
    officer.groups.add(Group.objects.get(name="Officers"))
    return signed_in(officer)


@pytest.fixture
def reader(editor: User) -> User:
    """An editor who may look at sign-ons and organisations, and not decide."""
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_signon", "view_organisation"]))
    return editor
