"""Staff correct and erase signatories, of organisations that they may see."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from alliance.accounts.models import User
from alliance.pages.models import Page
from members.models import Decision, Endorsement, Organisation, Signatory, SignOn
from principles.models import Edition
from tests.members.traces import stands

CORRECT = {
    "name": "Sofía Neu",
    "job_title": "Chair",
    "email": "neu@example.org",
    "reason": "By letter of the board.",
}


@pytest.fixture
def signatory(sign_on: SignOn, founding_edition: Edition) -> Signatory:
    signatory = sign_on.name_signatory(name="Sofía Signatory", job_title="Director", email="sofia@example.org")
    sign_on.sign(number="1.0", language="en", privacy_notice="0" * 64)
    sign_on.submit(by=sign_on.applicant)
    return signatory


def address(signatory: Signatory, name: str, organisation: Organisation | None = None) -> str:
    organisation = organisation or Organisation.objects.get()
    return f"/admin/members/organisation/{organisation.pk}/signatory/{signatory.pk}/{name}/"


def test_both_pages_lead_to_both_forms(desk: Client, signatory: Signatory, sign_on: SignOn) -> None:
    for page in (f"/admin/members/signon/{sign_on.pk}/change/", "/admin/members/organisation/1/change/"):
        page = page.replace("/1/", f"/{sign_on.organisation_id}/")
        body = desk.get(page).content.decode()
        for name in ("correction", "erasure"):
            assert address(signatory, name) in body


def test_signatory_is_corrected_with_a_reason(desk: Client, signatory: Signatory, officer: User) -> None:
    assert desk.get(address(signatory, "correction")).context["form"]["name"].value() == "Sofía Signatory"

    response = desk.post(address(signatory, "correction"), CORRECT, follow=True)

    page = response.content.decode()
    assert "The signatory is corrected." in page
    assert "other place" not in page
    signatory.refresh_from_db()
    assert (signatory.name, signatory.job_title, signatory.email) == ("Sofía Neu", "Chair", "neu@example.org")
    decision = Decision.objects.get(verb="correct")
    assert (decision.by, decision.reason) == (officer, "By letter of the board.")
    assert not stands("Sofía Signatory")
    assert not stands("sofia@example.org")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "broken \ufffd"),
        ("job_title", " "),
        ("email", "nobody"),
        ("reason", ""),
        ("reason", "Sofía  SIGNATORY asked."),
        ("reason", "Asked by sofia@example.org."),
    ],
)
def test_wrong_correction_is_refused_and_loses_nothing(
    desk: Client, signatory: Signatory, field: str, typed: str
) -> None:
    response = desk.post(address(signatory, "correction"), CORRECT | {field: typed})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert response.context["form"][field].value() == typed
    assert Signatory.objects.get().name == "Sofía Signatory"
    assert not Decision.objects.filter(verb="correct").exists()


def test_correction_that_corrects_nothing_is_refused(desk: Client, signatory: Signatory) -> None:
    same = {"name": "Sofía Signatory", "job_title": "Director", "email": "sofia@example.org", "reason": "Why."}

    response = desk.post(address(signatory, "correction"), same)

    assert response.status_code == 422
    assert "This is what stands there already." in response.content.decode()


def test_signatory_is_erased_and_shown_as_such(desk: Client, signatory: Signatory, officer: User) -> None:
    response = desk.post(address(signatory, "erasure"), {"reason": "By letter."}, follow=True)

    page = response.content.decode()
    assert "The signatory is erased." in page
    assert "name erased" in page
    assert "mailto:amina@example.org" not in page
    assert Endorsement.objects.get().signatory == signatory
    assert Decision.objects.get(verb="erase").reason == "By letter."
    assert not stands("Sofía Signatory")
    assert not stands("sofia@example.org")


@pytest.mark.parametrize("typed", ["", "Sofía Signatory asked.", "From sofia@example.org"])
def test_erasure_needs_a_reason_without_the_name(desk: Client, signatory: Signatory, typed: str) -> None:
    response = desk.post(address(signatory, "erasure"), {"reason": typed})

    assert response.status_code == 422
    assert "reason" in response.context["form"].errors
    assert stands("Sofía Signatory")


@pytest.fixture
def elsewhere(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation("Other", other_names="Sofía Signatory", description="Friends of Sofía Signatory.")


@pytest.mark.parametrize(("form", "typed"), [("erasure", {"reason": "By letter."}), ("correction", CORRECT)])
def test_name_in_other_places_is_shown_and_left_until_somebody_has_looked(
    desk: Client, signatory: Signatory, sign_on: SignOn, elsewhere: Organisation, form: str, typed: dict[str, str]
) -> None:
    page = address(signatory, form, sign_on.organisation)
    link = f'<a href="/admin/members/organisation/{elsewhere.pk}/change/">'
    assert f"{link}organisation {elsewhere.pk}: short description</a>" in desk.get(page).content.decode()

    told = desk.post(page, typed, follow=True).content.decode()

    assert f"{link}organisation {elsewhere.pk}: other names</a>" in told
    elsewhere.refresh_from_db()
    assert elsewhere.description == "Friends of Sofía Signatory."


@pytest.mark.parametrize(
    ("form", "typed", "left"),
    [("erasure", {"reason": "By letter."}, "[name erased]"), ("correction", CORRECT, "Sofía Neu")],
)
def test_name_in_other_places_is_written_over_by_who_has_looked(
    desk: Client,
    signatory: Signatory,
    sign_on: SignOn,
    elsewhere: Organisation,
    form: str,
    typed: dict[str, str],
    left: str,
) -> None:
    told = desk.post(address(signatory, form, sign_on.organisation), typed | {"everywhere": "on"}, follow=True)

    elsewhere.refresh_from_db()
    assert elsewhere.description == f"Friends of {left}."
    # Names are an organisation's own: nobody but it, or staff by hand, changes them.
    assert elsewhere.other_names == "Sofía Signatory"
    assert "other names</a>" in told.content.decode()


def test_nothing_is_asked_about_other_places_where_there_are_none(desk: Client, signatory: Signatory) -> None:
    assert "everywhere" not in desk.get(address(signatory, "erasure")).context["form"].fields


def test_erased_signatory_is_not_found_again(desk: Client, signatory: Signatory) -> None:
    desk.post(address(signatory, "erasure"), {"reason": "By letter."})

    for name in ("correction", "erasure"):
        assert desk.post(address(signatory, name), CORRECT).status_code == 404


def test_signatory_of_another_organisation_is_not_found(
    desk: Client, signatory: Signatory, make_organisation: Callable[..., Organisation]
) -> None:
    other = make_organisation("Other")

    for name in ("correction", "erasure"):
        assert desk.get(address(signatory, name, other)).status_code == 404


def test_only_who_decides_may_correct_and_erase(
    reader: User, signatory: Signatory, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(reader)

    for name in ("correction", "erasure"):
        assert client.get(address(signatory, name)).status_code == 403
        assert client.post(address(signatory, name), CORRECT).status_code == 403
    assert (
        "signatory/"
        not in client.get(f"/admin/members/organisation/{Organisation.objects.get().pk}/change/").content.decode()
    )
    assert stands("Sofía Signatory")


def test_signatory_of_a_counted_organisation_exists_for_those_alone_who_may_see_it(
    reader: User, signatory: Signatory, signed_in: Callable[[User], Client]
) -> None:
    Organisation.objects.update(visibility="counted")
    reader.user_permissions.add(Permission.objects.get(codename="decide_signon"))

    for name in ("correction", "erasure"):
        assert signed_in(reader).post(address(signatory, name), CORRECT).status_code == 404
    assert stands("Sofía Signatory")


def test_last_representative_is_not_erased_by_way_of_the_signature(
    desk: Client, member: Organisation, applicant: User
) -> None:
    signatory = Signatory.objects.get()
    shown = desk.get(address(signatory, "erasure")).content.decode()

    response = desk.post(address(signatory, "erasure"), {"reason": "By letter."})

    assert "The person has an account here." in shown
    assert response.status_code == 409
    assert "Nobody else acts for Men for Care" in response.content.decode()
    assert User.objects.get(pk=applicant.pk).is_active


# By way of the account


def test_administrator_erases_a_person(
    administrator: User, submitted: SignOn, applicant: User, signed_in: Callable[[User], Client]
) -> None:
    client, page = signed_in(administrator), f"/admin/accounts/user/{applicant.pk}/"
    Page.objects.filter(slug="contact").update(text="Ask Amina Applicant.")
    assert f"{page}erasure/" in client.get(f"{page}change/").content.decode()
    shown = client.get(f"{page}erasure/")

    response = client.post(f"{page}erasure/", {"everywhere": "on"}, follow=True)

    assert "1 other place" in shown.content.decode()

    assert "The person is erased." in response.content.decode()
    assert not stands("Amina Applicant")
    assert not stands("amina@")
    assert client.get(f"{page}erasure/").status_code == 404
    assert client.get(f"{page}change/").status_code == 200


def test_deleting_a_person_is_erasing(
    administrator: User, applicant: User, signed_in: Callable[[User], Client]
) -> None:
    client, page = signed_in(administrator), f"/admin/accounts/user/{applicant.pk}/"

    response = client.post(f"{page}delete/", {"post": "yes"})
    many = {"action": "delete_selected", "_selected_action": applicant.pk, "post": "yes"}
    client.post("/admin/accounts/user/", many)

    assert response.headers["Location"] == f"{page}erasure/"
    assert User.objects.filter(pk=applicant.pk).exists()


def test_nobody_erases_oneself_here(administrator: User, signed_in: Callable[[User], Client]) -> None:
    response = signed_in(administrator).post(f"/admin/accounts/user/{administrator.pk}/erasure/")

    assert response.status_code == 409
    assert User.objects.get(pk=administrator.pk).name == "Ada Administrator"


def test_officer_may_not_erase_accounts(desk: Client, officer: User, applicant: User) -> None:
    officer.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))

    assert desk.post(f"/admin/accounts/user/{applicant.pk}/erasure/").status_code == 403


def test_administrator_renames_a_person_everywhere(
    administrator: User, submitted: SignOn, applicant: User, signed_in: Callable[[User], Client]
) -> None:
    form = {"name": "Amina Neu", "email": applicant.email, "is_active": "on"}
    client, page = signed_in(administrator), f"/admin/accounts/user/{applicant.pk}/change/"
    contact = Page.objects.get(slug="contact")
    contact.edit(title=contact.title, text="Ask Amina Applicant.", by=administrator)

    told = client.post(page, form, follow=True).content.decode()

    assert f'<a href="/admin/pages/page/{contact.pk}/change/">page {contact.pk}: text</a>' in told
    assert Signatory.objects.get().name == "Amina Neu"
    contact.edit(title=contact.title, text="Ask us.", by=administrator)
    contact.history.all().delete()
    assert not stands("Amina Applicant")
