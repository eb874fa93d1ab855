"""Who sees a case, and what outlives a session that ran out."""

from collections.abc import Callable

import pytest
from django.test import Client

from alliance.accounts.models import User
from members.models import Organisation, SignOn
from tests.members.joining import NEW, PROFILE, SIGNED_BY_ANOTHER, SIGNED_BY_ME, step

PAGES = ["detail", "organisation", "text", "check", "receipt", "receipt-json", "call-back", "retract"]


@pytest.mark.parametrize("page", PAGES)
def test_a_case_does_not_exist_for_anybody_else(
    desk: Client, case: SignOn, outsider: User, editor: User, signed_in: Callable[[User], Client], page: str
) -> None:
    for user in (outsider, editor):
        assert signed_in(user).get(step(page, case)).status_code == 404
        assert signed_in(user).post(step(page, case)).status_code == 404
    response = Client().get(step(page, case))
    assert response.status_code == 302
    assert "/accounts/login/" in response.headers["Location"]


def test_what_was_typed_outlives_a_session_that_ran_out(desk: Client, applicant: User) -> None:
    visitor = Client()
    assert visitor.post(NEW, PROFILE).status_code == 302

    visitor.force_login(applicant)
    response = visitor.get(NEW)

    assert response.context["form"]["description"].value() == "Somos padres."
    assert not Organisation.objects.exists(), "it is shown to be saved, not saved"
    assert not visitor.get(NEW).context["form"].is_bound


@pytest.mark.parametrize("typed", [SIGNED_BY_ME, SIGNED_BY_ANOTHER], ids=["me", "another"])
def test_choices_and_ticks_outlive_a_session_that_ran_out(
    desk: Client, case: SignOn, applicant: User, typed: dict[str, str]
) -> None:
    visitor = Client()
    visitor.post(step("text", case), typed)

    visitor.force_login(applicant)
    form = visitor.get(step("text", case)).context["form"]

    consents = ("endorse", "may_sign", "privacy")
    assert form["who"].value() == typed["who"]
    assert [bool(form[name].value()) for name in consents] == [name in typed for name in consents]
    assert not SignOn.objects.get().signatory, "it is shown to be sent, not sent"


def test_pages_of_a_case_are_never_stored(desk: Client, case: SignOn) -> None:
    assert "no-store" in desk.get(step("text", case)).headers["Cache-Control"]


def test_markup_in_a_name_is_text(desk: Client) -> None:
    desk.post(NEW, PROFILE | {"name": "<script>alert(1)</script>"})

    assert "<script>alert" not in desk.get(SignOn.objects.get().get_absolute_url()).content.decode()
