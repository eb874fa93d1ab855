"""The sample data: what it holds, who signs in with it, and where it may not go."""

import json
from collections import Counter
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from alliance.accounts.models import User
from alliance.finances.accounts import read
from alliance.finances.models import FinancialYear, FundingSource, Statement
from alliance.management import sample_data, sample_sign_ins
from alliance.outbox.models import Mail
from alliance.shared.sample import DEFAULT_PASSWORD
from members.models import Endorsement, Organisation, Representative, Signatory, SignOn
from principles.models import Edition

STAFF = (
    *("editor@example.org", "publisher@example.org", "officer@example.org", "treasurer@example.org"),
    "admin@example.org",
)
PARTNERS = ("partner-a@example.org", "partner-b@example.org")


@pytest.fixture
def wanted(settings: Any, founding_edition: Edition) -> None:
    """A site that has just been prepared, and is to show sample data."""
    settings.SAMPLE_DATA = True
    settings.STAFF_TWO_FACTOR = False


@pytest.fixture
def loaded(wanted: None) -> None:
    sample_data.load()


def sign_in(email: str, password: str = DEFAULT_PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


# What it holds


def test_twelve_organisations_are_spread_over_continents_standings_and_visibilities(loaded: None) -> None:
    organisations = Organisation.objects.all()

    assert organisations.count() == 12
    assert len({it.country.code for it in organisations}) == 12
    assert Counter(it.standing for it in organisations) == {"member": 5, "suspended": 1, "left": 1, "applicant": 5}
    assert Counter(it.visibility for it in organisations.counted()) == {"public": 3, "counted": 2}
    assert {it.kind for it in organisations} == {"registered", "informal"}


def test_every_organisation_is_called_sample_organisation_in_one_script_or_another(loaded: None) -> None:
    for number in range(1, 13):
        organisation = Organisation.objects.get(name__endswith=f" {number}")
        assert f"Sample organisation {number}" in f"{organisation.name}\n{organisation.other_names}"
    assert Organisation.objects.filter(name="منظمة نموذجية 3").exists()
    assert Organisation.objects.filter(name="示例组织 6").exists()


def test_no_two_organisations_are_taken_for_the_same(loaded: None) -> None:
    assert not [it for it in Organisation.objects.all() if Organisation.objects.likely_duplicates(it).exists()]


def test_cases_wait_in_every_state_that_waits(loaded: None) -> None:
    states = Counter(SignOn.objects.values_list("state", flat=True))

    assert states == {"accepted": 7, "submitted": 2, "returned": 1, "declined": 1, "draft": 1}
    assert SignOn.objects.awaiting_review().filter(opened_at=None).count() == 1


def test_accounts_are_of_three_years_with_a_correction_a_withheld_funder_and_a_missing_budget(loaded: None) -> None:
    newest, middle, oldest = read(FinancialYear.objects.public())

    assert (newest.budget, newest.year.budget_missing_since) == (None, date(2025, 3, 31))
    assert (middle.budget is None, middle.actual) == (False, None)
    assert [it.name for it in middle.sources if it.is_withheld] == ["Withheld for the safety of people"]
    assert oldest.budget.document.size > 0
    assert len(oldest.corrections) == 2
    assert [*oldest.discrepancies, *middle.discrepancies] == []
    assert all(it.publication.by.email == "treasurer@example.org" for it in oldest.statements)


def test_whatever_the_accounts_name_says_that_it_is_a_sample(loaded: None) -> None:
    named = [*FundingSource.objects.values_list("funder", flat=True)]
    named += Statement.objects.values_list("approved_by", flat=True)

    assert named
    assert all(name.startswith("Sample ") for name in named)


def test_second_edition_mends_one_hyphen_and_carries_endorsements_over(loaded: None) -> None:
    edition = Edition.objects.current()
    before, after = ({it.wording.text for it in one.text.entries} for one in (edition.previous, edition))
    signed = Endorsement.objects.filter(organisation__standing="member")

    assert (edition.number, edition.change_class) == ("1.1", "editorial")
    assert before - after == {"by shared-decision making and shared power,"}
    assert after - before == {"by shared decision-making and shared power,"}
    assert (edition.proposed_by.email, edition.published_by.email) == ("editor@example.org", "publisher@example.org")
    assert set(signed.values_list("edition__minor", flat=True)) == {0, 1}
    assert edition.is_intact()


def test_nobody_in_it_could_be_a_person(loaded: None) -> None:
    people = [*User.objects.values_list("name", "email"), *Signatory.objects.values_list("name", "email")]

    assert len(people) > 20
    for name, email in people:
        assert name.startswith("Sample "), name
        assert email.endswith("@example.org"), email


def test_loading_sends_no_mail(loaded: None) -> None:
    assert not Mail.objects.exists()


def test_page_of_an_organisation_and_its_receipt_are_marked(loaded: None) -> None:
    organisation = Organisation.objects.get(name="Sample organisation 1")
    case = organisation.sign_ons.get()

    page = sign_in("partner-a@example.org").get(organisation.get_absolute_url()).content.decode()
    receipt = sign_in("partner-a@example.org").get(f"{case.get_absolute_url()}receipt.json")

    assert '"sample": true' in page
    assert json.loads(receipt.content)["sample"] is True


# Who signs in


@pytest.mark.parametrize("email", [*STAFF, *PARTNERS])
def test_everybody_signs_in_with_the_sample_password(loaded: None, email: str) -> None:
    assert is_signed_in(sign_in(email))
    assert not is_signed_in(sign_in(email, "another password"))


def test_nobody_else_has_a_password(loaded: None) -> None:
    others = User.objects.exclude(email__in=[*STAFF, *PARTNERS])

    assert others.count() == 8
    assert not others.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


@pytest.mark.parametrize(
    ("email", "permission"),
    [
        ("editor@example.org", "principles.change_beliefstatement"),
        ("publisher@example.org", "principles.publish_edition"),
        ("officer@example.org", "members.decide_signon"),
    ],
)
def test_member_of_staff_may_do_what_the_name_says_and_no_more(loaded: None, email: str, permission: str) -> None:
    person = User.objects.get(email=email)

    assert person.is_staff
    assert person.has_perm(permission)
    assert not person.is_superuser
    assert sign_in(email).get("/admin/").status_code == 200


def test_administrator_may_do_everything(loaded: None) -> None:
    assert User.objects.get(email="admin@example.org").is_superuser
    assert User.objects.filter(is_superuser=True).count() == 1


def test_partners_act_for_their_organisations_and_are_no_staff(loaded: None) -> None:
    acting = Counter(Representative.objects.acting().values_list("person__email", flat=True))

    assert acting["partner-a@example.org"] == 2
    assert acting["partner-b@example.org"] == 1
    assert SignOn.objects.get(applicant__email="partner-b@example.org", state="returned")
    assert sign_in("partner-a@example.org").get("/admin/", follow=True).status_code == 403


# Once, and again


def test_loading_again_adds_nothing(loaded: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        sample_data.load()

    assert Organisation.objects.count() == 12
    assert Edition.objects.count() == 2


def test_another_password_holds_from_the_next_start_on(loaded: None, settings: Any) -> None:
    settings.SAMPLE_PASSWORD = "a longer password of mine"

    sample_data.load()

    assert is_signed_in(sign_in("partner-b@example.org", "a longer password of mine"))
    assert not is_signed_in(sign_in("partner-b@example.org"))


def test_weak_password_is_refused_and_nothing_is_loaded(wanted: None, settings: Any) -> None:
    settings.SAMPLE_PASSWORD = "short"

    with pytest.raises(CommandError, match="SAMPLE_PASSWORD is refused: This password is too short"):
        sample_data.load()

    assert not User.objects.exists()
    assert not sample_sign_ins.are_there()


def test_load_that_breaks_half_way_leaves_nothing(wanted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_data, "MENDED", ("a text that no clause holds", ""))

    with pytest.raises(Exception, match="does not exist"):
        sample_data.load()

    assert not Organisation.objects.exists()
    assert not sample_sign_ins.are_there()


# Where it may not go


def test_sample_data_is_not_loaded_beside_a_person(wanted: None, outsider: User) -> None:
    with pytest.raises(CommandError, match="holds people or organisations already"):
        sample_data.load()

    assert not Organisation.objects.exists()


def test_sample_data_is_not_loaded_beside_an_organisation(wanted: None) -> None:
    Organisation.objects.begin(name="Men for Care", country="KE", kind="registered")

    with pytest.raises(CommandError, match="holds people or organisations already"):
        sample_data.load()

    assert not User.objects.exists()


def test_sample_data_is_not_loaded_where_it_is_not_wanted(founding_edition: Edition) -> None:
    with pytest.raises(CommandError, match="SAMPLE_DATA is off"):
        call_command("load_sample_data", stdout=StringIO())

    assert not User.objects.exists()


def test_database_with_sample_data_is_refused_where_it_is_not_wanted(loaded: None, settings: Any) -> None:
    settings.SAMPLE_DATA = False
    User.objects.filter(email="editor@example.org").update(email="me@example.org")

    with pytest.raises(CommandError, match="holds sample data"):
        sample_data.must_be_as_wanted()


def test_database_without_sample_data_is_fine_where_none_is_wanted(administrator: User) -> None:
    sample_data.must_be_as_wanted()

    assert list(User.objects.all()) == [administrator]


def test_command_says_who_signs_in_and_keeps_a_password_of_ones_own_to_itself(wanted: None, settings: Any) -> None:
    said = StringIO()
    call_command("load_sample_data", stdout=said)
    settings.SAMPLE_PASSWORD = "a longer password of mine"
    said_later = StringIO()
    call_command("load_sample_data", stdout=said_later)

    assert all(email in said.getvalue() for email in (*STAFF, *PARTNERS))
    assert DEFAULT_PASSWORD in said.getvalue()
    assert "a longer password of mine" not in said_later.getvalue()
