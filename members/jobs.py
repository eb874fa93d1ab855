"""What `tick` does for the members. A job says in sentences what it did, or would do; none when there was nothing."""

from collections.abc import Iterator
from datetime import datetime

from members.models import Invitation


def delete_expired_invitations(*, now: datetime, dry_run: bool) -> Iterator[str]:
    """So that no address is kept of somebody who never came."""
    expired = Invitation.objects.expired(now)
    count = expired.count() if dry_run else expired.delete()[0]
    if count:
        yield f"Expired invitations that {'would be' if dry_run else 'were'} deleted: {count}."
