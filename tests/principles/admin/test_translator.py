"""Administrators name who translates into which language."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from alliance.accounts.models import User
from principles.models import Translator
from tests.conftest import member_of

ADD = "/admin/principles/translator/add/"
SignIn = Callable[[User], Client]


@pytest.fixture
def newcomer(db: None) -> User:
    return member_of("Translators", email="newcomer@example.org", name="Nadia Newcomer")


def test_administrator_names_a_translator(administrator: User, newcomer: User, signed_in: SignIn) -> None:
    client = signed_in(administrator)

    client.post(ADD, {"person": newcomer.pk, "language": "ar"})

    assert Translator.languages_of(newcomer) == {"ar"}
    page = client.get("/admin/principles/translator/").content.decode()
    assert newcomer.name in page
    assert "العربية" in page


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_language_into_which_nothing_is_translated_is_refused(
    administrator: User, newcomer: User, signed_in: SignIn, language: str
) -> None:
    response = signed_in(administrator).post(ADD, {"person": newcomer.pk, "language": language})

    assert response.context["adminform"].form.errors["language"]
    assert not Translator.objects.exists()


def test_who_cannot_see_translations_is_put_in_the_group_first(
    administrator: User, newcomer: User, signed_in: SignIn
) -> None:
    newcomer.groups.remove(Group.objects.get(name="Translators"))

    response = signed_in(administrator).post(ADD, {"person": newcomer.pk, "language": "ar"})

    assert "put them in the group Translators first" in str(response.context["adminform"].form.errors["person"])


def test_person_is_named_once_for_a_language(administrator: User, translator: User, signed_in: SignIn) -> None:
    response = signed_in(administrator).post(ADD, {"person": translator.pk, "language": "es"})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert Translator.objects.count() == 1


@pytest.mark.parametrize("address", ["/admin/principles/translator/", ADD])
def test_nobody_else_names_translators(
    translator: User, publisher: User, editor: User, signed_in: SignIn, address: str
) -> None:
    for person in (translator, publisher, editor):
        assert signed_in(person).get(address).status_code == 403
        assert signed_in(person).post(address, {"person": person.pk, "language": "fr"}).status_code == 403
