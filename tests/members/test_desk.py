"""The desk of an organisation: for its own people, with all that it signed and all that was decided."""

from collections.abc import Callable

import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.models import Endorsement, Logo, Organisation, ProfileChange, SignOn
from principles.models import Edition
from tests.members.desks import part, profile
from tests.pictures import sent

SignIn = Callable[[User], Client]
PARTS = ("", "profile/", "visibility/", "logo/", "withdrawal/", "data.json", "logo.webp")
POSTED = ("profile/", "profile/withdrawal/", "visibility/", "logo/", "logo/removal/", "withdrawal/")
NOBODYS = "endorsements/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def from_register(other_member: Organisation, founding_edition: Edition, officer: User) -> Endorsement:
    """Signed outside of any case, by nobody whose name is known."""
    return Endorsement.objects.create(
        organisation=other_member,
        edition=founding_edition,
        edition_digest=founding_edition.digest,
        language="en",
        method="register",
        agreed_to_endorse=True,
        may_sign=True,
        recorded_by=officer,
    )


def parts_of(organisation: Organisation) -> list[str]:
    signed = [f"endorsements/{it.pk}{end}" for it in organisation.endorsements.all() for end in ("/", ".json")]
    return [part(organisation, name) for name in (*PARTS, *POSTED, *signed)]


# Whose it is


def test_every_part_exists_for_who_acts_for_it(at_desk: Client, member: Organisation) -> None:
    at_desk.post(part(member, "logo/"), {"picture": sent(), "alt": "Two rings"})

    for name in PARTS:
        response = at_desk.get(part(member, name))
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("standing", ["member", "suspended", "left", "removed", "applicant"])
def test_it_does_not_exist_for_anybody_else(
    at_desk: Client, from_register: Endorsement, other_member: Organisation, standing: str
) -> None:
    Organisation.objects.filter(pk=other_member.pk).update(standing=standing)
    addresses = parts_of(other_member)
    assert len(addresses) == 15

    for address in addresses:
        assert at_desk.get(address).status_code == 404
        assert at_desk.post(address).status_code == 404


def test_staff_have_no_key_to_it(member: Organisation, administrator: User, signed_in: SignIn) -> None:
    for address in parts_of(member):
        assert signed_in(administrator).get(address).status_code == 404


def test_visitor_is_asked_to_sign_in(client: Client, member: Organisation) -> None:
    for address in parts_of(member):
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("standing", ["left", "removed", "applicant"])
def test_it_is_gone_with_the_standing(at_desk: Client, member: Organisation, standing: str) -> None:
    Organisation.objects.filter(pk=member.pk).update(standing=standing)

    for address in parts_of(member):
        assert at_desk.get(address).status_code == 404


def test_whoever_acts_for_it_no_more_is_a_stranger(at_desk: Client, member: Organisation, outsider: User) -> None:
    member.hand_over(to=outsider, by=outsider, reason="Checked.", instead_of=member.representatives.all())

    for address in parts_of(member):
        assert at_desk.get(address).status_code == 404


def test_suspended_organisation_keeps_its_desk_and_is_told_what_it_means(
    at_desk: Client, member: Organisation, officer: User
) -> None:
    member.suspend(by=officer, reason="It has been silent for long.")

    page = at_desk.get(part(member)).content.decode()

    assert "neither listed nor counted" in page
    assert "It has been silent for long." in page
    assert at_desk.post(part(member, "profile/"), profile(description="We are here.")).status_code == 302


def test_person_finds_every_desk_and_then_every_case(
    at_desk: Client, member: Organisation, other_member: Organisation, applicant: User
) -> None:
    other_member.representatives.create(person=applicant)

    page = at_desk.get("/organisation/").content.decode()

    case = member.sign_ons.get().get_absolute_url()
    assert page.index(part(member)) < page.index(part(other_member)) < page.index(case)


def test_page_of_an_accepted_case_leads_to_the_desk_of_who_has_it(
    at_desk: Client, member: Organisation, outsider: User
) -> None:
    case = member.sign_ons.get().get_absolute_url()
    assert part(member) in at_desk.get(case).content.decode()

    member.hand_over(to=outsider, by=outsider, reason="Checked.", instead_of=member.representatives.all())

    assert part(member) not in at_desk.get(case).content.decode()


def test_person_with_desks_and_no_case_finds_them(
    other_member: Organisation, outsider: User, signed_in: SignIn
) -> None:
    page = signed_in(outsider).get("/organisation/").content.decode()

    assert part(other_member) in page
    assert "Your sign-ons" not in page
    assert "You have not begun" not in page


