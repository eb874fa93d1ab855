from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from alliance.finances.import_file import read_accounts
from alliance.finances.imports import Plan, compare, take_in
from alliance.finances.models import (
    AgreementDocument,
    Category,
    ExchangeRate,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
)
from alliance.finances.models.document import columns_of
from alliance.shared.csv_file import Unreadable
from tests.finances.conftest import PDF

HEADER = (
    "record,statement,kind,category,description,amount,currency,funder,funder_kind,starts_on,purpose,agreement_link,"
    "withheld_reason,rate,source,day,restricted"
)
BUDGET = """\
line,budget,income,Grants,Imaginary Foundation,1000.00,EUR
line,budget,income,Grants,Fictional Fund,100,usd
line,budget,expense,Programme > Travel,,700,EUR
line,budget,expense,Programme,'=Paper,50.50,EUR
total,budget,income,,,1090.00
total,budget,expense,,,750.50
total,budget,expense,Programme,,750.50
rate,,,,,,USD,,,,,,,0.9,An imaginary bank,2025-01-02
source,,,,,1000,EUR,Imaginary Foundation,foundation,2025-01-01,Core costs.,https://example.org/a,,,,,yes
"""


def file(rows: str, header: str = HEADER) -> bytes:
    return f"{header}\n{rows}".encode()


def taken_in(rows: str, year: FinancialYear) -> Plan:
    return take_in(read_accounts(file(rows), year=year))


def errors(rows: str, year: FinancialYear) -> list[str]:
    return [str(remark) for remark in compare(read_accounts(file(rows), year=year)).errors]


def test_file_becomes_the_drafts_of_a_year(year: FinancialYear) -> None:
    plan = taken_in(BUDGET, year)

    assert (plan.statements, plan.lines, plan.totals, plan.sources, plan.rates) == (["budget"], 4, 3, 1, 1)
    budget = year.drafts.budget
    assert [str(it) for it in (budget.total_income, budget.total_expense)] == ["1090.00 EUR", "750.50 EUR"]
    assert budget.discrepancies == []
    tree = [(str(it.category), it.depth) for top in budget.expense for it in top.walk()]
    assert tree == [("Programme", 0), ("Travel", 1)]
    assert {it.line.description for it in budget.lines} >= {"Fictional Fund", "=Paper"}
    assert FundingSource.objects.get().is_restricted
    assert not year.accounts.budget


def test_file_that_comes_twice_is_there_once(year: FinancialYear) -> None:
    taken_in(BUDGET, year)
    AgreementDocument.objects.create(source=FundingSource.objects.get(), **columns_of(PDF))

    taken_in(BUDGET.replace("Programme > Travel", "Journeys > Travel").replace("1000,EUR", "1001,EUR"), year)

    counts = [model.objects.count() for model in (Statement, Line, FundingSource, ExchangeRate)]
    assert counts == [1, 4, 1, 1]
    assert Category.objects.get(name="Travel").parent.name == "Journeys"
    assert (FundingSource.objects.get().amount, AgreementDocument.objects.count()) == (Decimal(1001), 1)


