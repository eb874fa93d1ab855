"""Addresses that are invited, and the links that they are sent."""

import re
from datetime import timedelta

from django.utils import timezone

from alliance.outbox.models import Mail
from members.models import Invitation
from members.models.invitation import HOLDS_FOR

NEW = "newcomer@example.org"
GONE = "This invitation does not hold any more"


def link_in_the_mail_to(address: str) -> str:
    found = re.search(r"http://testserver(\S*/members/invitation/\S+)", Mail.objects.filter(to=address).last().message)
    assert found
    return found[1]


def make_old(invitation: Invitation, age: timedelta = HOLDS_FOR) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=timezone.now() - age)
