import csv
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.utils import translation

from alliance.shared.open_data import PIECE, Field, Table, cell, permanent

NAMES = Table(
    name="names",
    title="Names",
    description="Names that people wrote.",
    columns=(
        Field("id", "string", "The name.", lambda it: it),
        Field("length", "integer", "Its length.", len, may_be_empty=True),
        Field("kind", "string", "Its kind.", lambda it: "short", one_of=("short", "long")),
    ),
    rows=lambda: ['She said "yes",\nand signed', "=1+1"],
    refers={"id": "names", "kind": "kinds"},
)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(begin: str) -> None:
    assert cell(f"{begin}1+1") == f"'{begin}1+1"


@pytest.mark.parametrize("text", ["", "1=1", "Men + Care", "'quoted'", " =1", "#1", "\n1", "＝1"])
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (1998, "1998"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 1, 2, 3, 456, tzinfo=UTC), "2026-11-24T01:02:03Z"),
        (datetime(2026, 11, 24, 1, tzinfo=timezone(timedelta(hours=3))), "2026-11-23T22:00:00Z"),
    ],
)
def test_values_are_written_as_table_schema_has_them(value: Any, written: str) -> None:
    assert cell(value) == written


def test_file_has_a_head_and_can_be_read_again() -> None:
    lines = "".join(NAMES.pieces()).splitlines(keepends=True)

    assert list(csv.reader(lines)) == [
        ["id", "length", "kind"],
        ['She said "yes",\nand signed', "26", "short"],
        ["'=1+1", "4", "short"],
    ]


def test_file_of_any_length_is_sent_in_pieces_of_one_size_with_the_head_at_once() -> None:
    read = []

    def rows() -> Any:
        for _ in range(1_000):
            read.append("a" * 100)
            yield read[-1]

    pieces = Table("many", "", "", NAMES.columns, rows).pieces()

    assert next(pieces) == "id,length,kind\r\n"
    assert read == [], "the head waits for no row"
    sizes = [len(piece) for piece in pieces]
    assert len(sizes) > 3
    assert max(sizes) < PIECE + 200


def test_file_is_offered_to_be_kept() -> None:
    response = NAMES.as_file()

    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="names.csv"'


def test_table_describes_itself() -> None:
    resource = NAMES.resource

    assert resource["path"] == "names.csv"
    assert resource["schema"]["fields"][0] == {
        "name": "id",
        "type": "string",
        "description": "The name.",
        "constraints": {"required": True},
    }
    assert "constraints" not in resource["schema"]["fields"][1]
    assert resource["schema"]["fields"][2]["constraints"]["enum"] == ["short", "long"]
    assert [key["reference"] for key in resource["schema"]["foreignKeys"]] == [
        {"resource": "", "fields": "id"},
        {"resource": "kinds", "fields": "id"},
    ]


def test_sample_data_says_so_in_each_row(settings: Any) -> None:
    settings.SAMPLE_DATA = True

    head, *rows = csv.reader("".join(NAMES.pieces()).splitlines(keepends=True))

    assert head[-1] == "sample"
    assert {row[-1] for row in rows} == {"true"}
    assert NAMES.resource["schema"]["fields"][-1]["type"] == "boolean"


def test_permanent_address_is_the_same_in_every_language() -> None:
    with translation.override("es"):
        assert permanent("/es/editions/1.0/") == permanent("/editions/1.0/") == "http://testserver/editions/1.0/"
