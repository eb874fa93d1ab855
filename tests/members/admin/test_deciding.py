"""Staff look at a case, decide on it, and are told when somebody else has done so already."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client

from alliance.accounts.models import User
from members.models import Decision, Organisation, SignOn

SignIn = Callable[[User], Client]


def address(row: SignOn | Organisation, name: str = "change") -> str:
    return f"/admin/members/{row._meta.model_name}/{row.pk}/{name}/"


def decision(case: SignOn, verb: str, **fields: str) -> dict[str, str]:
    return {"verb": verb, "version": case.version, "reason": "Because.", **fields}


# The page of a case


def test_page_shows_profile_signature_duplicates_and_history(
    desk: Client, submitted: SignOn, make_organisation: Callable[..., Organisation]
) -> None:
    submitted.organisation.describe(registration_number="A-77", website="https://care.example")
    other = make_organisation("MEN for Càre Ltd.")

    page = desk.get(address(submitted)).content.decode()

    endorsement = submitted.endorsement
    for words in ("A-77", "https://care.example", endorsement.edition_digest, 'href="/editions/1.0/"', "Director"):
        assert words in page
    assert "MEN for Càre Ltd." in page
    assert f"into={other.code}" in page
    assert "Sent in" in page
    for mark in ("public", "private"):
        assert f">{mark}</span>" in page


def test_page_offers_what_can_be_decided_now(desk: Client, submitted: SignOn, officer: User) -> None:
    page = desk.get(address(submitted)).content.decode()
    assert [verb for verb in ("accept", "return", "decline") if f'value="{verb}"' in page] == [
        "accept",
        "return",
        "decline",
    ]

    submitted.decline(by=officer, reason="No.")

    assert 'name="verb"' not in desk.get(address(submitted)).content.decode()


def test_page_has_nothing_that_a_strict_policy_refuses(desk: Client, submitted: SignOn, member: Organisation) -> None:
    for row in (submitted, member):
        page = desk.get(address(row)).content.decode()
        for refused in ("style=", "<style", "onclick=", "<script>"):
            assert refused not in page


def test_looking_at_a_case_does_not_open_its_review(desk: Client, submitted: SignOn, officer: User) -> None:
    desk.get(address(submitted))
    assert SignOn.objects.get().opened_at is None

    assert desk.post(address(submitted, "review")).status_code == 302

    assert SignOn.objects.get().opened_by == officer
    assert "Open the review" not in desk.get(address(submitted)).content.decode()


def test_second_officer_is_told_who_opened_the_review(desk: Client, submitted: SignOn, administrator: User) -> None:
    submitted.open_review(by=administrator)

    page = desk.post(address(submitted, "review"), follow=True).content.decode()

    assert "Ada Administrator has opened this review already." in page


def test_case_that_does_not_wait_cannot_be_opened(desk: Client, sign_on: SignOn) -> None:
    response = desk.post(address(sign_on, "review"))

    assert response.status_code == 409
    assert "This case does not wait for review." in response.content.decode()


def test_case_that_does_not_exist_is_a_404(desk: Client, submitted: SignOn) -> None:
    for key in ("0" * 8, "00000000-0000-0000-0000-000000000000"):
        assert desk.get(f"/admin/members/signon/{key}/change/").status_code == 404


# Deciding


@pytest.mark.parametrize(
    ("verb", "state", "standing"),
    [("accept", "accepted", "member"), ("return", "returned", "applicant"), ("decline", "declined", "applicant")],
)
def test_officer_decides_with_a_reason(
    desk: Client, submitted: SignOn, officer: User, told: list[Decision], verb: str, state: str, standing: str
) -> None:
    response = desk.post(address(submitted, "decision"), decision(submitted, verb))

    assert response.status_code == 302
    assert (SignOn.objects.get().state, Organisation.objects.get().standing) == (state, standing)
    last = Decision.objects.last()
    assert (last.verb, last.reason, last.by) == (verb, "Because.", officer)
    assert told == [last]


def test_acceptance_needs_no_reason(desk: Client, submitted: SignOn) -> None:
    desk.post(address(submitted, "decision"), decision(submitted, "accept", reason=""))

    assert SignOn.objects.get().state == "accepted"


@pytest.mark.parametrize("verb", ["return", "decline"])
@pytest.mark.parametrize("reason", ["", "  ", "broken \ufffd", "x" * 4001])
def test_wrong_reason_is_refused_beside_its_field_and_loses_nothing(
    desk: Client, submitted: SignOn, verb: str, reason: str
) -> None:
    response = desk.post(address(submitted, "decision"), decision(submitted, verb, reason=reason))

    form = next(it for it in response.context["decision_forms"] if it.choice.verb == verb)
    assert response.status_code == 422
    assert form.errors["reason"]
    assert form["reason"].value() == reason
    assert SignOn.objects.get().state == "submitted"


@pytest.mark.parametrize("verb", ["", "suspend", "accept "])
def test_what_is_no_decision_on_a_case_is_refused(desk: Client, submitted: SignOn, verb: str) -> None:
    response = desk.post(address(submitted, "decision"), decision(submitted, verb))

    assert response.status_code == 422
    assert "Choose one of the decisions below." in response.content.decode()


def test_unsigned_case_cannot_be_accepted(desk: Client, sign_on: SignOn) -> None:
    sign_on.name_signatory(name="Sam", job_title="Chair", email="sam@example.org")
    sign_on.submit(by=sign_on.applicant)

    response = desk.post(address(sign_on, "decision"), decision(sign_on, "accept", reason="Welcome all."))

    assert response.status_code == 409
    assert "Nobody has signed for this organisation yet" in response.content.decode()
    assert "Welcome all." in response.content.decode()
    assert SignOn.objects.get().state == "submitted"


def test_second_decision_is_refused_with_what_was_typed(
    desk: Client, submitted: SignOn, administrator: User, told: list[Decision]
) -> None:
    posted = decision(submitted, "decline", reason="Typed at length.")
    submitted.accept(by=administrator)

    response = desk.post(address(submitted, "decision"), posted)

    assert response.status_code == 409
    assert "The case has moved since you opened this page." in response.content.decode()
    assert "Typed at length." in response.content.decode()
    assert Decision.objects.filter(verb="decline").count() == 0
    assert told == []


def test_form_that_was_changed_after_it_was_read_is_not_accepted(desk: Client, submitted: SignOn) -> None:
    posted = decision(submitted, "accept", reason="Welcome.")
    submitted.call_back(by=submitted.applicant)
    submitted.submit(by=submitted.applicant)

    response = desk.post(address(submitted, "decision"), posted)

    form = next(it for it in response.context["decision_forms"] if it.choice.verb == "accept")
    assert response.status_code == 409
    assert form["reason"].value() == "Welcome."
    assert desk.post(address(submitted, "decision"), posted | {"version": form["version"].value()}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_officers_deciding_at_once_make_one_decision_and_one_refusal(
    submitted: SignOn, officer: User, administrator: User, signed_in: SignIn
) -> None:
    officer.user_permissions.add(*Permission.objects.filter(codename__in=["view_signon", "decide_signon"]))
    together = Barrier(2)
    answers: list[int] = []

    def decide(client: Client, verb: str) -> None:
        together.wait()
        try:
            answers.append(client.post(address(submitted, "decision"), decision(submitted, verb)).status_code)
        finally:
            connection.close()

    clients = [(signed_in(officer), "accept"), (signed_in(administrator), "decline")]
    threads = [Thread(target=decide, args=it) for it in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [302, 409]
    assert Decision.objects.exclude(verb="submit").count() == 1


def test_note_is_kept_for_staff_alone(desk: Client, submitted: SignOn, officer: User) -> None:
    response = desk.post(address(submitted, "note"), {"note": "I called them."})

    assert response.status_code == 302
    note = submitted.notes.get()
    assert (note.text, note.by) == ("I called them.", officer)
    assert "I called them." in desk.get(address(submitted)).content.decode()
    assert Decision.objects.filter(reason__contains="called").count() == 0


def test_empty_note_is_refused(desk: Client, submitted: SignOn) -> None:
    response = desk.post(address(submitted, "note"), {"note": " "})

    assert response.status_code == 422
    assert response.context["note_form"].errors["note"]


# Standings


def test_officer_suspends_restores_and_removes_a_member(desk: Client, member: Organisation) -> None:
    for verb, standing in (("suspend", "suspended"), ("restore", "member"), ("remove", "removed")):
        response = desk.post(address(member, "decision"), {"verb": verb, "reason": "Because."})

        assert response.status_code == 302
        member.refresh_from_db()
        assert (member.standing, member.decisions.last().verb) == (standing, verb)


@pytest.mark.parametrize("verb", ["suspend", "remove"])
def test_standing_is_not_taken_without_a_reason(desk: Client, member: Organisation, verb: str) -> None:
    response = desk.post(address(member, "decision"), {"verb": verb, "reason": ""})

    assert response.status_code == 422
    member.refresh_from_db()
    assert member.standing == "member"


def test_member_that_has_left_cannot_be_suspended(desk: Client, member: Organisation, applicant: User) -> None:
    member.leave(by=applicant)

    response = desk.post(address(member, "decision"), {"verb": "suspend", "reason": "Typed at length."})

    assert response.status_code == 409
    assert "Typed at length." in response.content.decode()


# Who may


POSTS = ["decision", "review", "note", "merge", "paper-signature"]


@pytest.mark.parametrize("name", POSTS)
def test_whoever_may_only_look_cannot_decide(reader: User, submitted: SignOn, signed_in: SignIn, name: str) -> None:
    client = signed_in(reader)
    assert client.get(address(submitted)).status_code == 200

    assert client.post(address(submitted, name), decision(submitted, "decline")).status_code == 403

    assert "<h2>Decide</h2>" not in client.get(address(submitted)).content.decode()
    assert SignOn.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["decision", "correction", "hand-over"])
def test_whoever_may_only_look_cannot_change_an_organisation(
    reader: User, member: Organisation, signed_in: SignIn, name: str
) -> None:
    response = signed_in(reader).post(address(member, name), {"verb": "remove", "reason": "Because."})

    assert response.status_code == 403


def test_editors_do_not_see_cases(editor: User, submitted: SignOn, signed_in: SignIn) -> None:
    client = signed_in(editor)

    for path in ("/admin/members/signon/", address(submitted), address(submitted, "decision")):
        assert client.get(path).status_code == 403


def test_decision_is_posted(desk: Client, submitted: SignOn, member: Organisation) -> None:
    for path in (address(submitted, "decision"), address(submitted, "review"), address(submitted, "note")):
        assert desk.get(path).status_code == 405
    assert desk.get(address(member, "decision")).status_code == 405


@pytest.mark.parametrize("name", ["change", "delete", "add"])
def test_nobody_changes_or_deletes_past_the_verbs(
    administrator: User, submitted: SignOn, member: Organisation, signed_in: SignIn, name: str
) -> None:
    client = signed_in(administrator)

    for row in (submitted, member):
        path = f"/admin/members/{row._meta.model_name}/add/" if name == "add" else address(row, name)
        answer = client.post(path, {"standing": "removed", "state": "draft", "name": "Other", "post": "yes"})
        assert answer.status_code in {403, 405}
    member.refresh_from_db()
    assert (member.standing, member.name) == ("member", "Men for Care")


def test_decisions_are_not_written_to_the_log_of_the_admin(desk: Client, submitted: SignOn) -> None:
    desk.post(address(submitted, "decision"), decision(submitted, "accept"))
    desk.post(address(submitted.organisation, "decision"), {"verb": "suspend", "reason": "Because."})

    assert not LogEntry.objects.exists()


def test_officers_have_the_rights_that_their_name_promises(db: None) -> None:
    permissions = Group.objects.get(name="Officers").permissions.filter(content_type__app_label="members")

    assert set(permissions.values_list("codename", flat=True)) == {
        "view_signon",
        "view_organisation",
        "view_endorsement",
        "view_decision",
        "view_profilechange",
        "decide_signon",
        "see_counted_organisation",
        "import_organisation",
    }


def test_right_to_decide_is_no_right_to_look(editor: User, submitted: SignOn, signed_in: SignIn) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="decide_signon"))

    response = signed_in(editor).post(address(submitted, "decision"), decision(submitted, "decline"))

    assert response.status_code == 403
