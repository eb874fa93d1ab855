"""Who acts for an organisation: at least one stays, and only who acts decides."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.lifecycle import WrongState
from members.models import Invitation, LastRepresentative, Organisation, Representative

LIST = "/organisation/men-for-care/representatives/"
SignedIn = Callable[[User], Client]


def end_page(representative: Representative) -> str:
    return f"{LIST}{representative.pk}/end/"


def acting(organisation: Organisation) -> list[str]:
    return [it.person.email for it in organisation.representatives.acting().select_related("person")]


@pytest.fixture
def first(member: Organisation, applicant: User) -> Representative:
    return member.representatives.get(person=applicant)


# The rules


def test_representative_stops_and_the_row_says_when_and_by_whom(first: Representative, second: Representative) -> None:
    first.end(by=first.person)

    first.refresh_from_db()
    assert first.until is not None
    assert first.ended_by == first.person
    assert acting(first.organisation) == ["carla@example.org"]


def test_last_representative_stays(first: Representative) -> None:
    with pytest.raises(LastRepresentative):
        first.end(by=first.person)

    first.refresh_from_db()
    assert (first.until, first.ended_by) == (None, None)


def test_whoever_cannot_sign_in_does_not_count_as_staying(first: Representative, second: Representative) -> None:
    User.objects.filter(pk=second.person_id).update(is_active=False)

    with pytest.raises(LastRepresentative):
        first.end(by=first.person)


def test_representative_is_not_ended_twice(first: Representative, second: Representative, outsider: User) -> None:
    first.organisation.representatives.create(person=outsider)
    first.end(by=second.person)

    with pytest.raises(WrongState, match="This person does not act"):
        Representative.objects.get(pk=first.pk).end(by=second.person)


def test_nobody_but_a_representative_ends_one(
    first: Representative, second: Representative, outsider: User, administrator: User
) -> None:
    for stranger in (outsider, administrator):
        with pytest.raises(WrongState, match="You do not act"):
            first.end(by=stranger)

    assert len(acting(first.organisation)) == 2


def test_organisation_that_has_left_has_no_desk_to_change(first: Representative, second: Representative) -> None:
    first.organisation.leave(by=first.person)

    with pytest.raises(WrongState, match="has a desk"):
        second.end(by=first.person)


def test_invitations_of_whoever_is_removed_go_too(
    first: Representative, second: Representative, invitation: Invitation
) -> None:
    first.end(by=second.person)

    assert not Invitation.objects.exists()


def test_invitations_of_whoever_hands_over_go_on(
    first: Representative, second: Representative, invitation: Invitation
) -> None:
    first.end(by=first.person)

    assert Invitation.objects.exists()


def test_desk_handed_over_by_staff_takes_the_invitations_of_those_before_along(
    first: Representative, second: Representative, invitation: Invitation, outsider: User, officer: User
) -> None:
    theirs = Invitation.objects.invite(
        "friend@example.org", organisation=first.organisation, by=second.person, language="en"
    )

    first.organisation.hand_over(to=outsider, by=officer, reason="A call.", instead_of=[first])

    assert list(Invitation.objects.all()) == [theirs]
    first.refresh_from_db()
    assert first.ended_by == officer


def test_database_refuses_an_end_of_what_goes_on(first: Representative) -> None:
    with pytest.raises(IntegrityError, match="nobody_has_ended_what_goes_on"), transaction.atomic():
        Representative.objects.update(ended_by=first.person)


def at_once(*verbs: Callable[[], None]) -> list[str]:
    """What became of each when all began at the same moment: "done", or the name of the refusal."""
    together = Barrier(len(verbs))
    outcomes: list[str] = []

    def act(verb: Callable[[], None]) -> None:
        together.wait()
        try:
            verb()
            outcomes.append("done")
        except (LastRepresentative, WrongState) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=act, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_remove_each_other_at_once_one_stays(first: Representative, second: Representative) -> None:
    outcomes = at_once(lambda: first.end(by=second.person), lambda: second.end(by=first.person))

    assert outcomes == ["WrongState", "done"]
    assert len(acting(first.organisation)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_stop_at_once_one_stays(first: Representative, second: Representative) -> None:
    outcomes = at_once(lambda: first.end(by=first.person), lambda: second.end(by=second.person))

    assert outcomes == ["LastRepresentative", "done"]
    assert len(acting(first.organisation)) == 1


# The pages


def test_list_says_who_acts_to_those_who_do(
    first: Representative, second: Representative, invitation: Invitation, signed_in: SignedIn
) -> None:
    response = signed_in(first.person).get(LIST)

    page = response.content.decode()
    for words in ("Amina Applicant", "amina@example.org", "Carla Colleague", "carla@example.org", invitation.email):
        assert words in page
    assert "no-store" in response.headers["Cache-Control"]
    assert 'name="robots" content="noindex"' in page


def test_list_takes_as_many_queries_for_many_as_for_two(
    first: Representative,
    second: Representative,
    signed_in: SignedIn,
    django_assert_num_queries: Callable[..., object],
) -> None:
    client = signed_in(first.person)

    with django_assert_num_queries(5):
        client.get(LIST)
    for number in range(8):
        person = User.objects.create_user(email=f"p{number}@example.org", name=f"Person {number}")
        first.organisation.representatives.create(person=person)
        Invitation.objects.invite(f"i{number}@example.org", organisation=first.organisation, by=person, language="en")
    with django_assert_num_queries(5):
        assert "Person 7" in client.get(LIST).content.decode()


def addresses(first: Representative, invitation: Invitation) -> list[str]:
    on_invitation = f"{LIST}invitations/{invitation.pk}/"
    return [LIST, f"{LIST}own-name/", end_page(first), f"{on_invitation}withdrawal/", f"{on_invitation}renewal/"]


def test_desk_does_not_exist_for_whoever_acts_elsewhere(
    first: Representative,
    invitation: Invitation,
    outsider: User,
    administrator: User,
    make_organisation: Callable[..., Organisation],
    signed_in: SignedIn,
) -> None:
    other = make_organisation("Another")
    Organisation.objects.filter(pk=other.pk).update(standing="member")
    other.representatives.create(person=outsider)

    for person in (outsider, administrator):
        client = signed_in(person)
        for address in addresses(first, invitation):
            assert client.get(address).status_code == 404
            assert client.post(address, {"email": "friend@example.org"}).status_code == 404
    # Nor by way of a desk of one's own.
    client = signed_in(outsider)
    for address in addresses(first, invitation)[2:]:
        assert client.post(address.replace("men-for-care", "another")).status_code in {404, 409}
    assert acting(first.organisation) == ["amina@example.org"]
    assert Invitation.objects.get() == invitation


def test_visitor_is_asked_to_sign_in(first: Representative, invitation: Invitation, client: Client) -> None:
    for address in addresses(first, invitation):
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302
            assert "/accounts/login/" in response.headers["Location"]


def test_whoever_has_stopped_has_no_desk(first: Representative, second: Representative, signed_in: SignedIn) -> None:
    client = signed_in(first.person)
    first.end(by=second.person)

    assert client.get(LIST).status_code == 404


def test_removing_takes_two_clicks_and_everybody_is_told(
    first: Representative, second: Representative, signed_in: SignedIn
) -> None:
    client = signed_in(first.person)
    assert "Carla Colleague" in client.get(end_page(second)).content.decode()
    assert len(acting(first.organisation)) == 2

    response = client.post(end_page(second))

    assert response.headers["Location"] == LIST
    assert acting(first.organisation) == ["amina@example.org"]
    mails = {mail.to[0]: mail for mail in Mail.objects.filter(subject__contains="one person less")}
    assert set(mails) == {"amina@example.org", "carla@example.org"}
    assert "Amina Applicant has removed you" in mails["carla@example.org"].message
    assert "Amina Applicant has removed Carla Colleague" in mails["amina@example.org"].message
    assert not any("Men for Care" in mail.subject for mail in mails.values())


def test_whoever_hands_over_stops_and_both_are_told(
    first: Representative, second: Representative, signed_in: SignedIn
) -> None:
    client = signed_in(first.person)
    assert "Hand over and stop" in client.get(LIST).content.decode()

    response = client.post(end_page(first))

    assert response.headers["Location"] == "/organisation/"
    assert acting(first.organisation) == ["carla@example.org"]
    told = {mail.to[0]: mail.message for mail in Mail.objects.filter(subject__contains="one person less")}
    assert "You have handed over" in told["amina@example.org"]
    assert LIST not in told["amina@example.org"], "that page is not there for her any more"
    assert "Amina Applicant has handed over" in told["carla@example.org"]


def test_nobody_is_offered_to_leave_the_desk_empty(first: Representative, signed_in: SignedIn) -> None:
    client = signed_in(first.person)

    assert "Hand over and stop" not in client.get(LIST).content.decode()
    assert "<button" not in client.get(end_page(first)).content.decode().partition("<main")[2]
    response = client.post(end_page(first))

    assert response.status_code == 409
    assert "At least one representative stays." in response.content.decode()
    assert not Mail.objects.filter(subject__contains="one person less").exists()


def test_second_click_on_remove_finds_nobody(
    first: Representative, second: Representative, signed_in: SignedIn
) -> None:
    client = signed_in(first.person)
    client.post(end_page(second))

    response = client.post(end_page(second))

    assert response.status_code == 404
    assert "This person does not act for the organisation any more." in response.content.decode()
    assert Mail.objects.filter(subject__contains="one person less").count() == 2


def test_name_is_public_only_by_an_own_choice(
    first: Representative, second: Representative, signed_in: SignedIn
) -> None:
    public = first.organisation.get_absolute_url()
    assert "Amina" not in Client().get(public).content.decode()

    signed_in(first.person).post(f"{LIST}own-name/", {"is_public": "yes"})
    page = Client().get(public).content.decode()
    assert "Amina Applicant" in page
    assert "Carla" not in page
    assert "@example.org" not in page

    signed_in(first.person).post(f"{LIST}own-name/", {"is_public": "no"})
    assert "Amina" not in Client().get(public).content.decode()


def test_nobody_makes_the_name_of_another_public(first: Representative, second: Representative) -> None:
    with pytest.raises(WrongState):
        second.show_name(True, by=first.person)

    second.refresh_from_db()
    assert not second.is_public


@pytest.mark.parametrize("change", ["ended", "inactive", "nameless"])
def test_name_is_gone_from_the_public_page_with_its_person(
    first: Representative, second: Representative, change: str
) -> None:
    second.show_name(True, by=second.person)
    assert list(first.organisation.representatives.named()) == [second]

    if change == "ended":
        second.end(by=first.person)
    elif change == "inactive":
        User.objects.filter(pk=second.person_id).update(is_active=False)
    else:
        User.objects.filter(pk=second.person_id).update(name="")

    assert not first.organisation.representatives.named().exists()


def test_counted_organisation_offers_nobody_a_public_name(first: Representative, signed_in: SignedIn) -> None:
    first.organisation.describe(visibility="counted")

    assert "public page" not in signed_in(first.person).get(LIST).content.decode()


def test_button_pressed_after_the_session_ran_out_leads_to_the_list(first: Representative, signed_in: SignedIn) -> None:
    response = signed_in(first.person).get(f"{LIST}own-name/")

    assert response.headers["Location"] == LIST
    first.refresh_from_db()
    assert not first.is_public


def test_one_person_acts_for_several_organisations(
    first: Representative, make_organisation: Callable[..., Organisation], signed_in: SignedIn
) -> None:
    other = make_organisation("Another")
    Organisation.objects.filter(pk=other.pk).update(standing="suspended")
    other.representatives.create(person=first.person)

    client = signed_in(first.person)

    assert [client.get(it).status_code for it in (LIST, LIST.replace("men-for-care", "another"))] == [200, 200]
