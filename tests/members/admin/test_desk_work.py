"""What staff do besides deciding: paper, duplicates, desks without anybody, profiles with mistakes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Decision, Endorsement, Organisation, SignOn
from principles.models import Edition


def address(row: SignOn | Organisation, name: str = "change") -> str:
    return f"/admin/members/{row._meta.model_name}/{row.pk}/{name}/"


# A signature on paper


@pytest.fixture
def paper(founding_edition: Edition) -> dict[str, str]:
    return {
        "edition": str(founding_edition.pk),
        "language": "en",
        "name": "Sam Signatory",
        "job_title": "Chair",
        "email": "sam@example.org",
        "signed_on": timezone.localdate().isoformat(),
        "agreed_to_endorse": "on",
        "may_sign": "on",
        "reason": "By post; in the blue folder.",
    }


def test_signature_on_paper_becomes_an_endorsement(
    desk: Client, sign_on: SignOn, officer: User, paper: dict[str, str], told: list[Decision]
) -> None:
    response = desk.post(address(sign_on, "paper-signature"), paper)

    assert response.status_code == 302
    endorsement = Endorsement.objects.get()
    assert (endorsement.method, endorsement.recorded_by, endorsement.edition.number) == ("paper", officer, "1.0")
    assert endorsement.edition_digest == endorsement.edition.digest
    assert (endorsement.signatory.name, endorsement.signatory.job_title) == ("Sam Signatory", "Chair")
    assert timezone.localdate(endorsement.signed_at) == timezone.localdate()
    decision = Decision.objects.get(verb="paper")
    assert (decision.by, decision.reason, told) == (officer, "By post; in the blue folder.", [decision])
    page = desk.get(address(sign_on)).content.decode()
    assert "signed on paper, recorded by staff" in page


def test_case_with_a_signature_on_paper_can_be_accepted(
    desk: Client, sign_on: SignOn, officer: User, paper: dict[str, str]
) -> None:
    sign_on.name_signatory(name="Sam Signatory", job_title="Chair", email="sam@example.org")
    sign_on.submit(by=sign_on.applicant)
    desk.post(address(sign_on, "paper-signature"), paper)

    sign_on.accept(by=officer)

    assert Organisation.objects.get().standing == "member"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "broken \ufffd"),
        ("email", "nobody"),
        ("signed_on", "yesterday"),
        ("signed_on", (timezone.localdate() + timedelta(days=2)).isoformat()),
        ("signed_on", "1999-12-31"),
        ("edition", "1.0"),
        ("agreed_to_endorse", ""),
        ("may_sign", ""),
        ("reason", " "),
    ],
)
def test_incomplete_signature_on_paper_is_refused_and_loses_nothing(
    desk: Client, sign_on: SignOn, paper: dict[str, str], field: str, typed: str
) -> None:
    response = desk.post(address(sign_on, "paper-signature"), paper | {field: typed})

    form = response.context["form"]
    assert response.status_code == 422
    assert field in form.errors
    assert form["job_title"].value() == "Chair"
    assert not Endorsement.objects.exists()


def test_decided_case_takes_no_signature_on_paper(
    desk: Client, submitted: SignOn, officer: User, paper: dict[str, str]
) -> None:
    submitted.decline(by=officer, reason="No.")

    response = desk.post(address(submitted, "paper-signature"), paper)

    assert response.status_code == 409
    assert "This sign-on has been decided." in response.content.decode()
    assert Endorsement.objects.count() == 1


# A duplicate


@pytest.fixture
def existing(make_organisation: Callable[..., Organisation], officer: User) -> Organisation:
    """An organisation with an open case of its own, under a name that is written otherwise."""
    organisation = make_organisation("MEN for Càre Ltd.")
    SignOn.objects.begin(organisation=organisation, by=officer)
    return organisation


def test_duplicate_is_merged_and_its_case_says_into_what(
    desk: Client, submitted: SignOn, existing: Organisation, officer: User
) -> None:
    form = desk.get(address(submitted, "merge") + f"?into={existing.code}")
    assert f'value="{existing.code}"' in form.content.decode()

    response = desk.post(
        address(submitted, "merge"), {"into": existing.code.upper(), "reason": "You are here already."}
    )

    assert response.status_code == 302
    decision = submitted.decisions.last()
    assert (decision.verb, decision.merged_into, decision.by) == ("merge", existing, officer)
    assert SignOn.objects.get(pk=submitted.pk).state == "declined"
    assert Organisation.objects.count() == 2
    assert "merged into:" in desk.get(address(submitted)).content.decode()


@pytest.mark.parametrize(("field", "typed"), [("into", "no-such"), ("into", ""), ("into", "a\x00b"), ("reason", "")])
def test_incomplete_merge_is_refused(
    desk: Client, submitted: SignOn, existing: Organisation, field: str, typed: str
) -> None:
    response = desk.post(address(submitted, "merge"), {"into": existing.code, "reason": "Same.", field: typed})

    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_organisation_is_not_merged_into_itself(desk: Client, submitted: SignOn) -> None:
    response = desk.post(address(submitted, "merge"), {"into": submitted.organisation.code, "reason": "Same."})

    assert response.status_code == 422


def test_organisation_that_was_ever_accepted_is_not_merged(
    desk: Client, member: Organisation, existing: Organisation, applicant: User
) -> None:
    member.leave(by=applicant)
    again = SignOn.objects.begin(organisation=member, by=applicant)
    again.name_signatory(name="Sam", job_title="Chair", email="sam@example.org")
    again.submit(by=applicant)

    response = desk.post(address(again, "merge"), {"into": existing.code, "reason": "Same."})

    assert response.status_code == 409
    assert "never accepted" in response.content.decode()


def test_two_are_not_merged_into_each_other(submitted: SignOn, existing: Organisation, officer: User) -> None:
    other = existing.sign_ons.get()
    other.name_signatory(name="Sam", job_title="Chair", email="sam@example.org")
    other.submit(by=officer)
    submitted.merge_into(existing, by=officer, reason="Same.")

    with pytest.raises(WrongState):
        other.merge_into(submitted.organisation, by=officer, reason="Same.")


def test_merge_says_into_what_in_the_database(submitted: SignOn, officer: User) -> None:
    with pytest.raises(IntegrityError, match="a_merge_and_nothing_else_says_into_what"), transaction.atomic():
        Decision.objects.create(organisation=submitted.organisation, sign_on=submitted, verb="merge", by=officer)


# A desk for somebody new


def hand_over(**fields: object) -> dict[str, object]:
    return {"email": "outsider@example.org", "reason": "Called the number in the register.", **fields}


def test_desk_goes_to_a_new_person_after_a_recorded_check(
    desk: Client, member: Organisation, outsider: User, officer: User
) -> None:
    earlier = member.representatives.get()

    response = desk.post(address(member, "hand-over"), hand_over(instead_of=[earlier.pk]))

    assert response.status_code == 302
    assert [it.person for it in member.representatives.acting()] == [outsider]
    decision = member.decisions.last()
    assert (decision.verb, decision.reason) == ("hand_over", "Called the number in the register.")
    assert "Otto Outsider" in desk.get(address(member)).content.decode()


def test_those_who_acted_so_far_stay_unless_they_are_named(desk: Client, member: Organisation, outsider: User) -> None:
    desk.post(address(member, "hand-over"), hand_over(email="OUTSIDER@example.org"))

    assert member.representatives.acting().count() == 2


@pytest.mark.parametrize(
    ("field", "typed"), [("email", "nobody@example.org"), ("email", "amina@example.org"), ("reason", " ")]
)
def test_incomplete_hand_over_is_refused(
    desk: Client, member: Organisation, outsider: User, field: str, typed: str
) -> None:
    response = desk.post(address(member, "hand-over"), hand_over(**{field: typed}))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert member.representatives.count() == 1


def test_representative_of_another_is_not_taken_away(
    desk: Client, member: Organisation, outsider: User, existing: Organisation
) -> None:
    stranger = existing.representatives.create(person=outsider)

    response = desk.post(address(member, "hand-over"), hand_over(instead_of=[stranger.pk]))

    assert response.status_code == 422
    assert existing.representatives.acting().count() == 1


def test_applicant_has_no_desk_to_hand_over(desk: Client, submitted: SignOn, outsider: User) -> None:
    response = desk.post(address(submitted.organisation, "hand-over"), hand_over())

    assert response.status_code == 409


def test_desk_is_handed_to_a_person_once(member: Organisation, outsider: User, officer: User) -> None:
    member.hand_over(to=outsider, by=officer, reason="Checked.")

    with pytest.raises(WrongState):
        member.hand_over(to=outsider, by=officer, reason="Checked.")

    assert member.decisions.filter(verb="hand_over").count() == 1


# A profile with a mistake


def corrected(organisation: Organisation, **fields: str) -> dict[str, str]:
    return {
        "name": organisation.name,
        "country": organisation.country.code,
        "kind": organisation.kind,
        "language": organisation.language,
        "themes": "",
        "reason": "A typo.",
        **fields,
    }


def test_profile_is_corrected_with_a_history(desk: Client, member: Organisation, officer: User) -> None:
    response = desk.post(address(member, "correction"), corrected(member, name="Men for More Care", themes="health"))

    assert response.status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.folded_name) == ("Men for More Care", "men for more care")
    assert (organisation.standing, organisation.visibility) == ("member", "public")
    assert [tag.name for tag in organisation.themes.all()] == ["health"]
    record = organisation.history.first()
    assert (record.history_user, record.history_change_reason, record.name) == (officer, "A typo.", "Men for More Care")
    page = desk.get(address(member, "history")).content.decode()
    for words in ("Men for Care", "Men for More Care", "A typo.", "Omar Officer"):
        assert words in page


def test_correction_of_nothing_writes_no_history(desk: Client, member: Organisation) -> None:
    before = member.history.count()

    desk.post(address(member, "correction"), corrected(member))

    assert member.history.count() == before


def test_correction_changes_neither_standing_nor_visibility(desk: Client, member: Organisation) -> None:
    desk.post(address(member, "correction"), corrected(member, standing="removed", visibility="counted", slug="x"))

    member.refresh_from_db()
    assert (member.standing, member.visibility, member.slug) == ("member", "public", "men-for-care")


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("country", "XX"), ("website", "not an address"), ("reason", "")]
)
def test_wrong_correction_is_refused_and_loses_nothing(
    desk: Client, member: Organisation, field: str, typed: str
) -> None:
    response = desk.post(address(member, "correction"), corrected(member, **{"other_names": "MFC", field: typed}))

    form = response.context["form"]
    assert response.status_code == 422
    assert field in form.errors
    assert form["other_names"].value() == "MFC"
    member.refresh_from_db()
    assert member.other_names == ""


def test_earlier_profile_is_looked_at_and_not_brought_back(desk: Client, member: Organisation) -> None:
    path = address(member, f"history/{member.history.last().pk}")

    assert desk.get(path).status_code == 200
    assert desk.post(path, corrected(member)).status_code == 403
