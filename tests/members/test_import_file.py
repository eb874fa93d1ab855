"""What is wrong in a register is told by its line, and what is no register is refused."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.imports import Plan
from members.models import Endorsement, Organisation
from principles.models import Clause, Draft, Edition
from tests.members.registers import refused, register, sentences

pytestmark = pytest.mark.django_db


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
