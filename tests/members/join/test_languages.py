"""Signing on in another language: what was read is what is signed."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from alliance.accounts.models import User
from members.models import Endorsement, SignOn
from principles import canonical
from principles.models import Edition, Translation
from tests.members.joining import PROFILE, SIGNED_BY_ME, step


@pytest.mark.parametrize(("language", "colon"), [("fr", "\u202f: "), ("zh-hans", "\uff1a")])
def test_what_is_wrong_is_told_with_the_punctuation_of_the_language(desk: Client, language: str, colon: str) -> None:
    with translation.override(language):
        address = reverse("members:sign-on-new")

    page = desk.post(address, PROFILE | {"name": ""}).content.decode()

    assert re.search(rf'<a href="#id_name">[^<]+</a>{colon}', page)


@pytest.fixture
def french(case: SignOn) -> str:
    """Where the text is read and signed in French."""
    call_command("load_founding_translations", stdout=StringIO())
    with translation.override("fr"):
        return step("text", case)


def revise(slug: str, text: str) -> Translation:
    """Another translation of a principle into French, in the place of a machine's."""
    made = Translation.objects.get(wording__slug=slug, language="fr")
    return Translation.objects.revise(made.wording, language="fr", title=made.title, text=text, by=None)


def test_signature_records_the_language_and_the_digest_of_the_words_that_were_read(
    desk: Client, french: str, founding_edition: Edition
) -> None:
    read = desk.get(french).context["form"]["translation"].value()

    assert desk.post(french, SIGNED_BY_ME | {"translation": read}).status_code == 302

    endorsement = Endorsement.objects.get()
    assert (endorsement.language, endorsement.translation_digest) == ("fr", read)
    assert read == founding_edition.text.in_language("fr").translation_digest != ""


@pytest.mark.parametrize("read", ["", "sha256-of-something-else"])
def test_translation_that_was_not_read_is_not_signed(desk: Client, french: str, read: str) -> None:
    response = desk.post(french, SIGNED_BY_ME | {"translation": read})

    assert response.status_code == 409
    assert not Endorsement.objects.exists()


def test_translation_that_changes_while_the_form_is_open_signs_nothing_and_asks_again(
    desk: Client, french: str
) -> None:
    read = desk.get(french).context["form"]["translation"].value()
    revise("participation", "Toutes et tous prennent part.")

    response = desk.post(french, SIGNED_BY_ME | {"translation": read})

    assert response.status_code == 409
    assert not Endorsement.objects.exists()
    assert "Toutes et tous prennent part." in response.content.decode()
    assert not response.context["form"]["endorse"].value()
    now = response.context["form"]["translation"].value()
    assert now != read
    assert desk.post(french, SIGNED_BY_ME | {"translation": now}).status_code == 302


def test_review_of_a_translation_while_the_form_is_open_changes_no_word_and_asks_nothing_again(
    desk: Client, french: str, officer: User
) -> None:
    read = desk.get(french).context["form"]["translation"].value()
    Translation.objects.get(wording__slug="participation", language="fr").take_on(by=officer)

    assert desk.post(french, SIGNED_BY_ME | {"translation": read}).status_code == 302


def test_receipt_keeps_the_words_that_were_read_whatever_comes_later(desk: Client, case: SignOn, french: str) -> None:
    machines = Translation.objects.get(wording__slug="participation", language="fr").text
    desk.post(french, SIGNED_BY_ME | {"translation": desk.get(french).context["form"]["translation"].value()})
    revise("participation", "Toutes et tous prennent part.")

    with translation.override("ar"):
        page = desk.get(step("receipt", case)).content.decode()
        receipt = desk.get(step("receipt-json", case)).json()

    assert f'<p class="words adopted" lang="fr" dir="ltr">{escape(machines)}' in page
    assert "Toutes et tous prennent part." not in page
    assert canonical.digest(receipt["translation"].encode()) == receipt["translation_digest"]


def test_receipt_of_what_was_signed_in_english_is_in_english_on_a_page_in_french(
    desk: Client, case: SignOn, french: str, founding_edition: Edition
) -> None:
    desk.post(step("text", case), SIGNED_BY_ME)
    with translation.override("fr"):
        page = desk.get(step("receipt", case)).content.decode()

    english = founding_edition.text.entry("participation").wording.text
    assert f'<p class="words adopted" lang="en" dir="ltr">{escape(english)}' in page
    assert desk.get(step("receipt-json", case)).json()["translation"] is None