def test_draft_that_the_file_leaves_out_is_gone(year: FinancialYear) -> None:
    taken_in(BUDGET, year)
    taken_in(BUDGET + "line,actual,expense,Rent,,5,EUR\n", year)

    taken_in("line,budget,expense,Rent,,1,EUR\n" + BUDGET.splitlines()[7], year)

    assert Line.objects.filter(statement__kind="budget").count() == 1
    assert Line.objects.filter(statement__kind="actual").count() == 1
    assert list(Category.objects.values_list("name", flat=True)) == ["Rent"]
    assert Statement.objects.get(kind="budget").stated_income is None
    assert FundingSource.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("", []),
        ("sum,budget,income,,,1", ["Line 3, record: Write one of these: line, total, source, rate."]),
        ("line,plan,income,Grants,X,1,EUR", ["Line 3, statement: Write one of these: budget, actual."]),
        ("line,budget,loan,Grants,X,1,EUR", ["Line 3, kind: Write one of these: income, expense."]),
        (
            "line,budget,income,,X,1,EUR",
            ["Line 3, category: Write the name of a category, such as Programme > Travel."],
        ),
        ("line,budget,income,a>b>c>d,X,1,EUR", ["Line 3, category: A category has at most 3 levels."]),
        (f"line,budget,income,{'a' * 121},X,1,EUR", ["Line 3, category: A name has at most 120 letters."]),
        (
            'line,budget,income,Grants,X,"1,234.50",EUR',
            [
                "Line 3, amount: Write digits, with a point before the decimals and nothing else: 1234.50.",
            ],
        ),
        (
            "line,budget,income,Grants,X,-1,EUR",
            ["Line 3, amount: Write digits, with a point before the decimals and nothing else: 1234.50."],
        ),
        (
            "line,budget,income,Grants,X,١,EUR",
            ["Line 3, amount: Write digits, with a point before the decimals and nothing else: 1234.50."],
        ),
        ("line,budget,income,Grants,X,1.005,EUR", ["Line 3, amount: EUR has 2 decimal places at most."]),
        ("line,budget,income,Grants,X,1.5,JPY", ["Line 3, amount: JPY has 0 decimal places at most."]),
        ("line,budget,income,Grants,X,,EUR", ["Line 3, amount: Something has to stand here."]),
        ("line,budget,income,Grants,X,1,XXX", ["Line 3, currency: Value 'XXX' is not a valid choice."]),
        ("line,budget,income,Grants,X,1,EUR,Somebody", ["Line 3, funder: A row of this record has nothing here."]),
        ("line,budget,income,Grants,First,2,EUR", ["Line 3: It is there already, on line 2."]),
        (
            "line,budget,income,Gifts > Grants,X,2,EUR",
            ["Line 3, category: The category Grants is part of another one on a line before."],
        ),
        ("total,budget,income,,,1.001", ["Line 3, amount: EUR has 2 decimal places at most."]),
        (
            "rate,,,,,,EUR,,,,,,,1,A bank,2025-01-02",
            ["Line 3, currency: The year is told in this currency: it needs no rate."],
        ),
        (
            "rate,,,,,,USD,,,,,,,0,,02.01.2025",
            [
                "Line 3, rate: Ensure this value is greater than or equal to 1E-8.",
                "Line 3, source: Something has to stand here.",
                "Line 3, day: “02.01.2025” value has an invalid date format. It must be in YYYY-MM-DD format.",
            ],
        ),
        (
            "source,,,,,0,EUR,,friend,2025-13-01,,,secret,,,,maybe",
            [
                "Line 3, funder: Something has to stand here.",
                "Line 3, amount: Ensure this value is greater than or equal to 0.001.",
                "Line 3, starts_on: “2025-13-01” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
                "Line 3, purpose: Something has to stand here.",
                "Line 3, funder_kind: Value 'friend' is not a valid choice.",
                "Line 3, restricted: Write yes or no.",
                "Line 3, withheld_reason: Value 'secret' is not a valid choice.",
            ],
        ),
        ("line,budget,income,Grants,X,1,EUR" + "," * 20, ["Line 3: There are more cells in it than columns."]),
    ],
)
def test_wrong_cell_is_named_with_its_line_and_column(year: FinancialYear, row: str, said: list[str]) -> None:
    rows = f"line,budget,income,Grants,First,1,EUR\n{row}\n"

    found = errors(rows, year)

    assert sorted(found) == sorted(said)
    if said:
        taken_in(rows, year)
        assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Missing: record"),
        (b"record\n", "no rows"),
        (b"statement,kind\nbudget,income\n", "Missing: record"),
        (b"record,colour\nline,red\n", "not known: colour"),
        (b"record,kind,kind\nline,a,b\n", "twice: kind"),
        (b"record\n\xff\n", "not in UTF-8"),
        (b'record\n"line\n', "cannot be read as CSV"),
        (b"record\nli\0ne\n", "no text"),
    ],
)
def test_file_that_is_none_is_refused(year: FinancialYear, content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_accounts(content, year=year)


def test_published_rows_are_not_imported_again(budget: Statement) -> None:
    budget.publish(by=None)
    rows = (
        "line,budget,income,Grants,X,1,EUR\n"
        "line,actual,expense,Journeys > Travel,,1,EUR\n"
        "rate,,,,,,USD,,,,,,,0.8,An imaginary bank,2025-01-02\n"
        "source,,,,,1,EUR,imaginary foundation,foundation,2025-01-01,Core costs.\n"
    )

    assert errors(rows, budget.year) == [
        "Line 2, statement: This is published already: correct it instead.",
        "Line 3, category: The year has the category Travel at another place.",
        "Line 4, currency: The year's rate is published already: correct it instead.",
        "Line 5, funder: This is published already: correct it instead.",
    ]


def test_actuals_use_the_published_categories_and_the_same_rate(budget: Statement) -> None:
    budget.publish(by=None)
    rows = (
        "line,actual,expense,Programme > Travel,,1,USD\n"
        "rate,,,,,,USD,,,,,,,0.9,An imaginary bank,2025-01-02\n"
        "source,,,,,1,EUR,Late Fund,foundation,2025-06-01,Core costs.,https://example.org/a\n"
    )

    plan = taken_in(rows, budget.year)

    assert plan.errors == []
    assert Line.objects.get(statement__kind="actual").category.is_published
    assert ExchangeRate.objects.count() == 1
    assert FundingSource.objects.drafts().get().funder == "Late Fund"


# The command


def run(content: bytes, folder: Path, *arguments: str, year: str = "2025") -> str:
    path, said = folder / "accounts.csv", StringIO()
    path.write_bytes(content)
    call_command("import_accounts", str(path), "--year", year, *arguments, stdout=said)
    return said.getvalue()


def test_command_imports(year: FinancialYear, tmp_path: Path) -> None:
    said = run(file(BUDGET), tmp_path)

    assert said == "Imported into 2025: 4 lines, 3 totals, 1 funding sources, 1 exchange rates.\n"
    assert Line.objects.count() == 4


def test_dry_run_says_so_and_changes_nothing(year: FinancialYear, tmp_path: Path) -> None:
    said = run(file(BUDGET), tmp_path, "--dry-run")

    assert said.startswith("Would import into 2025: 4 lines")
    assert not Statement.objects.exists()


def test_command_refuses_what_is_wrong(year: FinancialYear, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1 errors"):
        run(file(f"{BUDGET}sum\n"), tmp_path)
    with pytest.raises(CommandError, match="no rows"):
        run(file(""), tmp_path)
    with pytest.raises(CommandError, match="no year 2031"):
        run(file(BUDGET), tmp_path, year="2031")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_accounts", str(tmp_path / "none.csv"), "--year", "2025")

    assert not Line.objects.exists()
