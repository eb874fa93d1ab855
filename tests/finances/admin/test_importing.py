"""A file is looked at before anything is done; and it waits for whoever sent it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alliance.accounts.models import User
from alliance.finances.forms import MOST_BYTES
from alliance.finances.models import FinancialYear, Line, Statement
from tests.finances.test_import import BUDGET, file


@pytest.fixture
def desk(bookkeeper: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(bookkeeper)


def address(year: FinancialYear) -> str:
    return f"/admin/finances/financialyear/{year.pk}/import/"


def send(client: Client, year: FinancialYear, content: bytes) -> object:
    return client.post(address(year), {"file": SimpleUploadedFile("accounts.csv", content)})


def test_file_is_previewed_and_then_imported(desk: Client, year: FinancialYear) -> None:
    preview = send(desk, year, file(BUDGET))

    assert "Nothing has been imported yet." in preview.content.decode()
    assert not Line.objects.exists()

    name = preview.context["form"]["name"].value()
    response = desk.post(f"{address(year)}confirmation/", {"name": name})

    assert response.status_code == 302
    assert Line.objects.count() == 4
    assert Line.objects.first().history.get().history_user.email == "bookkeeper@example.org"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (file("sum\n"), "Line 2, record: Write one of these"),
        (b"", "empty"),
        (b"colour\nred\n", "Missing: record"),
        (b"record\n" + b"line\n" * (MOST_BYTES // 5), "more than 500 kB"),
    ],
)
def test_wrong_file_is_refused_with_what_is_wrong(desk: Client, year: FinancialYear, content: bytes, said: str) -> None:
    response = send(desk, year, content)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Line.objects.exists()


@pytest.mark.parametrize("name", ["", "-", "0c52cd1c-7a0c-4a8e-9a4c-2f1f1f4d3c11"])
def test_file_that_does_not_wait_is_not_imported(desk: Client, year: FinancialYear, name: str) -> None:
    response = desk.post(f"{address(year)}confirmation/", {"name": name})

    assert response.status_code == 422
    assert "The file is not here any more" in response.content.decode()


def test_file_of_somebody_else_is_not_imported(
    desk: Client, year: FinancialYear, treasurer: User, signed_in: Callable[[User], Client]
) -> None:
    name = send(desk, year, file(BUDGET)).context["form"]["name"].value()

    response = signed_in(treasurer).post(f"{address(year)}confirmation/", {"name": name})

    assert response.status_code == 422
    assert not Line.objects.exists()


def test_file_that_was_overtaken_by_a_publication_is_not_imported(desk: Client, budget: Statement) -> None:
    name = send(desk, budget.year, file("line,budget,income,Grants,X,1,EUR\n")).context["form"]["name"].value()
    budget.publish(by=None)

    response = desk.post(f"{address(budget.year)}confirmation/", {"name": name})

    assert response.status_code == 409
    assert "This is published already" in response.content.decode()


def test_whoever_may_only_look_does_not_import(
    editor: User, year: FinancialYear, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)

    assert client.get(address(year)).status_code == 403
    assert client.post(f"{address(year)}confirmation/", {"name": ""}).status_code == 403
