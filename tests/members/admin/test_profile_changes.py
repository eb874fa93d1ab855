"""The queue of changed names, countries and websites: compared, decided, told."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.models import Decision, Organisation, ProfileChange

QUEUE = "/admin/members/profilechange/"
WORDS = {"name": "Fathers for Care", "country": "MX", "website": "https://care.example/"}


@pytest.fixture
def change(member: Organisation, applicant: User) -> ProfileChange:
    return ProfileChange.objects.propose(organisation=member, by=applicant, **WORDS)


def address(change: ProfileChange, name: str = "change") -> str:
    return f"{QUEUE}{change.pk}/{name}/"


def decision(change: ProfileChange, verb: str, **fields: str) -> dict[str, str]:
    return {"verb": verb, "version": change.version, "reason": "Because.", **fields}


def shown(client: Client, query: str = "") -> list[str]:
    return [change.name for change in client.get(QUEUE + query).context["cl"].result_list]


def test_page_has_old_and_new_beside_each_other_and_duplicates(
    desk: Client, change: ProfileChange, make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("FATHERS for Càre Ltd.")

    page = desk.get(address(change)).content.decode()

    for words in ("Men for Care", "Fathers for Care", "Kenya", "Mexico", "https://care.example/", "Amina Applicant"):
        assert words in page
    assert "FATHERS for Càre Ltd." in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("verb", "state", "name"), [("change", "accepted", "Fathers for Care"), ("keep", "declined", "Men for Care")]
)
def test_officer_decides_and_its_people_are_told(
    desk: Client, change: ProfileChange, officer: User, told: list[Decision], verb: str, state: str, name: str
) -> None:
    Mail.objects.all().delete()

    response = desk.post(address(change, "decision"), decision(change, verb))

    assert response.status_code == 302
    change.refresh_from_db()
    assert (change.state, change.organisation.name) == (state, name)
    assert (change.decision.verb, change.decision.by, change.decision.reason) == (verb, officer, "Because.")
    assert told == [change.decision]
    mail = Mail.objects.get()
    assert (mail.to, "Because." in mail.message, "/organisation/men-for-care/" in mail.message) == (
        ["amina@example.org"],
        True,
        True,
    )
    assert "Care" not in mail.subject
    assert "<h2>Decide</h2>" not in desk.get(address(change)).content.decode()


def test_people_who_act_for_it_are_told_and_not_who_once_applied(
    desk: Client, change: ProfileChange, outsider: User
) -> None:
    outsider.language = "en"
    outsider.save()
    change.organisation.hand_over(
        to=outsider, by=outsider, reason="Checked.", instead_of=change.organisation.representatives.all()
    )
    Mail.objects.all().delete()

    desk.post(address(change, "decision"), decision(change, "change"))

    assert [mail.to for mail in Mail.objects.all()] == [["outsider@example.org"]]


@pytest.mark.parametrize("reason", ["", "  ", "broken \ufffd"])
def test_change_is_not_declined_without_a_reason(desk: Client, change: ProfileChange, reason: str) -> None:
    response = desk.post(address(change, "decision"), decision(change, "keep", reason=reason))

    form = next(it for it in response.context["decision_forms"] if it.choice.verb == "keep")
    assert response.status_code == 422
    assert form.errors["reason"]
    assert form["reason"].value() == reason


def test_change_is_accepted_without_one(desk: Client, change: ProfileChange) -> None:
    assert desk.post(address(change, "decision"), decision(change, "change", reason="")).status_code == 302


@pytest.mark.parametrize("meanwhile", ["withdraw", "decline", "describe", "leave"])
def test_what_has_moved_meanwhile_is_refused_with_what_was_typed(
    desk: Client, change: ProfileChange, applicant: User, told: list[Decision], meanwhile: str
) -> None:
    posted = decision(change, "change", reason="Typed at length.")
    if meanwhile == "withdraw":
        change.withdraw()
    elif meanwhile == "decline":
        change.decline(by=applicant, reason="No.")
    elif meanwhile == "describe":
        change.organisation.describe(website="https://elsewhere.example/")
    else:
        change.organisation.leave(by=applicant)

    response = desk.post(address(change, "decision"), posted)

    assert response.status_code == 409
    assert "Typed at length." in response.content.decode()
    assert not Decision.objects.filter(verb="change").exists()
    assert told == []


@pytest.mark.parametrize("verb", ["", "accept"])
def test_what_is_no_decision_on_a_change_is_refused(desk: Client, change: ProfileChange, verb: str) -> None:
    assert desk.post(address(change, "decision"), decision(change, verb)).status_code == 422


def test_queue_shows_what_waits_oldest_first_and_search_all(
    desk: Client, change: ProfileChange, make_organisation: Callable[..., Organisation], applicant: User
) -> None:
    other = make_organisation("Others")
    Organisation.objects.filter(pk=other.pk).update(standing="member")
    ProfileChange.objects.propose(organisation=other, by=applicant, **WORDS | {"name": "Yet Others"})
    assert shown(desk) == ["Fathers for Care", "Yet Others"]

    change.withdraw()

    assert shown(desk) == ["Yet Others"]
    assert shown(desk, "?state=withdrawn") == ["Fathers for Care"]
    assert shown(desk, "?state=all") == ["Fathers for Care", "Yet Others"]
    assert shown(desk, "?q=men+for") == shown(desk, "?q=fathers") == ["Fathers for Care"]
    assert shown(desk, "?q=nothing") == []


def test_queue_takes_the_same_queries_however_long_it_is(
    desk: Client,
    make_organisation: Callable[..., Organisation],
    applicant: User,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(20):
        organisation = make_organisation(f"Number {number}")
        Organisation.objects.filter(pk=organisation.pk).update(standing="member")
        ProfileChange.objects.propose(organisation=organisation, by=applicant, **WORDS)

    with django_assert_max_num_queries(14):
        assert len(shown(desk)) == 20


def test_page_of_the_organisation_leads_to_what_waits(desk: Client, change: ProfileChange) -> None:
    page = desk.get(f"/admin/members/organisation/{change.organisation_id}/change/").content.decode()

    assert address(change) in page


def test_whoever_may_only_look_cannot_decide(
    reader: User, change: ProfileChange, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(reader)
    assert client.get(address(change)).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_profilechange"))
    client = signed_in(User.objects.get(pk=reader.pk))
    assert client.get(address(change)).status_code == 200

    assert client.post(address(change, "decision"), decision(change, "change")).status_code == 403


@pytest.mark.parametrize("name", ["change", "delete"])
def test_nobody_changes_or_deletes_past_the_verbs(
    administrator: User, change: ProfileChange, signed_in: Callable[[User], Client], name: str
) -> None:
    response = signed_in(administrator).post(address(change, name), {"state": "accepted", "post": "yes"})

    assert response.status_code in {403, 405}
    change.refresh_from_db()
    assert change.state == "waiting"


@pytest.mark.parametrize("path", ["", "?state=all", "?q=fathers", "?q=men", "?organisation__visibility__exact=counted"])
def test_change_of_who_is_counted_only_does_not_exist_for_who_may_not_see_it(
    reader: User, change: ProfileChange, signed_in: Callable[[User], Client], path: str
) -> None:
    change.organisation.describe(visibility="counted")
    reader.user_permissions.set(Permission.objects.exclude(codename="see_counted_organisation"))
    client = signed_in(reader)

    page = client.get(QUEUE + path, follow=True).content.decode()

    for word in ("Fathers", "Men for", "Mexico", "Kenya"):
        assert word not in page
    assert client.get(address(change)).status_code == 404
    assert client.post(address(change, "decision"), decision(change, "change")).status_code == 404


def test_duplicate_that_may_not_be_seen_is_not_named(
    reader: User,
    change: ProfileChange,
    make_organisation: Callable[..., Organisation],
    signed_in: Callable[[User], Client],
) -> None:
    make_organisation("FATHERS for Càre", visibility="counted")
    reader.user_permissions.set(Permission.objects.exclude(codename="see_counted_organisation"))

    page = signed_in(reader).get(address(change)).content.decode()

    assert "FATHERS" not in page
    assert "No other organisation has this name" in page


def test_what_it_is_called_in_logs_is_a_code_once_it_is_counted_only(change: ProfileChange) -> None:
    change.organisation.describe(visibility="counted")

    assert str(change) == change.organisation.code