# What it shows


def test_it_shows_edition_visibility_endorsement_and_decisions(at_desk: Client, member: Organisation) -> None:
    endorsement = member.endorsements.get()

    page = at_desk.get(part(member)).content.decode()

    for words in ("Edition 1.0", "Named", "here since", "Accepted", "Sent in", "Amina Applicant", "Director"):
        assert words in page
    assert part(member, f"endorsements/{endorsement.pk}/") in page
    assert member.get_absolute_url() in page


def test_notes_of_staff_are_not_shown_or_given_away(
    at_desk: Client, member: Organisation, submitted: SignOn, officer: User
) -> None:
    submitted.notes.create(text="Somebody should ring them up.", by=officer)

    for name in ("", "data.json"):
        assert "ring them up" not in at_desk.get(part(member, name)).content.decode()


def test_receipt_holds_the_exact_text(at_desk: Client, member: Organisation, founding_edition: Edition) -> None:
    endorsement = member.endorsements.get()
    address = part(member, f"endorsements/{endorsement.pk}")

    receipt = at_desk.get(f"{address}.json").json()

    assert receipt["text"].encode() == founding_edition.text.canonical_file()
    assert (receipt["organisation"], receipt["edition_digest"]) == ("Men for Care", founding_edition.digest)
    page = at_desk.get(f"{address}/").content.decode()
    assert founding_edition.digest in page
    assert f"{address}.json" in page


def test_receipt_of_what_was_signed_outside_a_case(
    from_register: Endorsement, outsider: User, signed_in: SignIn
) -> None:
    client = signed_in(outsider)
    address = part(from_register.organisation, f"endorsements/{from_register.pk}")

    assert client.get(f"{address}.json").json()["signatory"] is None
    assert "Recorded from an earlier register" in client.get(f"{address}/").content.decode()
    assert "recorded from an earlier register" in client.get(part(from_register.organisation)).content.decode()


def test_receipt_of_another_organisation_is_not_here(
    at_desk: Client, member: Organisation, from_register: Endorsement
) -> None:
    for name in (f"endorsements/{from_register.pk}/", f"endorsements/{from_register.pk}.json", f"{NOBODYS}/"):
        assert at_desk.get(part(member, name)).status_code == 404


def test_markup_is_text(at_desk: Client, member: Organisation, applicant: User) -> None:
    words = {"name": "<script>alert(1)</script>", "country": "KE", "website": ""}
    ProfileChange.objects.propose(organisation=member, by=applicant, **words)

    for name in ("", "profile/"):
        assert "<script>alert" not in at_desk.get(part(member, name)).content.decode()


@pytest.mark.parametrize(("name", "most"), [("", 11), ("data.json", 14), ("profile/", 10), ("logo/", 8)])
def test_parts_take_the_same_queries_however_much_there_is(
    at_desk: Client,
    member: Organisation,
    applicant: User,
    founding_edition: Edition,
    django_assert_max_num_queries: Callable[..., object],
    name: str,
    most: int,
) -> None:
    for number in range(10):
        member.decisions.create(verb="suspend", by=applicant)
        words = {"name": f"Name {number}", "country": "KE", "website": ""}
        ProfileChange.objects.propose(organisation=member, by=applicant, **words)
        Endorsement.objects.create(
            organisation=member,
            edition=founding_edition,
            edition_digest=founding_edition.digest,
            language="en",
            method="register",
            agreed_to_endorse=True,
            may_sign=True,
            recorded_by=applicant,
        )

    with django_assert_max_num_queries(most):
        assert at_desk.get(part(member, name)).status_code == 200


