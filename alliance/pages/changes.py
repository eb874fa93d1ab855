"""What an edit changed in a page, short enough for a list of edits."""

from difflib import SequenceMatcher

from simple_history.models import ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper


def changed_lines(old: str, new: str) -> tuple[str, str]:
    """The lines of each text that the other does not have at that place; an ellipsis stands for lines between them."""
    before, after = ([line for line in text.splitlines() if line.strip()] for text in (old, new))
    places = [
        ("\n".join(before[first:last]), "\n".join(after[start:end]))
        for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    removed, added = ("\n…\n".join(filter(None, side)) for side in zip(*places, strict=True)) if places else ("", "")
    return removed, added


class ChangesByLine(HistoricalRecordContextHelper):
    """Tells of a changed text in whole lines; by itself the history shows a few letters around the first difference."""

    def stringify_delta_change_values(self, change: ModelChange, old: str, new: str) -> tuple[str, str]:
        return changed_lines(str(old), str(new))
