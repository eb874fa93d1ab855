from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from members import imports
from members.import_file import NotARegister, read_register
from members.imports import Overtaken, Plan, compare, take_in
from members.models import Decision, Endorsement, Organisation, Person, Signatory, SignOn
from principles.models import Clause, Draft, Edition

pytestmark = pytest.mark.django_db
FULL = (
    "name,country,website,kind,themes,other_names,year_founded,description,language,edition,endorsed_on,signatory_name,"
    "signatory_title,contact_email\n"
    "Hombres por la Paz,es,paz.example,informal,Fathers; peace work,HPP;Men for Peace,1999,Trabajamos.,es,1.0,"
    "2019-03-31,Sofía Signatory,Chair,sofia@example.org\n"
)


def register(*rows: str, columns: str = "name,country,edition") -> bytes:
    return "\n".join((columns, *rows)).encode()


@pytest.fixture
def imported(officer: User, founding_edition: Edition) -> Callable[..., Plan]:
    def imported(content: bytes, **said: Any) -> Plan:
        return take_in(read_register(content), by=officer, **said)

    return imported


def sentences(plan: Plan) -> list[str]:
    return [str(remark) for remark in plan.errors]


def refused(content: bytes) -> str:
    with pytest.raises(NotARegister) as refusal:
        read_register(content)
    return str(refusal.value)


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


# Rows that are wrong

TOMORROW = (timezone.now().date() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        ("name,country", ",KE", "Line 2, name: Enter the name of the organisation."),
        ("name,country", "Men,", "Line 2, country: Choose the country."),
        ("name,country", "Men,XX", "Line 2, country: “XX” is no code of a country: two letters of ISO 3166-1, as KE."),
        ("name,country", "Men,Kenya", "Line 2, country: “KENYA” is no code"),
        ("name,country", "Me\0n,KE", "Line 2, name: "),
        ("name,country", "Men,K\0", "Line 2, country: "),
        ("name,country", f"{'n' * 10_240},KE", "Line 2, name: Ensure this value has at most 200 characters"),
        ("name,country", "Men,KE,more", "Line 2: There are more cells in it than columns."),
        ("name,country,year_founded", "Men,KE,999", "Line 2, year_founded: Enter a year from 1000 to"),
        ("name,country,year_founded", "Men,KE,3000", "Line 2, year_founded: Enter a year from 1000 to"),
        ("name,country,year_founded", "Men,KE,old", "Line 2, year_founded: Enter a whole number."),
        ("name,country,kind", "Men,KE,club", "Line 2, kind: Select a valid choice."),
        ("name,country,website", "Men,KE,not a site", "Line 2, website: Enter a valid URL."),
        ("name,country,website", "Men,KE,javascript:alert(1)", "Line 2, website: Enter a valid URL."),
        ("name,country,language", "Men,KE,tlh", "Line 2, language: Select a valid choice."),
        ("name,country,themes", f"Men,KE,{'t' * 101}", "Line 2, themes: A theme has more than 100 characters."),
        ("name,country,edition", "Men,KE,9.9", "Line 2, edition: There is no edition “9.9” in effect."),
        (
            "name,country,edition,endorsed_on",
            f"Men,KE,1.0,{TOMORROW}",
            "Line 2, endorsed_on: This day has not come yet.",
        ),
        (
            "name,country,edition,endorsed_on",
            "Men,KE,1.0,31.3.2019",
            "Line 2, endorsed_on: Write the day as 2019-03-31.",
        ),
        ("name,country,edition,endorsed_on", "Men,KE,,2019-03-31", "Line 2, edition: The row says when the text was"),
        ("name,country,contact_email", "Men,KE,sofia", "Line 2, contact_email: Enter a valid email address."),
        ("name,country,signatory_name", f"Men,KE,{'n' * 201}", "Line 2, signatory_name: Ensure this value has at most"),
    ],
)
def test_wrong_cell_is_refused_with_its_line_and_column(
    columns: str, row: str, said: str, imported: Callable[..., Plan]
) -> None:
    plan = imported(register(row, columns=columns))

    assert len(plan.errors) == 1
    assert sentences(plan)[0].startswith(said)
    assert not Organisation.objects.exists()


