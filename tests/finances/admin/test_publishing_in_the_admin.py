"""The treasurer checks, publishes and corrects; the signed PDF comes along."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alliance.accounts.models import User
from alliance.finances.models import Correction, FundingSource, Line, Publication, Statement, StatementDocument
from alliance.finances.models.document import MOST_BYTES
from alliance.finances.publishing import Draft
from tests.finances.conftest import PDF


@pytest.fixture
def desk(treasurer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(treasurer)


@pytest.fixture
def helper(bookkeeper: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(bookkeeper)


def publish_page(budget: Statement) -> str:
    return f"/admin/finances/statement/{budget.pk}/publish/"


def test_treasurer_publishes_what_was_shown(desk: Client, budget: Statement, treasurer: User) -> None:
    page = desk.get(publish_page(budget)).content.decode()
    assert "everything adds up" in page
    assert "€1,800.00" in page

    response = desk.post(publish_page(budget), {"shown": Draft(budget).fingerprint})

    assert response.status_code == 302
    assert Publication.objects.get().by == treasurer
    assert "It is published, and never changes." in desk.get(publish_page(budget)).content.decode()


def test_what_does_not_add_up_is_shown_before_publishing_and_refused(desk: Client, budget: Statement) -> None:
    Statement.objects.update(stated_expense=Decimal(1))
    sentence = "Total of expense: the lines add up to €1,750.00, and €1.00 is stated."

    page = desk.get(publish_page(budget)).content.decode()
    assert sentence in page
    assert "Publish for ever" not in page

    response = desk.post(publish_page(budget), {"shown": Draft(budget).fingerprint})

    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert not Publication.objects.exists()


def test_what_changed_meanwhile_is_not_published(desk: Client, budget: Statement) -> None:
    response = desk.post(publish_page(budget), {"shown": "-"})

    assert response.status_code == 409
    assert not Publication.objects.exists()


def test_bookkeeper_checks_and_does_not_publish(helper: Client, budget: Statement) -> None:
    page = helper.get(publish_page(budget)).content.decode()

    assert "Publishing is for people in the group Finance publishers." in page
    assert "Publish for ever" not in page
    assert helper.post(publish_page(budget), {"shown": Draft(budget).fingerprint}).status_code == 403
    assert not Publication.objects.exists()


# Correcting


def correct_page(line: Line, field: str = "amount") -> str:
    return f"/admin/finances/financialyear/{line.statement.year_id}/corrections/line/{line.pk}/{field}/"


@pytest.fixture
def line(budget: Statement, treasurer: User) -> Line:
    budget.publish(by=treasurer)
    return Line.objects.select_related("statement").get(category__name="Staff")


def test_treasurer_corrects_a_line(desk: Client, line: Line, treasurer: User) -> None:
    listed = desk.get(f"/admin/finances/financialyear/{line.statement.year_id}/corrections/").content.decode()
    assert correct_page(line) in listed
    assert 'value="1000.000"' in desk.get(correct_page(line)).content.decode()

    response = desk.post(correct_page(line), {"shown": "1000.000", "value": "1001", "reason": "Misread."}, follow=True)

    assert (Correction.objects.get().new_value, Correction.objects.get().by) == ("1001.000", treasurer)
    page = response.content.decode()
    assert "It is corrected" in page
    assert "Total of expense: the lines add up to €1,751.00, and €1,750.00 is stated." in page


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"value": "", "reason": "Misread."}, 422, "This field is required."),
        ({"value": "1.005", "reason": "Misread."}, 422, "EUR has 2 decimal places at most."),
        ({"value": "-1", "reason": "Misread."}, 422, "greater than or equal to 0"),
        ({"value": "1001", "reason": ""}, 422, "This field is required."),
        ({"value": "1000", "reason": "Misread."}, 409, "This is what it says already."),
        ({"value": "1001", "reason": "Misread.", "shown": "999.000"}, 409, "Somebody has corrected it meanwhile"),
    ],
)
def test_wrong_correction_keeps_what_was_typed(
    desk: Client, line: Line, form: dict[str, str], status: int, said: str
) -> None:
    response = desk.post(correct_page(line), {"shown": "1000.000"} | form)

    page = response.content.decode()
    assert response.status_code == status
    assert said in page
    assert f'value="{form["value"]}"' in page or not form["value"]
    assert 'name="shown" value="1000.000"' in page
    assert not Correction.objects.exists()


def test_only_what_is_published_is_corrected(desk: Client, budget: Statement) -> None:
    draft = Line.objects.select_related("statement").first()

    assert desk.get(correct_page(draft)).status_code == 404
    budget.publish(by=None)
    assert desk.get(correct_page(draft)).status_code == 200
    assert desk.get(correct_page(draft, "category")).status_code == 404
    assert desk.get(correct_page(draft).replace("line", "song")).status_code == 404


def test_bookkeeper_sees_corrections_and_makes_none(helper: Client, line: Line) -> None:
    Correction.objects.correct(line, field="amount", value=1, reason="Misread.", by=None)

    listed = helper.get(f"/admin/finances/financialyear/{line.statement.year_id}/corrections/").content.decode()

    assert "Misread." in listed
    assert correct_page(line) not in listed
    assert helper.get(correct_page(line)).status_code == 403
    assert helper.post(correct_page(line), {"value": "2", "reason": "x"}).status_code == 403
    assert helper.get("/admin/finances/correction/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("withheld_reason", "safety"), ("is_restricted", "on"), ("country", "ES"), ("ends_on", "2025-12-31")],
)
def test_every_kind_of_field_has_its_own_widget(desk: Client, line: Line, field: str, value: str) -> None:
    source = FundingSource.objects.order_by("pk").first()
    address = f"/admin/finances/financialyear/{source.year_id}/corrections/source/{source.pk}/{field}/"
    shown = desk.get(address).context["form"]["shown"].value()

    assert desk.post(address, {"value": value, "reason": "Misread.", "shown": shown}).status_code == 302
    assert Correction.objects.get().field == field


# The signed PDF


def sent(content: bytes, name: str = "budget.pdf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content, content_type="application/pdf")}


def test_signed_pdf_is_kept_and_taken_out_again(helper: Client, budget: Statement) -> None:
    address = f"/admin/finances/statement/{budget.pk}/document/"
    other = PDF.replace(b"1.4", b"1.7")

    assert helper.post(address, sent(other)).status_code == 302

    response = helper.get(f"{address}pdf/")
    assert response.content == other
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert StatementDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<html>%PDF-1.4 %%EOF</html>", "not a PDF"),
        (b"%PDF-1.4\nand no end", "not a PDF"),
        (b"%PDF-1.4\n" + b"0" * MOST_BYTES + b"%%EOF", "too large"),
    ],
)
def test_file_that_is_no_pdf_or_too_large_is_refused(
    helper: Client, budget: Statement, content: bytes, said: str
) -> None:
    response = helper.post(f"/admin/finances/statement/{budget.pk}/document/", sent(content))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert bytes(StatementDocument.objects.get().content) == PDF


def test_pdf_of_a_published_statement_stays(helper: Client, budget: Statement) -> None:
    budget.publish(by=None)

    assert helper.post(f"/admin/finances/statement/{budget.pk}/document/", sent(PDF)).status_code == 403
    source = FundingSource.objects.first()
    assert helper.post(f"/admin/finances/fundingsource/{source.pk}/document/", sent(PDF)).status_code == 403


def test_agreement_of_a_draft_is_kept(helper: Client, budget: Statement) -> None:
    source = FundingSource.objects.get(funder="Fictional Fund")
    address = f"/admin/finances/fundingsource/{source.pk}/document/"

    assert helper.get(f"{address}pdf/").status_code == 404
    assert helper.post(address, sent(PDF)).status_code == 302
    assert helper.get(f"{address}pdf/").content == PDF
