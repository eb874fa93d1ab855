"""Scans of signatures on paper: kept for the officers who decide, and for nobody else."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from alliance.accounts.models import User
from members.models import Decision, Endorsement, Organisation, PaperScan, Signatory, SignOn
from members.models.paper_scan import MOST_BYTES, Scan, scan_of
from principles.models import Clause, Edition
from tests.members.desks import part
from tests.pictures import drawn, sent

PDF = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n%%EOF"
SignIn = Callable[[User], Client]


def to_record(case: SignOn) -> str:
    return f"/admin/members/signon/{case.pk}/paper-signature/"


def to_scan(case: SignOn, endorsement: Endorsement) -> str:
    return f"/admin/members/signon/{case.pk}/scans/{endorsement.pk}/"


@pytest.fixture
def paper(founding_edition: Edition) -> dict[str, Any]:
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


@pytest.fixture
def scanned(sign_on: SignOn, officer: User, founding_edition: Edition) -> Endorsement:
    record(sign_on, officer, founding_edition, scan=Scan(PaperScan.Kind.PDF, PDF))
    return Endorsement.objects.get()


def record(case: SignOn, officer: User, edition: Edition, *, scan: Scan | None = None) -> None:
    case.record_paper_signature(
        edition=edition,
        language="en",
        signed_at=timezone.now(),
        signatory={"name": "Sam Signatory", "job_title": "Chair", "email": "sam@example.org"},
        by=officer,
        reason="By post.",
        scan=scan,
    )


# What is kept


def test_picture_of_the_paper_is_made_anew_and_kept(
    desk: Client, sign_on: SignOn, officer: User, paper: dict[str, Any]
) -> None:
    content = drawn("JPEG", size=(4000, 3000), exif=b"Exif\0\0Otto")

    response = desk.post(to_record(sign_on), paper | {"scan": sent(content, "paper.jpg")})

    assert response.status_code == 302
    scan = PaperScan.objects.get()
    assert (scan.kind, scan.kept_by, scan.size) == ("image/webp", officer, len(scan.content))
    assert scan.endorsement == Endorsement.objects.get()
    assert Image.open(BytesIO(scan.content)).size == (2400, 1800)
    assert b"Otto" not in bytes(scan.content)


def test_pdf_of_the_paper_is_kept_as_it_is(desk: Client, sign_on: SignOn, paper: dict[str, Any]) -> None:
    desk.post(to_record(sign_on), paper | {"scan": sent(PDF, "Paper.PDF")})

    scan = PaperScan.objects.get()
    assert (scan.kind, bytes(scan.content)) == ("application/pdf", PDF)


def test_signature_needs_no_scan(desk: Client, sign_on: SignOn, paper: dict[str, Any]) -> None:
    assert 'enctype="multipart/form-data"' in desk.get(to_record(sign_on)).content.decode()

    desk.post(to_record(sign_on), paper)

    assert Endorsement.objects.count() == 1
    assert not PaperScan.objects.exists()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (sent(PDF, "paper.png"), "one of the two says PDF"),
        (sent(drawn(), "paper.pdf"), "one of the two says PDF"),
        (sent(b" " + PDF, "paper.pdf"), "one of the two says PDF"),
        (sent(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "paper.svg"), "not a PNG, JPEG or WebP picture"),
        (sent(b"<script>1</script>", "paper.html"), "not a PNG, JPEG or WebP picture"),
        (sent(drawn("JPEG"), "paper.png"), "it is a JPEG picture"),
        (sent(drawn(size=(4101, 10)), "paper.png"), "at most 4100 on each side"),
        (sent(PDF + bytes(MOST_BYTES), "paper.pdf"), "It may have at most 5 MB."),
        (sent(b"", "paper.pdf"), "This file is empty."),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_is_recorded(
    desk: Client, sign_on: SignOn, paper: dict[str, Any], file: SimpleUploadedFile, sentence: str
) -> None:
    file.seek(0)

    response = desk.post(to_record(sign_on), paper | {"scan": file})

    assert response.status_code == 422
    assert sentence in response.context["form"].errors["scan"][0]
    assert response.context["form"]["job_title"].value() == "Chair"
    assert not Endorsement.objects.exists()
    assert not PaperScan.objects.exists()


def test_right_scan_beside_a_wrong_field_has_to_be_chosen_again(
    desk: Client, sign_on: SignOn, paper: dict[str, Any]
) -> None:
    response = desk.post(to_record(sign_on), paper | {"email": "nobody", "scan": sent(PDF, "paper.pdf")})

    assert response.status_code == 422
    assert "Choose it again" in response.context["form"].errors["scan"][0]


def test_form_with_a_scan_is_refused_without_its_token(
    sign_on: SignOn, officer: User, desk: Client, paper: dict[str, Any]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    response = strict.post(to_record(sign_on), paper | {"scan": sent(PDF, "paper.pdf")})

    assert response.status_code == 403
    assert not Endorsement.objects.exists()


def test_scan_has_bytes_in_the_database(scanned: Endorsement) -> None:
    for columns in ({"size": 0}, {"size": MOST_BYTES + 1}):
        with pytest.raises(IntegrityError, match="a_scan_has_bytes_and_not_too_many"), transaction.atomic():
            PaperScan.objects.update(**columns)


def test_scan_is_nothing_else_in_the_database(scanned: Endorsement) -> None:
    with pytest.raises(IntegrityError, match="a_scan_is_a_pdf_or_a_picture"), transaction.atomic():
        PaperScan.objects.update(kind="text/html")


def test_scans_of_a_signatory_are_theirs_alone(scanned: Endorsement) -> None:
    somebody_else = Signatory.objects.create(name="Else", job_title="Chair", email="else@example.org")

    assert [scan.endorsement for scan in PaperScan.objects.of(scanned.signatory)] == [scanned]
    assert not PaperScan.objects.of(somebody_else).exists()


def test_of_a_file_that_is_too_large_nothing_is_read() -> None:
    with pytest.raises(ValidationError, match=r"50\.0 MB"):
        scan_of(BytesIO(b""), name="paper.pdf", size=50_000_000)


# Who may open it


def test_officer_takes_the_scan_away_and_no_browser_opens_it_here(
    desk: Client, sign_on: SignOn, scanned: Endorsement
) -> None:
    address = to_scan(sign_on, scanned)
    assert address in desk.get(f"/admin/members/signon/{sign_on.pk}/change/").content.decode()
    assert address in desk.get(f"/admin/members/organisation/{sign_on.organisation_id}/change/").content.decode()

    response = desk.get(address)

    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="signature-')
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert desk.post(address).status_code == 405


def test_nobody_but_officers_is_given_the_scan(
    sign_on: SignOn, scanned: Endorsement, reader: User, applicant: User, outsider: User, signed_in: SignIn
) -> None:
    address = to_scan(sign_on, scanned)

    answers = {person: signed_in(person).get(address) for person in (reader, applicant, outsider)}

    assert answers[reader].status_code == 403
    assert all(answers[it].headers["Location"].startswith("/admin/login/") for it in (applicant, outsider))
    assert Client().get(address).status_code == 302
    assert "scans" not in signed_in(reader).get(f"/admin/members/signon/{sign_on.pk}/change/").content.decode()


def test_scan_of_another_case_is_not_found_under_this_one(
    desk: Client, scanned: Endorsement, make_organisation: Callable[..., Organisation], outsider: User
) -> None:
    other = SignOn.objects.begin(organisation=make_organisation("Others"), by=outsider)

    assert desk.get(to_scan(other, scanned)).status_code == 404


def test_signature_without_a_scan_has_none_to_open(desk: Client, submitted: SignOn) -> None:
    assert desk.get(to_scan(submitted, submitted.endorsement)).status_code == 404


def test_scan_of_who_is_counted_only_is_for_those_who_may_see_the_organisation(
    sign_on: SignOn, scanned: Endorsement, officer: User, desk: Client
) -> None:
    Organisation.objects.update(visibility="counted")
    officer.groups.get().permissions.remove(officer.groups.get().permissions.get(codename="see_counted_organisation"))

    assert desk.get(to_scan(sign_on, scanned)).status_code == 404


def test_neither_the_desk_nor_the_public_hears_of_the_scan(
    sign_on: SignOn, scanned: Endorsement, officer: User, applicant: User, signed_in: SignIn
) -> None:
    sign_on.submit(by=applicant)
    sign_on.accept(by=officer)
    client, organisation = signed_in(applicant), sign_on.organisation
    pages = [
        part(organisation),
        part(organisation, "data.json"),
        organisation.get_absolute_url(),
        sign_on.get_absolute_url(),
    ]

    said = [client.get(page).content.decode() for page in pages]

    assert not any("scan" in text.lower() or PaperScan.objects.get().digest in text for text in said)


def test_pages_of_staff_do_not_read_the_bytes(
    desk: Client, sign_on: SignOn, scanned: Endorsement, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as queries:
        desk.get(f"/admin/members/signon/{sign_on.pk}/change/")
        desk.get(f"/admin/members/organisation/{sign_on.organisation_id}/change/")

    assert not any('"members_paperscan"."content"' in query["sql"] for query in queries.captured_queries)


# Two clicks


def test_signature_on_paper_is_recorded_once(
    desk: Client, sign_on: SignOn, paper: dict[str, Any], told: list[Decision]
) -> None:
    answers = [desk.post(to_record(sign_on), paper | {"scan": sent(PDF, "paper.pdf")}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [f"/admin/members/signon/{sign_on.pk}/change/"] * 2
    assert (Endorsement.objects.count(), Signatory.objects.count(), PaperScan.objects.count()) == (1, 1, 1)
    assert [decision.verb for decision in told] == ["paper"]
    assert Decision.objects.count() == 1


def test_signature_of_another_person_is_another_one(desk: Client, sign_on: SignOn, paper: dict[str, Any]) -> None:
    desk.post(to_record(sign_on), paper)

    desk.post(to_record(sign_on), paper | {"name": "Rosa", "email": "rosa@example.org"})

    assert Endorsement.objects.count() == 2


def test_signature_under_an_earlier_edition_is_recorded_once_too(
    sign_on: SignOn, officer: User, desk: Client, paper: dict[str, Any], publish: Callable[..., Edition]
) -> None:
    Clause.objects.filter(slug="participation").update(text="Take part.")
    publish("substantive")

    for _ in range(2):
        desk.post(to_record(sign_on), paper)

    assert [it.edition.number for it in Endorsement.objects.all()] == ["1.0"]
