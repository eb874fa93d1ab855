from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from members import imports
from members.import_file import read_register
from members.imports import Overtaken, Plan, compare, take_in
from members.models import Decision, Endorsement, Organisation, Person, Signatory, SignOn
from principles.models import Edition
from tests.members.registers import FULL, register, sentences

pytestmark = pytest.mark.django_db


# What a row becomes


def test_row_with_an_edition_becomes_a_listed_member_with_an_endorsement_from_the_register(
    imported: Callable[..., Plan], officer: User, founding_edition: Edition
) -> None:
    imported(FULL.encode())

    organisation = Organisation.objects.listed().get()
    assert (organisation.name, organisation.country.code, organisation.kind) == ("Hombres por la Paz", "ES", "informal")
    assert (organisation.website, organisation.domain) == ("https://paz.example", "paz.example")
    assert (organisation.year_founded, organisation.language) == (1999, "es")
    assert organisation.other_names == "HPP\nMen for Peace"
    assert sorted(organisation.themes.names()) == ["Fathers", "peace work"]
    assert organisation.slug == "hombres-por-la-paz"
    endorsement = organisation.endorsements.get()
    assert (endorsement.method, endorsement.recorded_by) == (Endorsement.Method.REGISTER, officer)
    assert (endorsement.edition, endorsement.edition_digest) == (founding_edition, founding_edition.digest)
    assert endorsement.signed_at == datetime(2019, 3, 31, 12, tzinfo=UTC)
    signatory = endorsement.signatory
    assert (signatory.name, signatory.job_title, signatory.email) == ("Sofía Signatory", "Chair", "sofia@example.org")
    decision = organisation.decisions.get()
    assert (decision.verb, decision.by, decision.reason) == (Decision.Verb.ACCEPT, officer, imports.REASON)


def test_row_without_an_edition_becomes_a_draft_of_whoever_imports(
    imported: Callable[..., Plan], officer: User
) -> None:
    imported(register("Men for Care,KE,"))

    organisation = Organisation.objects.get()
    case = organisation.sign_ons.get()
    assert organisation.standing == Organisation.Standing.APPLICANT
    assert (case.state, case.applicant) == (SignOn.State.DRAFT, officer)
    assert not organisation.endorsements.exists()
    assert not organisation.decisions.exists()


def test_imported_profile_has_a_history_that_says_who_imported_it(imported: Callable[..., Plan], officer: User) -> None:
    imported(register("Men for Care,KE,1.0"))

    record = Organisation.objects.get().history.get()
    assert (record.name, record.history_user, record.history_type) == ("Men for Care", officer, "+")


def test_endorsement_without_a_day_is_of_now_and_without_a_name_has_no_signatory(
    imported: Callable[..., Plan],
) -> None:
    before = timezone.now()

    imported(register("Men for Care,KE,1.0"))

    endorsement = Endorsement.objects.get()
    assert before <= endorsement.signed_at <= timezone.now()
    assert endorsement.signatory is None


def test_endorsement_of_today_is_not_in_the_future(imported: Callable[..., Plan]) -> None:
    today = timezone.now().date().isoformat()

    imported(register(f"Men for Care,KE,1.0,{today}", columns="name,country,edition,endorsed_on"))

    assert Endorsement.objects.get().signed_at <= timezone.now()


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (
            "Men for Care,KE,,Sofía Signatory,Chair,sofia@example.org",
            ["signatory_name", "signatory_title", "contact_email"],
        ),
        ("Men for Care,KE,1.0,,Chair,sofia@example.org", ["signatory_title", "contact_email"]),
    ],
)
def test_personal_data_without_a_use_is_not_kept_and_this_is_told(
    row: str, columns: list[str], imported: Callable[..., Plan]
) -> None:
    plan = imported(register(row, columns="name,country,edition,signatory_name,signatory_title,contact_email"))

    assert [remark.column for remark in plan.not_kept] == columns
    assert not Signatory.objects.exists()


def test_signatory_from_a_register_is_erased_without_touching_mail_of_others(
    imported: Callable[..., Plan], administrator: User
) -> None:
    imported(register("Men for Care,KE,1.0,Sofía Signatory", columns="name,country,edition,signatory_name"))
    queue(to="otto@example.org", subject="A mail", text="A mail", carries_key=False)

    Person.behind(Signatory.objects.get()).erase(by=administrator, reason="As asked.", at=Organisation.objects.get())

    assert Signatory.objects.get().is_erased
    assert Mail.objects.count() == 1


def test_names_that_are_alike_get_addresses_of_their_own(imported: Callable[..., Plan]) -> None:
    rows = ("Join,KE,1.0", "Men Care,KE,1.0", "Men Care,ES,1.0", "Men Care Ltd e.,ES,1.0", "平等,CN,1.0", "!!!,KE,1.0")

    imported(register(*rows), are_others=True)

    slugs = dict(Organisation.objects.values_list("name", "slug"))
    assert len(set(Organisation.objects.values_list("slug", flat=True))) == len(rows)
    assert (slugs["Join"], slugs["平等"]) == ("join-ke", "平等")
    assert Organisation.objects.get(name="!!!").slug == Organisation.objects.get(name="!!!").code
    assert {"men-care", "men-care-es"} <= set(Organisation.objects.values_list("slug", flat=True))


