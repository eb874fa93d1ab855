"""An earlier register as a CSV file: what its rows say by the rules of the sign-on form, and which lines are wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from alliance.shared.csv_file import Remark, Unreadable, read_records
from members.forms.import_row import COLUMNS, REQUIRED, ImportRowForm
from members.models import Organisation, Signatory
from members.models.organisation import new_code
from principles.models import Edition

# What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]
# What a line consists of that names no column: the mark of UTF-8, and what stands between names.
NOTHING = b"\xef\xbb\xbf, \t\r"


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
    """Reads and checks every row. Raises Unreadable where there are no rows to speak of."""
    if not content.partition(b"\n")[0].strip(NOTHING):
        raise Unreadable(gettext("The file is empty. Its first line names the columns."))
    records = read_records(content, columns=COLUMNS, required=REQUIRED)
    found, form = RegisterFile(), ImportRowForm()
    for done, (line, cells) in enumerate(records, start=1):
        if cells is None:
            found.errors.append(Remark.too_many_cells(line))
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
