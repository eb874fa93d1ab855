"""The profile and its visibility, as the organisation's own people change them: without JavaScript, losing nothing."""

from typing import Any

import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Organisation, ProfileChange
from tests.members.desks import part, profile


def saved(client: Client, organisation: Organisation, **typed: Any) -> str:
    """The page that follows, after the form has been accepted."""
    response = client.post(part(organisation, "profile/"), profile(**typed), follow=True)
    assert response.redirect_chain == [(part(organisation), 302)]
    return response.content.decode()


def test_description_and_themes_hold_at_once(at_desk: Client, member: Organisation) -> None:
    page = saved(at_desk, member, description="Fathers who care.", themes="care, health", year_founded="1998")

    member.refresh_from_db()
    assert (member.description, member.year_founded) == ("Fathers who care.", 1998)
    assert sorted(member.themes.names()) == ["care", "health"]
    assert "What you changed holds at once." in page
    assert "Fathers who care." in Client().get(member.get_absolute_url()).content.decode()
    assert not ProfileChange.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"), [("name", "Fathers for Care"), ("country", "MX"), ("website", "https://care.example/")]
)
def test_name_country_and_website_wait(at_desk: Client, member: Organisation, field: str, typed: str) -> None:
    page = saved(at_desk, member, **{field: typed})

    assert "Sent to review." in page
    assert "Waiting for review" in page
    assert ProfileChange.objects.get().words[field] == typed
    public = Client().get(member.get_absolute_url()).content.decode()
    assert typed not in public
    assert "Men for Care" in public


def test_page_says_what_holds_and_what_waits(at_desk: Client, member: Organisation) -> None:
    page = saved(at_desk, member, name="Fathers for Care", description="Fathers who care.")

    assert "holds at once, but for name, country and website: they wait for review." in page
    member.refresh_from_db()
    assert (member.name, member.description) == ("Men for Care", "Fathers who care.")


def test_saving_without_a_change_says_so(at_desk: Client, member: Organisation) -> None:
    history = member.history.count()

    assert "Nothing was changed." in saved(at_desk, member)
    assert member.history.count() == history


def test_form_shows_what_waits_so_that_another_change_leaves_it(at_desk: Client, member: Organisation) -> None:
    saved(at_desk, member, name="Fathers for Care")
    form = at_desk.get(part(member, "profile/")).context["form"]
    assert form["name"].value() == "Fathers for Care"

    saved(at_desk, member, name="Fathers for Care", description="Fathers who care.")

    assert ProfileChange.objects.get().state == "waiting"


def test_typing_the_old_name_takes_back_what_waits(at_desk: Client, member: Organisation) -> None:
    saved(at_desk, member, name="Fathers for Care")

    assert "Nothing waits for review any more" in saved(at_desk, member)
    assert ProfileChange.objects.get().state == "withdrawn"


def test_what_waits_is_taken_back_with_a_button(at_desk: Client, member: Organisation) -> None:
    saved(at_desk, member, name="Fathers for Care")

    response = at_desk.post(part(member, "profile/withdrawal/"), follow=True)

    assert "Taken back." in response.content.decode()
    assert ProfileChange.objects.get().state == "withdrawn"
    assert at_desk.post(part(member, "profile/withdrawal/")).status_code == 409
    assert at_desk.get(part(member, "profile/withdrawal/")).status_code == 405


def test_each_field_says_whether_it_is_public_and_whether_it_is_reviewed(at_desk: Client, member: Organisation) -> None:
    page = at_desk.get(part(member, "profile/")).content.decode()

    assert page.count("Goes to review") == 3
    assert page.count("Private") == 2
    assert page.count("Public") == 10


def test_no_field_of_who_is_counted_only_is_public(at_desk: Client, member: Organisation) -> None:
    member.describe(visibility="counted")

    page = at_desk.get(part(member, "profile/")).content.decode()

    assert page.count("Private") == 12
    assert "Public" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "broken \ufffd"),
        ("country", "XX"),
        ("kind", ""),
        ("website", "javascript:alert(1)"),
        ("year_founded", "3000"),
        ("description", "broken \ufffd"),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_loses_nothing(
    at_desk: Client, member: Organisation, field: str, value: str
) -> None:
    typed = profile(statement="Typed at length.", **{field: value})

    response = at_desk.post(part(member, "profile/"), typed)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert response.context["form"]["statement"].value() == "Typed at length."
    member.refresh_from_db()
    assert (member.name, member.statement) == ("Men for Care", "")
    # The back button asks for the form anew.
    assert at_desk.get(part(member, "profile/")).context["form"]["statement"].value() == "Typed at length."