def test_list_of_desks_takes_the_same_queries_however_long_it_is(
    at_desk: Client,
    applicant: User,
    make_organisation: Callable[..., Organisation],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(20):
        make_organisation(f"Number {number}").representatives.create(person=applicant)
    Organisation.objects.update(standing="member")

    with django_assert_max_num_queries(6):
        assert "Number 19" in at_desk.get("/organisation/").content.decode()


# What it takes away


def test_data_hold_all_that_is_kept(at_desk: Client, member: Organisation, applicant: User) -> None:
    member.describe(website="https://care.example/", description="Somos padres.")
    member.themes.set(["care"])
    at_desk.post(part(member, "logo/"), {"picture": sent(), "alt": "Two rings"})
    at_desk.post(part(member, "profile/"), profile(name="Fathers for Care"))

    response = at_desk.get(part(member, "data.json"))

    assert "attachment" in response.headers["Content-Disposition"]
    told = response.json()
    assert told["profile"]["name"] == "Men for Care"
    assert (told["profile"]["country"], told["profile"]["website"]) == ("KE", "https://care.example/")
    assert (told["standing"], told["visibility"]) == ("member", "public")
    assert [it["name"] for it in told["profile_changes"]] == ["Fathers for Care"]
    assert (told["logo"]["alt"], told["logo"]["width"]) == ("Two rings", 300)
    assert told["endorsements"][0]["signatory"]["name"] == "Amina Applicant"
    assert [it["decision"] for it in told["decisions"]] == ["submit", "accept"]
    assert told["representatives"][0]["name"] == "Amina Applicant"
    assert told["sign_ons"][0]["state"] == "accepted"


def test_data_of_who_has_next_to_nothing_hold_that(
    other_member: Organisation, outsider: User, signed_in: SignIn
) -> None:
    told = signed_in(outsider).get(part(other_member, "data.json")).json()

    assert told["logo"] is None
    assert (told["endorsements"], told["decisions"], told["profile_changes"]) == ([], [], [])


# How it leaves


def test_organisation_leaves_in_two_clicks(at_desk: Client, member: Organisation) -> None:
    assert part(member, "withdrawal/") in at_desk.get(part(member)).content.decode()

    response = at_desk.post(part(member, "withdrawal/"), follow=True)

    assert response.redirect_chain == [("/organisation/goodbye/", 302)]
    assert "Men for Care" in response.content.decode()
    member.refresh_from_db()
    assert (member.standing, member.decisions.last().verb) == ("left", "leave")
    assert at_desk.get(part(member)).status_code == 404
    visitor = Client()
    assert visitor.get(member.get_absolute_url()).status_code == 404
    assert "No organisation has signed on yet" in visitor.get("/members/").content.decode()
    mail = Mail.objects.get(to="amina@example.org", subject__contains="left")
    assert "Men for Care" not in mail.subject


def test_looking_at_the_way_out_changes_nothing(at_desk: Client, member: Organisation) -> None:
    at_desk.get(part(member, "withdrawal/"))

    member.refresh_from_db()
    assert member.standing == "member"


def test_reason_for_leaving_is_kept_and_not_asked_for(at_desk: Client, member: Organisation) -> None:
    at_desk.post(part(member, "withdrawal/"), {"reason": "We merge with others."})

    assert member.decisions.last().reason == "We merge with others."


def test_wrong_reason_is_refused_and_comes_back(at_desk: Client, member: Organisation) -> None:
    response = at_desk.post(part(member, "withdrawal/"), {"reason": "broken \ufffd"})

    assert response.status_code == 422
    member.refresh_from_db()
    assert member.standing == "member"
    assert at_desk.get(part(member, "withdrawal/")).context["form"]["reason"].value() == "broken \ufffd"


def test_suspended_organisation_may_leave(at_desk: Client, member: Organisation, officer: User) -> None:
    member.suspend(by=officer, reason="Because.")

    assert at_desk.post(part(member, "withdrawal/")).status_code == 302


def test_whoever_left_is_told_without_a_case(other_member: Organisation, outsider: User, signed_in: SignIn) -> None:
    signed_in(outsider).post(part(other_member, "withdrawal/"))

    assert Mail.objects.filter(to="outsider@example.org", subject__contains="left").count() == 1


def test_goodbye_is_for_who_has_left(client: Client, at_desk: Client, outsider: User, signed_in: SignIn) -> None:
    assert at_desk.get("/organisation/goodbye/").status_code == 404
    assert signed_in(outsider).get("/organisation/goodbye/").status_code == 404
    assert client.get("/organisation/goodbye/").status_code == 302


def test_goodbye_is_no_address_of_an_organisation(make_organisation: Callable[..., Organisation]) -> None:
    assert make_organisation("Goodbye").slug == "goodbye-ke"


def test_logo_goes_with_the_page(at_desk: Client, member: Organisation) -> None:
    at_desk.post(part(member, "logo/"), {"picture": sent(), "alt": "Two rings"})
    at_desk.post(part(member, "withdrawal/"))

    assert Logo.objects.count() == 1
    assert Client().get(f"/members/{member.slug}/logo.webp").status_code == 404
