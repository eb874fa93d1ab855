from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alliance.finances.import_file import AccountsFile, read_accounts
from alliance.finances.imports import Plan, compare, take_in
from alliance.finances.models import FinancialYear
from alliance.shared.csv_file import Unreadable


class Command(BaseCommand):
    help = (
        "Import the accounts of a year from a CSV file in UTF-8: all rows, or none if one of them is wrong. They become"
        " drafts in the place of those that were there, so it is safe to repeat. The columns are described in"
        " alliance/finances/import_file.py."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--year", required=True, help="the name of the year, which is there already: 2025")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")

    def handle(self, *, file: Path, year: str, dry_run: bool, **options: Any) -> None:
        found = self.read(file, year)
        self.tell(compare(found) if dry_run else take_in(found), year=year, dry_run=dry_run)

    def read(self, file: Path, name: str) -> AccountsFile:
        year = FinancialYear.objects.filter(slug=name).first()
        if year is None:
            raise CommandError(f"There is no year {name}. Add it in the admin first.")
        try:
            return read_accounts(file.read_bytes(), year=year)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from refusal

    def tell(self, plan: Plan, *, year: str, dry_run: bool) -> None:
        for remark in plan.errors:
            self.stdout.write(f"  {remark}")
        if plan.errors:
            raise CommandError(f"Nothing was imported: {len(plan.errors)} errors, see above.")
        self.stdout.write(
            f"{'Would import' if dry_run else 'Imported'} into {year}: {plan.lines} lines, {plan.totals} totals,"
            f" {plan.sources} funding sources, {plan.rates} exchange rates."
        )
