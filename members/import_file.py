"""An earlier register as a CSV file: what its rows say by the rules of the sign-on form, and which lines are wrong."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import StringIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from alliance.shared.spreadsheets import unguarded
from members.forms.import_row import COLUMNS, REQUIRED, ImportRowForm
from members.models import Organisation, Signatory
from members.models.organisation import new_code
from principles.models import Edition

# What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


class NotARegister(Exception):
    """Why a file cannot be read as rows of an earlier register, as a sentence."""


@dataclass(frozen=True)
class Remark:
    """What is to be said of a line of the file, or of one of its cells."""

    line: int
    sentence: str
    column: str = ""

    def __str__(self) -> str:
        said = {"line": self.line, "column": self.column, "sentence": self.sentence}
        if self.column:
            return gettext("Line %(line)s, %(column)s: %(sentence)s") % said
        return gettext("Line %(line)s: %(sentence)s") % said


@dataclass(frozen=True)
class Row:
    """An organisation that is not kept yet, and its endorsement where the register has one."""

    line: int
    organisation: Organisation
    themes: list[str]
    edition: Edition | None
    signed_at: datetime
    signatory: Signatory | None


@dataclass
class RegisterFile:
    """What was read: the rows that are right, and remarks on the others and on what is not kept.

    A file that was exported here is one too: who was counted only stays so, the code is given anew, and who is no
    member there is left out.
    """

    rows: list[Row] = field(default_factory=list)
    errors: list[Remark] = field(default_factory=list)
    not_kept: list[Remark] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)


def no_progress(what: str, done: int, of: int) -> None:
    """For whoever does not watch."""


def read_register(content: bytes, *, progress: Progress = no_progress) -> RegisterFile:
    """Reads and checks every row. Raises NotARegister where there are no rows to speak of."""
    records = list(_records(_decoded(content)))
    if not records:
        raise NotARegister(gettext("The file has no rows: nothing stands below the names of the columns."))
    found, form = RegisterFile(), ImportRowForm()
    for done, (line, cells) in enumerate(records, start=1):
        if cells is None:
            found.errors.append(Remark(line, gettext("There are more cells in it than columns.")))
        elif form.read(cells) and form.is_out:
            standing = dict(Organisation.Standing.choices)[form.cleaned_data["standing"]]
            sentence = gettext("left out, since only members are taken in. It is “%(standing)s”.")
            found.left_out.append(Remark(line, sentence % {"standing": standing}, "standing"))
        elif not form.errors:
            found.rows.append(_row(line, form))
            found.not_kept += _not_kept(line, form.cleaned_data)
        else:
            # The first of each cell: what is wrong with it twice is mended once.
            found.errors += [Remark(line, errors[0], column) for column, errors in form.errors.items()]
        progress(gettext("Checking"), done, len(records))
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotARegister(
            gettext("The file is not in UTF-8 (see line %(line)s). Save it as “CSV UTF-8”.") % {"line": line}
        ) from error


def _records(text: str) -> Iterator[tuple[int, dict[str, str] | None]]:
    """The cells of each row by column, with the line on which the row begins; None where there are too many."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 0
    try:
        columns = _columns(next(reader, []))
        line = reader.line_num
        for cells in reader:
            begins, line = line + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                fits = len(cells) <= len(columns)
                yield begins, dict(zip(columns, map(_cell, cells), strict=False)) if fits else None
    except csv.Error as error:
        raise NotARegister(
            gettext("Line %(line)s cannot be read as CSV: %(error)s.") % {"line": line + 1, "error": error}
        ) from error


def _cell(cell: str) -> str:
    return unguarded(cell.strip())


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip().lower() for name in header]
    if not any(columns):
        raise NotARegister(gettext("The file is empty. Its first line names the columns."))
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise NotARegister(
            gettext("The first line names the columns, with commas between them. Missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    unknown = [name[:40] or "“”" for name in columns if name not in COLUMNS]
    if unknown:
        raise NotARegister(
            gettext("These columns are not known: %(unknown)s. Those that are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(COLUMNS)}
        )
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise NotARegister(gettext("These columns are there twice: %(columns)s.") % {"columns": ", ".join(twice)})
    return columns


def _row(line: int, form: ImportRowForm) -> Row:
    said = form.cleaned_data
    organisation = Organisation(code=new_code(), **form.profile)
    organisation.fold()
    signatory = None
    if said["edition"] and said["signatory_name"]:
        signatory = Signatory(
            name=said["signatory_name"], job_title=said["signatory_title"], email=said["contact_email"]
        )
    return Row(line, organisation, said["themes"], said["edition"], _signed_at(said["endorsed_on"]), signatory)


def _signed_at(day: date | None) -> datetime:
    """Noon of that day, so that it is the same day nearly everywhere; now, where the register names no day."""
    now = timezone.now()
    return min(now, datetime.combine(day, time(12), UTC)) if day else now


def _not_kept(line: int, said: dict[str, Any]) -> list[Remark]:
    """Personal data for which there is no use here is not kept, and this is told."""
    names = ("signatory_name", "signatory_title", "contact_email")
    if said["edition"] is None:
        sentence = gettext("not kept, since there is no endorsement without an edition.")
    elif not said["signatory_name"]:
        sentence = gettext("not kept, since the row does not name who signed.")
    else:
        return []
    return [Remark(line, sentence, name) for name in names if said[name]]
