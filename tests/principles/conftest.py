"""The cast of those who translate: two people for Spanish, and the founding text as a machine translated it."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from alliance.accounts.models import User
from principles.models import Clause, Edition, Translation, Translator, Wording
from tests.conftest import member_of


@pytest.fixture
def translated_text(founding_edition: Edition) -> Edition:
    """The founding text with a translation of each clause by a machine, in every language."""
    call_command("load_founding_translations", stdout=StringIO())
    return founding_edition


@pytest.fixture
def second_edition(translated_text: Edition, publish: Callable[..., Edition]) -> Edition:
    """Edition 1.1, in which one principle is worded otherwise."""
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    return publish()


@pytest.fixture
def participation_wording(translated_text: Edition) -> Wording:
    return translated_text.text.entry("participation").wording


def translator_of(language: str, **fields: str) -> User:
    person = member_of("Translators", **fields)
    Translator.objects.create(person=person, language=language)
    return person


@pytest.fixture
def translator(db: None) -> User:
    return translator_of("es", email="translator@example.org", name="Teresa Translator")


@pytest.fixture
def reviewer(db: None) -> User:
    return translator_of("es", email="reviewer@example.org", name="Rafael Reviewer")


@pytest.fixture
def draft(participation_wording: Wording, translator: User) -> Translation:
    """A translation of one principle into Spanish, by a person."""
    return Translation.objects.revise(
        participation_wording, language="es", title="Participar", text="Participamos.", by=translator
    )
