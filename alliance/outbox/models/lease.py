import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeaseQuerySet(models.QuerySet["Lease"]):
    @contextmanager
    def held(self, name: str, *, now: datetime, lasts: timedelta) -> Iterator[bool]:
        """Hold the lease of this name for the block; False when somebody else holds it.

        One guarded UPDATE decides, on every process and host that shares the database. A holder that dies keeps the
        lease until `now + lasts`, so `lasts` must be longer than the block can take.
        """
        self.get_or_create(name=name, defaults={"expires_at": now})
        holder = uuid.uuid4()
        free = self.filter(name=name, expires_at__lte=now)
        is_ours = free.update(holder=holder, expires_at=now + lasts) == 1
        try:
            yield is_ours
        finally:
            if is_ours:
                self.filter(name=name, holder=holder).update(holder=None, expires_at=now)


class Lease(models.Model):
    """The right to do one thing, held by one process at a time and for a while at most."""

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    holder = models.UUIDField(_("holder"), null=True)
    expires_at = models.DateTimeField(_("expires at"))

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return self.name
