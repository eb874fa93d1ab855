"""An organisation may say, on the record, that a change called editorial is none."""

from collections.abc import Callable

import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Organisation
from principles.models import Edition
from tests.members.desks import part

Publish = Callable[..., Edition]


def test_objection_to_an_editorial_class_is_on_the_record_once(
    member: Organisation, change: Publish, applicant: User
) -> None:
    edition = change("Everybody decides.", "editorial")

    member.object_to(number=edition.number, by=applicant, reason="It asks for more.")

    assert member.decisions.get(verb="object").edition == edition
    with pytest.raises(WrongState):
        member.object_to(number=edition.number, by=applicant, reason="Again.")


def test_substantive_change_cannot_be_objected_to(member: Organisation, change: Publish, applicant: User) -> None:
    with pytest.raises(WrongState):
        member.object_to(number=change("Everybody decides.").number, by=applicant, reason="-")


def test_objection_is_to_the_edition_that_was_read(at_desk: Client, member: Organisation, change: Publish) -> None:
    change("Everybody takes part.", "editorial")
    change("Everybody takes part in it.", "editorial")

    response = at_desk.post(part(member, "edition/objection/"), {"edition": "1.1", "reason": "It asks for more."})

    assert response.status_code == 409
    assert "It asks for more." in response.content.decode()
    assert not member.decisions.filter(verb="object").exists()
