import pytest
from django.core.cache import cache
from django.test import Client

from alliance.accounts.models import User
from members.models import Organisation
from tests.members.test_representative import SignedIn


@pytest.fixture(autouse=True)
def _nobody_has_invited_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def desk(member: Organisation, applicant: User, signed_in: SignedIn) -> Client:
    return signed_in(applicant)