def test_every_error_of_every_row_is_told_at_once_in_the_order_of_lines(imported: Callable[..., Plan]) -> None:
    plan = imported(register('"A\nB",KE', '"Two\nlines",XX', ",XX", "A B,KE", columns="name,country"))

    assert [(it.line, it.column) for it in plan.errors] == [(4, "country"), (6, "name"), (6, "country"), (7, "")]


def test_day_before_the_edition_was_published_here_is_taken(imported: Callable[..., Plan]) -> None:
    plan = imported(register("Men,KE,1.0,1999-12-31", columns="name,country,edition,endorsed_on"))

    assert plan.errors == []
    assert Endorsement.objects.get().signed_at.date() == date(1999, 12, 31)


def test_edition_that_has_not_taken_effect_is_refused(imported: Callable[..., Plan], founding_edition: Edition) -> None:
    Clause.objects.filter(slug="participation").update(text="Take part.")
    Edition.objects.publish(
        shown=Draft.now().fingerprint,
        change_class="editorial",
        reason="A better word.",
        by=None,
        effective_on=timezone.localdate() + timedelta(days=9),
    )

    assert sentences(imported(register("Men,KE,1.1"))) == ["Line 2, edition: There is no edition “1.1” in effect."]


# Files that are no register


def test_file_that_is_not_in_utf_8_is_refused_with_the_line() -> None:
    said = "The file is not in UTF-8 (see line 2). Save it as “CSV UTF-8”."

    assert refused("name,country\nFundación,ES".encode("latin-1")) == said
    assert "not in UTF-8" in refused("name,country\nMen,KE".encode("utf-16"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"name,country\n,\n", "The file has no rows"),
        (b"Men for Care,KE\n", "The first line names the columns, with commas between them. Missing: name, country."),
        (
            b"name;country\nMen;KE",
            "The first line names the columns, with commas between them. Missing: name, country.",
        ),
        (b"name,website\nMen,", "The first line names the columns, with commas between them. Missing: country."),
        (b"name,country,phone\nMen,KE,1", "These columns are not known: phone. Those that are: name, country, website"),
        (b"name,country,\nMen,KE,", "These columns are not known: “”."),
        (b"name,country,name\nMen,KE,Men", "These columns are there twice: name."),
        (b'name,country\n"Men,KE', "Line 2 cannot be read as CSV"),
        (b"name,country\nA,KE\n" + b"x" * 200_000 + b",KE", "Line 3 cannot be read as CSV"),
    ],
)
def test_file_that_is_no_register_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert refused(content).startswith(said)


def test_mark_at_the_beginning_capitals_blank_lines_and_other_line_ends_do_not_matter(
    imported: Callable[..., Plan],
) -> None:
    imported("\ufeff Name ,COUNTRY\r\n\r\n Men for Care , ke \r\n\r\nCarers,UG".encode())

    assert list(Organisation.objects.values_list("name", "country")) == [("Carers", "UG"), ("Men for Care", "KE")]


def test_short_row_and_long_description_are_taken_as_the_form_takes_them(imported: Callable[..., Plan]) -> None:
    imported(register(f"Men,KE,{'d' * 10_240}", "Carers,KE", columns="name,country,description"))

    assert Organisation.objects.get(name="Men").description == "d" * 10_240


def test_cell_that_an_export_guarded_is_read_as_it_was(imported: Callable[..., Plan]) -> None:
    imported(register("'=Men,KE", "'Amani,KE", columns="name,country"))

    assert set(Organisation.objects.values_list("name", flat=True)) == {"=Men", "'Amani"}
