"""A wrong class is corrected by a notice that stays beside the edition."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from alliance.accounts.models import User
from principles.models import ClassIsRight, Clause, Edition

SignIn = Callable[..., Client]


@pytest.fixture
def second_edition(publish: Callable[..., Edition]) -> Edition:
    Clause.objects.filter(slug="participation").update(text="Everybody decides.")
    return publish("editorial")


def test_corrected_class_holds_and_the_number_stays(second_edition: Edition, publisher: User) -> None:
    second_edition.correct_class(change_class="substantive", reason=" It asks for more. ", by=publisher)

    edition = Edition.objects.newest()
    assert (edition.number, edition.change_class, edition.present_class) == ("1.1", "editorial", "substantive")
    assert edition.notices.get().reason == "It asks for more."
    assert Edition.objects.asking() == edition


def test_class_can_be_corrected_back(second_edition: Edition, publisher: User, founding_edition: Edition) -> None:
    second_edition.correct_class(change_class="substantive", reason="It asks for more.", by=publisher)
    second_edition.correct_class(change_class="editorial", reason="It does not.", by=publisher)

    assert Edition.objects.newest().present_class == "editorial"
    assert Edition.objects.asking() == founding_edition


def test_right_class_is_not_corrected(second_edition: Edition, founding_edition: Edition, publisher: User) -> None:
    with pytest.raises(ClassIsRight):
        second_edition.correct_class(change_class="editorial", reason="-", by=publisher)
    with pytest.raises(ClassIsRight):
        founding_edition.correct_class(change_class="substantive", reason="-", by=publisher)


def test_notice_never_changes(second_edition: Edition, publisher: User) -> None:
    second_edition.correct_class(change_class="substantive", reason="It asks for more.", by=publisher)

    for table in ("principles_editionnotice", "principles_effect"):
        for statement in (f"UPDATE {table} SET edition_id = edition_id", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
                connection.cursor().execute(statement)


def test_readers_see_the_correction_with_its_reason(client: Client, second_edition: Edition, publisher: User) -> None:
    second_edition.correct_class(change_class="substantive", reason="It asks for more.", by=publisher)

    page = client.get("/editions/1.1/").content.decode()

    assert "Class corrected" in page
    assert "It asks for more." in page
    assert "It was published as editorial" in client.get("/editions/").content.decode()
    assert client.get("/editions/1.1/text.json").json()["corrected_class"] == "substantive"
    assert 'term="substantive"' in client.get("/feeds/editions.atom").content.decode()


def test_publisher_corrects_the_class_with_a_reason(
    second_edition: Edition, publisher: User, signed_in: SignIn
) -> None:
    client = signed_in(publisher)
    address = reverse("admin:principles_edition_class", args=[second_edition.pk])

    assert "becomes substantive" in client.get(address).content.decode()
    assert client.post(address, {"shown": "editorial", "reason": " "}).status_code == 422
    client.post(address, {"shown": "editorial", "reason": "It asks for more."})

    assert Edition.objects.newest().present_class == "substantive"
    # Clicked twice, it is not turned back.
    assert client.post(address, {"shown": "editorial", "reason": "It asks for more."}).status_code == 409
    assert Edition.objects.newest().notices.count() == 1
    assert "substantive, corrected" in client.get(reverse("admin:principles_edition_changelist")).content.decode()


def test_nobody_else_corrects_a_class(second_edition: Edition, editor: User, signed_in: SignIn) -> None:
    address = reverse("admin:principles_edition_class", args=[second_edition.pk])

    assert signed_in(editor).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_first_edition_has_no_class_to_correct(founding_edition: Edition, publisher: User, signed_in: SignIn) -> None:
    address = reverse("admin:principles_edition_class", args=[founding_edition.pk])

    assert signed_in(publisher).get(address).status_code == 404
