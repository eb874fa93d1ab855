"""Tags as people write them: separated by commas, those of Arabic and Chinese among them, and by nothing else."""

import re
from collections.abc import Iterable

from taggit.models import Tag

COMMAS = re.compile("[,،，、]")


def read_tags(text: str) -> list[str]:
    """The tags in a text. By itself taggit parts `how we work` at its spaces, unless there is a comma somewhere."""
    # In one order whoever wrote them: of two who bring the same new tags one waits, and not each for the other.
    return sorted({" ".join(name.split()) for name in COMMAS.split(text)} - {""})


def write_tags(tags: Iterable[Tag]) -> str:
    return ", ".join(sorted(tag.name for tag in tags))