def test_theme_that_is_there_already_is_not_made_again(
    imported: Callable[..., Plan], make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Others").themes.add("Fathers")

    imported(register("Men for Peace,KE,fathers;FATHERS", columns="name,country,themes"))

    assert list(Organisation.objects.get(name="Men for Peace").themes.names()) == ["Fathers"]


def test_queries_do_not_grow_with_the_rows_of_a_batch(officer: User, founding_edition: Edition) -> None:
    def queries(content: bytes) -> int:
        read = read_register(content)
        with CaptureQueriesContext(connection) as captured:
            take_in(read, by=officer)
        return len(captured)

    first = queries(register("A,KE,1.0", "B,KE,"))

    assert queries(register(*(f"Men {number},KE,{'1.0' if number % 2 else ''}" for number in range(30)))) == first


def test_progress_comes_to_its_end(officer: User, founding_edition: Edition) -> None:
    told: list[tuple[str, int, int]] = []
    content = register("A,KE,1.0", "B,KE,1.0")

    take_in(
        read_register(content, progress=lambda *so_far: told.append(so_far)),
        by=officer,
        progress=lambda *so_far: told.append(so_far),
    )

    assert told == [("Checking", 1, 2), ("Checking", 2, 2), ("Writing", 2, 2)]


# Again, and what is there already


def test_second_run_changes_nothing(imported: Callable[..., Plan]) -> None:
    content = FULL.encode() + b'"Men for Care",KE\n'
    imported(content)
    before = list(Organisation.objects.values()), Endorsement.objects.count(), SignOn.objects.count()

    plan = imported(content)

    assert (list(Organisation.objects.values()), Endorsement.objects.count(), SignOn.objects.count()) == before
    assert (len(plan.new), len(plan.known), plan.duplicates) == (0, 2, [])
    assert Organisation.objects.first().history.count() == 1


def test_row_is_known_by_its_folded_name_and_country_whatever_its_standing(
    imported: Callable[..., Plan], make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Fundación Équité")
    Organisation.objects.update(standing="left")

    plan = imported(register("FUNDACION EQUITE,KE,1.0"))

    assert str(plan.known[0]) == "Line 2: “Fundación Équité” (KE, left)"
    assert Organisation.objects.get().standing == "left"


def test_row_that_was_merged_into_another_is_known_too(
    imported: Callable[..., Plan], make_organisation: Callable[..., Organisation], officer: User
) -> None:
    merged, other = make_organisation("Men for Care", website="https://care.example"), make_organisation("Others")
    merged.decisions.create(verb=Decision.Verb.MERGE, merged_into=other, by=officer)

    again = imported(register("Men for Care,KE,1.0"))
    like_it = imported(register("Carers,KE,https://care.example", columns="name,country,website"))

    assert (len(again.known), again.new) == (1, [])
    assert like_it.duplicates == []


@pytest.mark.parametrize("row", ["Men for Care,ES,", "Carers,KE,https://www.care.example/about"])
def test_likely_duplicate_in_the_database_stops_the_import_until_somebody_says_that_it_is_another(
    row: str, imported: Callable[..., Plan], make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Men for Care", website="https://care.example")
    content = register(row, "Others,KE,", columns="name,country,website")

    plan = imported(content)

    assert [str(it) for it in plan.duplicates] == ["Line 2: May be the same as “Men for Care” (KE, applicant)."]
    assert Organisation.objects.count() == 1
    assert not imported(content, are_others=True).is_refused(are_others=True)
    assert Organisation.objects.count() == 3


def test_counted_only_organisation_is_named_by_its_code(
    imported: Callable[..., Plan], make_organisation: Callable[..., Organisation]
) -> None:
    hidden = make_organisation("Quiet Circle", visibility="counted", website="https://quiet.example")

    plan = imported(register("Another,KE,https://quiet.example", columns="name,country,website"))

    assert hidden.code in str(plan.duplicates[0])
    assert "Quiet Circle" not in str(plan.duplicates[0])


def test_same_organisation_twice_in_the_file_is_an_error_and_a_similar_one_a_likely_duplicate(
    imported: Callable[..., Plan],
) -> None:
    plan = imported(register("Men for Care,KE,", "Men  for CARE Ltd,KE,", "Men for Care,ES,"))

    assert sentences(plan) == ["Line 3: The same organisation is on line 2."]
    assert [str(it) for it in plan.duplicates] == ["Line 4: May be the same as line 2."]
    assert not Organisation.objects.exists()


# Nothing half done


def test_error_in_the_last_row_leaves_nothing(imported: Callable[..., Plan]) -> None:
    plan = imported(register(*(f"Men {number},KE,1.0" for number in range(40)), "Last,XX,1.0"))

    assert len(plan.errors) == 1
    assert not Organisation.objects.exists()


def test_import_that_fails_while_writing_leaves_nothing_and_says_so(
    imported: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Decision.objects, "bulk_create", overtaken)

    with pytest.raises(Overtaken):
        imported(FULL.encode())

    assert not Organisation.objects.exists()
    assert not Endorsement.objects.exists()


def test_comparing_changes_nothing(founding_edition: Edition) -> None:
    plan = compare(read_register(FULL.encode()))

    assert (plan.endorsing, plan.drafts) == (1, 0)
    assert not Organisation.objects.exists()
