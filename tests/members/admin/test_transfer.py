"""How organisations come in from an earlier register in the admin, and leave it as a spreadsheet."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.accounts.models import User
from members.admin import transfer
from members.forms.import_file import MOST_BYTES
from members.import_file import read_register
from members.imports import Overtaken
from members.models import Endorsement, Organisation, SignOn

ROWS = "name,country,edition\nMen for Peace,KE,1.0\nCarers,UG,\n"
IMPORT = "/admin/members/organisation/import/"
CONFIRMATION = f"{IMPORT}confirmation/"
EXPORT = "/admin/members/organisation/export/"

pytestmark = pytest.mark.usefixtures("founding_edition")


def upload(client: Client, rows: str | bytes = ROWS) -> HttpResponse:
    content = rows if isinstance(rows, bytes) else rows.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("register.csv", content)})


def name_of(preview: HttpResponse) -> str:
    return preview.context["form"]["name"].value()


def exported(response: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig"))))


# Import


def test_preview_says_what_would_be_imported_and_imports_nothing(desk: Client) -> None:
    response = upload(desk)

    assert response.status_code == 200
    assert "Nothing has been imported yet." in response.content.decode()
    assert (response.context["plan"].endorsing, response.context["plan"].drafts) == (1, 1)
    assert not Organisation.objects.exists()


def test_confirmed_import_is_recorded_as_the_officers(desk: Client, officer: User) -> None:
    preview = upload(desk)

    response = desk.post(CONFIRMATION, {"name": name_of(preview)}, follow=True)

    assert "Imported: 1 with an endorsement, 1 as drafts. Here already: 0." in response.content.decode()
    assert Endorsement.objects.get().recorded_by == officer
    assert SignOn.objects.get().applicant == officer


def test_file_is_kept_no_longer_than_it_waits(desk: Client) -> None:
    preview = upload(desk)
    desk.post(CONFIRMATION, {"name": name_of(preview)})

    response = desk.post(CONFIRMATION, {"name": name_of(preview)})

    assert response.status_code == 422
    assert "The file is not here any more" in response.content.decode()
    assert Organisation.objects.count() == 2


def test_file_that_the_cache_has_dropped_is_asked_for_again(desk: Client) -> None:
    preview = upload(desk)
    cache.clear()

    response = desk.post(CONFIRMATION, {"name": name_of(preview)})

    assert response.status_code == 422
    assert not Organisation.objects.exists()


def test_nobody_confirms_the_file_of_somebody_else(
    desk: Client, administrator: User, signed_in: Callable[[User], Client]
) -> None:
    preview = upload(desk)

    response = signed_in(administrator).post(CONFIRMATION, {"name": name_of(preview)})

    assert response.status_code == 422
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("name", ["", "forged", "../../etc/passwd", "0" * 32])
def test_name_of_no_file_is_refused(name: str, desk: Client) -> None:
    assert desk.post(CONFIRMATION, {"name": name}).status_code == 422


def test_wrong_row_is_shown_with_its_line_and_nothing_waits(desk: Client) -> None:
    response = upload(desk, f"{ROWS}Men,XX,\n")

    assert response.status_code == 422
    page = response.content.decode()
    assert "Line 4, country: “XX” is no code of a country" in page
    assert CONFIRMATION not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"name\nMen", "Missing: country."),
        (b"name,country\n\xff,KE", "The file is not in UTF-8 (see line 2)."),
        (b"x" * (MOST_BYTES + 1), "The file has more than 1 MB."),
    ],
)
def test_file_that_is_no_register_is_refused_beside_the_field(content: bytes, said: str, desk: Client) -> None:
    response = upload(desk, content)

    assert response.status_code == 422
    assert said in str(response.context["form"].errors["file"])
    assert "Nothing was imported. Please look at what is marked below." in response.content.decode()


def test_markup_in_a_cell_is_shown_as_text(desk: Client) -> None:
    page = upload(desk, "name,country,edition\nMen,KE,<b>1</b>\n").content.decode()

    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "<b>1</b>" not in page


def test_likely_duplicate_is_imported_only_after_a_tick(
    desk: Client, make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Men for Peace", country="ES")
    preview = upload(desk)
    assert "Line 2: May be the same as “Men for Peace” (ES, applicant)." in preview.content.decode()

    without = desk.post(CONFIRMATION, {"name": name_of(preview)})
    assert without.status_code == 422
    assert Organisation.objects.count() == 1

    assert desk.post(CONFIRMATION, {"name": name_of(without), "are_others": "on"}).status_code == 302
    assert Organisation.objects.count() == 3


def test_duplicate_that_came_after_the_preview_is_shown_before_anything_is_done(
    desk: Client, make_organisation: Callable[..., Organisation]
) -> None:
    preview = upload(desk)
    make_organisation("Carers", country="TZ")

    response = desk.post(CONFIRMATION, {"name": name_of(preview)})

    assert response.status_code == 422
    assert "Line 3: May be the same as “Carers” (TZ, applicant)." in response.content.decode()
    assert Organisation.objects.count() == 1


def test_import_that_was_overtaken_can_be_confirmed_again(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(*args: object, **said: object) -> None:
        raise Overtaken("Somebody wrote at the same moment.")

    preview = upload(desk)
    with monkeypatch.context() as patch:
        patch.setattr(transfer, "take_in", overtaken)
        response = desk.post(CONFIRMATION, {"name": name_of(preview)})

    assert response.status_code == 409
    assert "Somebody wrote at the same moment." in response.content.decode()
    assert desk.post(CONFIRMATION, {"name": name_of(response)}).status_code == 302


def test_who_may_import_but_not_see_counted_only_organisations_learns_nothing(
    reader: User, signed_in: Callable[[User], Client], make_organisation: Callable[..., Organisation]
) -> None:
    """Being told that a row is here already would tell of one that is counted only."""
    make_organisation("Quiet Circle", visibility="counted")
    reader.user_permissions.add(Permission.objects.get(codename="import_organisation"))

    response = upload(signed_in(reader), "name,country\nQuiet Circle,KE\n")

    assert response.status_code == 403
    assert IMPORT not in signed_in(reader).get("/admin/members/organisation/").content.decode()


def test_list_leads_to_import_and_export(desk: Client) -> None:
    page = desk.get("/admin/members/organisation/?standing__exact=member").content.decode()

    assert IMPORT in page
    assert f"{EXPORT}?standing__exact=member" in page


# Export


def test_export_has_a_row_for_each_organisation(desk: Client, member: Organisation) -> None:
    member.describe(other_names="MfC\nCare", website="https://care.example")
    member.themes.add("health", "care work")

    response = desk.get(EXPORT)

    assert response.headers["Content-Type"].startswith("text/csv")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    (row,) = exported(response)
    assert (row["name"], row["country"], row["kind"]) == ("Men for Care", "KE", "registered")
    assert (row["themes"], row["other_names"]) == ("care work;health", "MfC;Care")
    assert (row["standing"], row["edition"]) == ("member", "1.0")
    assert row["endorsed_on"] == member.endorsements.get().signed_at.date().isoformat()
    assert row["code"] == member.code
    assert row["year_founded"] == ""


def test_exported_cell_is_no_formula(desk: Client, make_organisation: Callable[..., Organisation]) -> None:
    make_organisation("=HYPERLINK(A1)", description="@SUM(A1)", other_names="+1")

    (row,) = exported(desk.get(EXPORT))

    assert (row["name"], row["description"], row["other_names"]) == ("'=HYPERLINK(A1)", "'@SUM(A1)", "'+1")


def test_export_holds_what_the_list_shows(desk: Client, make_organisation: Callable[..., Organisation]) -> None:
    make_organisation("Carers")
    make_organisation("Fathers", kind="informal")

    assert [row["name"] for row in exported(desk.get(f"{EXPORT}?q=carers"))] == ["Carers"]
    assert [row["name"] for row in exported(desk.get(f"{EXPORT}?kind__exact=informal"))] == ["Fathers"]


def test_export_names_nobody_who_may_not_be_seen(
    reader: User, signed_in: Callable[[User], Client], make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Carers")
    make_organisation("Quiet Circle", visibility="counted")

    rows = exported(signed_in(reader).get(EXPORT))

    assert [row["name"] for row in rows] == ["Carers"]


def test_export_names_no_person(desk: Client, member: Organisation) -> None:
    signatory = member.endorsements.get().signatory

    content = desk.get(EXPORT).getvalue().decode("utf-8-sig")

    assert signatory.name not in content
    assert signatory.email not in content


def test_queries_of_an_export_do_not_grow_with_its_rows(
    desk: Client, make_organisation: Callable[..., Organisation]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(EXPORT)
        return len(captured)

    make_organisation("Carers").themes.add("care")
    queries()
    one = queries()
    for number in range(20):
        make_organisation(f"Men {number}").themes.add("care", "health")

    assert queries() == one


def test_what_was_exported_is_read_as_it_was(desk: Client, make_organisation: Callable[..., Organisation]) -> None:
    words = {"description": "Two\nlines, with “quotes”", "other_names": "A\nB"}
    make_organisation("=Men", year_founded=1998, **words).themes.add("care")
    before = exported(desk.get(EXPORT))

    (row,) = read_register(desk.get(EXPORT).getvalue()).rows

    organisation = row.organisation
    assert (organisation.name, organisation.country.code) == ("=Men", "KE")
    assert (before[0]["year_founded"], organisation.year_founded) == ("1998", 1998)
    assert (organisation.description, organisation.other_names) == ("Two\nlines, with “quotes”", "A\nB")
    assert row.themes == ["care"]


def test_file_that_was_exported_is_imported_again_and_changes_nothing(
    desk: Client, member: Organisation, make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Carers")
    preview = upload(desk, desk.get(EXPORT).getvalue())

    desk.post(CONFIRMATION, {"name": name_of(preview)})

    assert (len(preview.context["plan"].new), len(preview.context["plan"].known)) == (0, 2)
    assert Organisation.objects.count() == 2
    assert Endorsement.objects.count() == 1


def test_file_that_was_exported_elsewhere_names_nobody_who_was_not_named_there(desk: Client) -> None:
    rows = "name,country,edition,visibility,standing,code\nHidden,KE,1.0,counted,member,abcd2345\nMen,UG,1.0,,,\n"

    desk.post(CONFIRMATION, {"name": name_of(upload(desk, rows))})

    hidden = Organisation.objects.get(name="Hidden")
    assert (hidden.standing, hidden.visibility) == ("member", "counted")
    assert hidden.code != "abcd2345"
    assert [it.name for it in Organisation.objects.listed()] == ["Men"]


@pytest.mark.parametrize("standing", ["applicant", "suspended", "left", "removed"])
def test_who_is_no_member_elsewhere_becomes_none_here_and_this_is_said(desk: Client, standing: str) -> None:
    preview = upload(desk, f"name,country,edition,standing\nMen,KE,1.0,{standing}\nCarers,UG,1.0,member\n")

    desk.post(CONFIRMATION, {"name": name_of(preview)})

    assert f"Line 2, standing: left out, since only members are taken in. It is “{standing}”." in (
        preview.content.decode()
    )
    assert [it.name for it in Organisation.objects.all()] == ["Carers"]


def test_draft_that_was_exported_becomes_a_draft(desk: Client) -> None:
    desk.post(CONFIRMATION, {"name": name_of(upload(desk, "name,country,edition,standing\nMen,KE,,applicant\n"))})

    assert SignOn.objects.get().organisation.standing == "applicant"


@pytest.mark.parametrize(("column", "word"), [("standing", "boss"), ("visibility", "seen")])
def test_word_that_is_no_standing_or_visibility_is_an_error(desk: Client, column: str, word: str) -> None:
    page = upload(desk, f"name,country,{column}\nMen,KE,{word}\n").content.decode()

    assert f"Line 2, {column}: Select a valid choice. {word} is not one of the available choices." in page


def test_export_begins_before_it_is_read_to_the_end(desk: Client, member: Organisation) -> None:
    pieces = iter(desk.get(EXPORT).streaming_content)

    assert next(pieces) == "\ufeff".encode()
    assert next(pieces).startswith(b"code,name,country,")


@pytest.mark.parametrize("query", ["standing__exact=member&nothing=1", "kind__exact"])
def test_export_of_a_list_that_does_not_exist_leads_to_the_list(query: str, desk: Client) -> None:
    response = desk.get(f"{EXPORT}?{query}", follow=True)

    assert response.status_code == 200