def test_what_was_saved_is_not_followed_by_what_was_refused(at_desk: Client, member: Organisation) -> None:
    at_desk.post(part(member, "profile/"), profile(name="", statement="Typed first."))
    saved(at_desk, member, statement="Typed later.")

    assert at_desk.get(part(member, "profile/")).context["form"]["statement"].value() == "Typed later."


def test_what_was_typed_outlives_a_session_that_ran_out(member: Organisation, applicant: User) -> None:
    visitor = Client()
    assert visitor.post(part(member, "profile/"), profile(description="Typed at length.")).status_code == 302

    visitor.force_login(applicant)

    assert visitor.get(part(member, "profile/")).context["form"]["description"].value() == "Typed at length."


def test_organisation_that_has_left_meanwhile_is_told(
    at_desk: Client, member: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_left(*args: object, **kwargs: object) -> None:
        raise WrongState("Your organisation has left.")

    monkeypatch.setattr(type(ProfileChange.objects), "propose", has_left)

    response = at_desk.post(part(member, "profile/"), profile(name="Other", description="Typed."))

    assert response.status_code == 409
    assert "Your organisation has left." in response.content.decode()
    member.refresh_from_db()
    assert member.description == ""


# Named or counted only


def test_going_to_counted_only_removes_the_page_at_once(at_desk: Client, member: Organisation) -> None:
    response = at_desk.post(part(member, "visibility/"), {"visibility": "counted"}, follow=True)

    assert "counted and named nowhere" in response.content.decode()
    visitor = Client()
    assert visitor.get(member.get_absolute_url()).status_code == 404
    page = visitor.get("/members/").content.decode()
    assert "1 organisation" in page
    assert "Men for Care" not in page


def test_to_be_named_is_said_twice(at_desk: Client, member: Organisation) -> None:
    member.describe(visibility="counted")

    response = at_desk.post(part(member, "visibility/"), {"visibility": "public"})

    assert response.status_code == 422
    assert "confirmed" in response.context["form"].errors
    assert Client().get(member.get_absolute_url()).status_code == 404
    at_desk.post(part(member, "visibility/"), {"visibility": "public", "confirmed": "on"})
    assert Client().get(member.get_absolute_url()).status_code == 200


def test_tick_is_not_there_beforehand_and_needed_by_nobody_else(at_desk: Client, member: Organisation) -> None:
    history = member.history.count()
    assert at_desk.post(part(member, "visibility/"), {"visibility": "public"}).status_code == 302
    assert member.history.count() == history

    member.describe(visibility="counted")

    assert not at_desk.get(part(member, "visibility/")).context["form"]["confirmed"].value()
    assert at_desk.post(part(member, "visibility/"), {"visibility": "counted"}).status_code == 302


@pytest.mark.parametrize("value", ["", "hidden"])
def test_other_choice_is_refused(at_desk: Client, member: Organisation, value: str) -> None:
    assert at_desk.post(part(member, "visibility/"), {"visibility": value}).status_code == 422
    assert at_desk.get(part(member, "visibility/")).context["form"]["visibility"].value() == value


def test_choice_of_a_suspended_organisation_holds_when_it_is_back(
    at_desk: Client, member: Organisation, officer: User
) -> None:
    member.suspend(by=officer, reason="Because.")

    page = at_desk.post(part(member, "visibility/"), {"visibility": "counted"}, follow=True).content.decode()

    assert "as soon as your organisation is a member again" in page
    member.refresh_from_db()
    assert (member.visibility, member.standing) == ("counted", "suspended")


def test_posting_without_a_token_is_refused(member: Organisation, applicant: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(applicant)

    for name in ("profile/", "profile/withdrawal/", "visibility/", "logo/", "logo/removal/", "withdrawal/"):
        assert client.post(part(member, name), profile(visibility="counted")).status_code == 403
    member.refresh_from_db()
    assert (member.standing, member.visibility) == ("member", "public")
