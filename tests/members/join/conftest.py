"""An applicant who is signed in, and a case that has been begun on the site."""

from collections.abc import Callable

import pytest
from django.test import Client

from alliance.accounts.models import User
from members.models import SignOn
from principles.models import Edition
from tests.members.joining import NEW, PROFILE


@pytest.fixture
def desk(founding_edition: Edition, applicant: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(applicant)


@pytest.fixture
def case(desk: Client) -> SignOn:
    """The applicant has filled in who the organisation is."""
    desk.post(NEW, PROFILE)
    return SignOn.objects.get()
