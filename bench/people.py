"""People of the site that is measured. What it prints, a benchmark reads.

python -m bench.people signed-in 4     keys of sessions of so many people who are signed in
python -m bench.people acting          one representative for each organisation that has none
python -m bench.people publish         publishes an edition that asks again, and how many seconds that took
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from alliance.accounts.models import User  # noqa: E402
from members.models import Organisation, Representative  # noqa: E402
from principles.models import Clause, Draft, Edition  # noqa: E402

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
BATCH = 2_000


def signed_in(count: int) -> list[str]:
    """No password is hashed: that is meant to be slow, and happens once."""
    return [session_of(applicant(number)) for number in range(count)]


def applicant(number: int) -> User:
    email = f"applicant-{number}@example.org"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, name=f"Applicant {number}")
        person.vouch_for_address()
    return person


def session_of(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def represent() -> int:
    without = list(Organisation.objects.filter(representatives=None).values_list("pk", flat=True))
    for numbers in batches(without):
        with transaction.atomic():
            people = User.objects.bulk_create(
                User(email=f"representative-{number}@example.org", name=f"Representative {number}", password="!")  # noqa: S106
                for number in numbers
            )
            Representative.objects.bulk_create(
                Representative(organisation_id=number, person=person)
                for number, person in zip(numbers, people, strict=True)
            )
    return len(without)


def batches(numbers: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(numbers), BATCH):
        yield numbers[first : first + BATCH]


def publish() -> float:
    clause = Clause.objects.get(slug="participation")
    Clause.objects.filter(pk=clause.pk).update(text=f"{clause.text} And again.")
    began = time.perf_counter()
    Edition.objects.publish(shown=Draft.now().fingerprint, change_class="substantive", reason="To measure.", by=None)
    return time.perf_counter() - began


TASKS: dict[str, Any] = {"signed-in": lambda: signed_in(int(sys.argv[2])), "acting": represent, "publish": publish}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]]()))
