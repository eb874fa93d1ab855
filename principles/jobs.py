"""What `tick` does for the text. A job says in sentences what it did, or would do; none when there was nothing."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from principles.models import Edition


def take_editions_into_effect(*, now: datetime, dry_run: bool) -> Iterator[str]:
    for edition in Edition.objects.due(timezone.localdate(now)):
        if dry_run:
            yield f"Edition {edition.number} would take effect."
        else:
            edition.take_effect(now=now)
            yield f"Edition {edition.number} has taken effect."
