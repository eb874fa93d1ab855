from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from alliance.accounts.models import User
from alliance.pages.models import Page, PageTranslation

LATER = datetime(2026, 3, 4, tzinfo=UTC)


def saved() -> PageTranslation:
    return PageTranslation.objects.get(page__slug="yearbook")


def errors(page: Page, **fields: str) -> dict[str, list[str]]:
    made = PageTranslation(
        **{"page": page, "language": "fr", "title": "Annuaire", "text": "Il est là.", "source_digest": "0"} | fields
    )
    with pytest.raises(ValidationError) as refusal:
        made.full_clean()
    return refusal.value.message_dict


def test_translation_stands_at_the_address_of_its_language(anuario: PageTranslation) -> None:
    assert anuario.get_absolute_url() == "/es/yearbook/"
    with translation.override("fr"):
        assert anuario.get_absolute_url() == "/es/yearbook/"
        assert anuario.english_address == "/yearbook/"


def test_reader_is_shown_the_translation_into_their_language(yearbook: Page, anuario: PageTranslation) -> None:
    assert yearbook.in_language("es") == anuario


@pytest.mark.parametrize("language", ["fr", "en", None])
def test_reader_of_another_language_is_shown_the_english(
    yearbook: Page, anuario: PageTranslation, language: str | None
) -> None:
    assert yearbook.in_language(language) == yearbook


def test_translations_fetched_before_are_not_asked_for_again(
    anuario: PageTranslation, django_assert_num_queries: Any
) -> None:
    (page,) = Page.objects.filter(slug="yearbook").prefetch_related("translations")

    with django_assert_num_queries(0):
        assert not page.in_language("es").is_stale
        assert page.in_language("fr") == page


def test_digest_is_that_of_the_words_in_the_language(yearbook: Page, anuario: PageTranslation) -> None:
    assert yearbook.in_language("es").digest == anuario.digest != yearbook.digest
    assert len(anuario.digest) == 64


def test_translation_is_stale_as_soon_as_the_english_says_something_else(
    yearbook: Page, anuario: PageTranslation
) -> None:
    assert not anuario.is_stale

    yearbook.edit(title="Yearbook", text="It is late.", by=None)

    assert saved().is_stale


def test_edit_puts_the_words_on_the_page_and_its_history_keeps_the_others(
    yearbook: Page, anuario: PageTranslation, editor: User
) -> None:
    anuario.edit(title="Libro", text="Tarde.\r\n", source_digest=yearbook.digest, by=editor, at=LATER)

    now = saved()
    assert (now.title, now.text, now.updated_at) == ("Libro", "Tarde.", LATER)
    edit, creation = anuario.history.all()
    assert (edit.history_user, creation.title) == (editor, "Anuario")


def test_whoever_edits_a_machines_translation_stands_by_it(anuario: PageTranslation, editor: User) -> None:
    PageTranslation.objects.filter(page__slug="yearbook").update(is_machine_made=True)
    made = saved()

    made.edit(title=made.title, text=made.text, source_digest=made.source_digest, by=editor, at=LATER)

    now = saved()
    assert (now.is_machine_made, now.updated_at) == (False, LATER)
    assert now.history.first().history_user == editor


def test_edit_by_nobody_is_a_machines(anuario: PageTranslation) -> None:
    anuario.edit(title="Libro", text="Tarde.", source_digest=anuario.source_digest, by=None)

    assert saved().is_machine_made


def test_edit_that_changes_nothing_leaves_no_trace(anuario: PageTranslation, editor: User) -> None:
    before = PageTranslation.objects.filter(page__slug="yearbook").values().get()

    anuario.edit(title=anuario.title, text=anuario.text, source_digest=anuario.source_digest, by=editor, at=LATER)

    assert PageTranslation.objects.filter(page__slug="yearbook").values().get() == before
    assert anuario.history.count() == 1


@pytest.mark.parametrize("wrong", ["", " \r\n", "It\ufffd is"])
@pytest.mark.parametrize("field", ["title", "text"])
def test_edit_without_valid_words_is_refused(anuario: PageTranslation, editor: User, field: str, wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        anuario.edit(**{"title": "Libro", "text": "Tarde.", field: wrong}, source_digest="0", by=editor)

    assert set(refusal.value.message_dict) == {field}
    assert saved().title == "Anuario"


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_language_that_the_site_does_not_translate_into_is_refused(yearbook: Page, language: str) -> None:
    assert errors(yearbook, language=language) == {"language": ["The site has no such language to translate into."]}


def test_translation_into_a_language_that_the_site_gave_up_can_still_be_edited(
    anuario: PageTranslation, editor: User, settings: Any
) -> None:
    settings.LANGUAGES = [("en", "English")]

    anuario.edit(title="Libro", text="Tarde.", source_digest=anuario.source_digest, by=editor)

    assert saved().title == "Libro"


def test_database_refuses_a_second_translation_into_the_language(yearbook: Page, anuario: PageTranslation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PageTranslation.objects.create(page=yearbook, language="es", title="x", text="x", source_digest="0")


@pytest.mark.parametrize("field", ["title", "text", "language", "source_digest"])
def test_database_refuses_a_translation_without_words_language_or_source(anuario: PageTranslation, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PageTranslation.objects.filter(page__slug="yearbook").update(**{field: ""})


def test_translations_go_with_their_page_and_their_history_stays(yearbook: Page, anuario: PageTranslation) -> None:
    key = yearbook.pk

    yearbook.delete()

    assert not PageTranslation.objects.filter(page_id=key).exists()
    assert [it.history_type for it in PageTranslation.history.filter(page_id=key)] == ["-", "+"]
