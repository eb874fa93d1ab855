import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from alliance.accounts.models import User
from alliance.shared.csv_file import Remark, Unreadable
from alliance.shared.progress import ProgressLine
from members.import_file import RegisterFile, read_register
from members.imports import Overtaken, Plan, compare, take_in

# More lines than these tell a reader nothing; the rest is counted.
MOST_LINES = 200


class Command(BaseCommand):
    help = (
        "Import organisations from an earlier register, a CSV file in UTF-8: all rows, or none if one of them is wrong."
        " Safe to repeat: what is here already is left as it is. The columns are described in docs/operations.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument(
            "--by", metavar="EMAIL", help="whose import it is; by itself the only administrator, if there is just one"
        )
        parser.add_argument(
            "--duplicates-are-others",
            action="store_true",
            help="import what may be a duplicate too: somebody has looked, and these are other organisations",
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        are_others, is_dry = options["duplicates_are_others"], options["dry_run"]
        by = self.importer(options["by"])
        stream = options.get("stderr") or sys.stderr
        progress = ProgressLine(stream, is_watched=stream.isatty() and options["verbosity"] > 0)
        register = self.read(file, progress)
        try:
            plan = compare(register) if is_dry else take_in(register, by=by, are_others=are_others, progress=progress)
        except Overtaken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(plan, are_others=are_others, is_dry=is_dry)

    def importer(self, email: str | None) -> User:
        """Who is on record as having recorded the endorsements."""
        staff = get_user_model().objects.filter(is_active=True, is_staff=True)
        found = list(staff.filter(email__iexact=email) if email else staff.filter(is_superuser=True)[:2])
        if len(found) != 1:
            raise CommandError(
                f"Nobody on the staff has the address {email}."
                if email
                else "Say with --by EMAIL whose import it is: there is not just one administrator."
            )
        return found[0]

    def read(self, file: Path, progress: ProgressLine) -> RegisterFile:
        try:
            return read_register(file.read_bytes(), progress=progress)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from refusal

    def tell(self, plan: Plan, *, are_others: bool, is_dry: bool) -> None:
        self.list("Wrong", plan.errors)
        self.list("Likely duplicates", plan.duplicates)
        self.list("Here already, left as they are", plan.known)
        self.list("Left out", plan.left_out)
        self.list("Personal data without a use", plan.not_kept)
        if plan.errors:
            raise CommandError(f"Nothing was imported: {len(plan.errors)} errors, see above.")
        if plan.is_refused(are_others=are_others):
            raise CommandError(
                "Nothing was imported: there are likely duplicates, see above. Take those that are there already out of"
                " the file; if all of them are other organisations, run this again with --duplicates-are-others."
            )
        self.stdout.write(
            f"{'Would import' if is_dry else 'Imported'} {plan.endorsing} with an endorsement and {plan.drafts} as"
            f" drafts; {len(plan.known)} were here already."
        )

    def list(self, title: str, remarks: Iterable[Remark]) -> None:
        remarks = list(remarks)
        if not remarks:
            return
        self.stdout.write(f"{title}:")
        for remark in remarks[:MOST_LINES]:
            self.stdout.write(f"  {remark}")
        if len(remarks) > MOST_LINES:
            self.stdout.write(f"  ... and {len(remarks) - MOST_LINES} more.")
