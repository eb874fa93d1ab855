import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.test import Client

from alliance.accounts.models import User
from alliance.pages import first_texts
from alliance.pages.models import Page, PageTranslation
from principles.models import Edition

SHIPPED = sorted(first_texts.FOLDER.glob("*/*.md"))


@pytest.fixture
def shipped(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of first texts in English and Spanish, loaded once, that the test may change as a release would."""
    (tmp_path / "notes.md").write_text("# Notes\n\nA first note.\n")
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "notes.md").write_text("# Apuntes\n\nUn primer apunte.\n")
    monkeypatch.setattr(first_texts, "FOLDER", tmp_path)
    load()
    return tmp_path


def load() -> None:
    first_texts.load_first_texts(apps)
    first_texts.load_first_translations(apps)


def apuntes() -> PageTranslation:
    return PageTranslation.objects.get(page__slug="notes", language="es")


def test_translation_is_loaded_as_made_by_a_machine_from_the_english_of_the_page(shipped: Path) -> None:
    made = apuntes()

    assert (made.title, made.text) == ("Apuntes", "Un primer apunte.")
    assert made.is_machine_made
    assert not made.is_stale


def test_history_says_that_it_came_with_the_site(shipped: Path) -> None:
    record = apuntes().history.get()

    assert (record.history_type, record.history_user, record.is_machine_made) == ("+", None, True)
    assert record.history_change_reason == first_texts.FIRST_TEXT


def test_loading_again_changes_nothing(shipped: Path) -> None:
    before = list(PageTranslation.objects.filter(page__slug="notes").values())

    load()

    assert list(PageTranslation.objects.filter(page__slug="notes").values()) == before
    assert apuntes().history.count() == 1


def test_translation_that_nobody_edited_follows_its_first_text(shipped: Path) -> None:
    (shipped / "es" / "notes.md").write_text("# Apuntes\n\nUn apunte mejor.\n")

    load()

    assert apuntes().text == "Un apunte mejor."
    assert [record.text for record in apuntes().history.all()] == ["Un apunte mejor.", "Un primer apunte."]


def test_translation_follows_both_texts_of_a_release(shipped: Path) -> None:
    (shipped / "notes.md").write_text("# Notes\n\nA better note.\n")
    (shipped / "es" / "notes.md").write_text("# Apuntes\n\nUn apunte mejor.\n")

    load()

    assert apuntes().text == "Un apunte mejor."
    assert not apuntes().is_stale


def test_translation_that_a_new_english_text_leaves_behind_is_stale(shipped: Path) -> None:
    (shipped / "notes.md").write_text("# Notes\n\nA better note.\n")
    (shipped / "es" / "notes.md").unlink()

    load()

    assert apuntes().is_stale


def test_translation_that_somebody_saved_is_left_alone(shipped: Path, editor: User) -> None:
    made = apuntes()
    made.edit(title=made.title, text=made.text, source_digest=made.source_digest, by=editor)
    (shipped / "es" / "notes.md").write_text("# Apuntes\n\nUn apunte mejor.\n")

    load()

    assert apuntes().text == "Un primer apunte."
    assert not apuntes().is_machine_made


def test_translation_that_somebody_deleted_does_not_come_back(shipped: Path) -> None:
    apuntes().delete()

    load()

    assert not PageTranslation.objects.filter(page__slug="notes").exists()


def test_translation_that_somebody_made_first_is_left_alone(shipped: Path) -> None:
    (shipped / "fr").mkdir()
    (shipped / "fr" / "notes.md").write_text("# Notes\n\nUne première note.\n")
    page = Page.objects.get(slug="notes")
    PageTranslation.objects.create(page=page, language="fr", title="À nous", text="x", source_digest=page.digest)

    load()

    assert PageTranslation.objects.get(page=page, language="fr").title == "À nous"


def test_page_that_no_longer_says_the_english_is_given_no_translation_of_it(shipped: Path, editor: User) -> None:
    (shipped / "fr").mkdir()
    (shipped / "fr" / "notes.md").write_text("# Notes\n\nUne première note.\n")
    Page.objects.get(slug="notes").edit(title="Notes", text="Our own note.", by=editor)

    load()

    assert list(PageTranslation.objects.filter(page__slug="notes").values_list("language", flat=True)) == ["es"]


@pytest.mark.parametrize("path", ["es/other.md", "es/deleted.md"])
def test_translation_without_its_page_is_left_out(shipped: Path, path: str) -> None:
    (shipped / "deleted.md").write_text("# Deleted\n\nText.")
    first_texts.load_first_texts(apps)
    Page.objects.get(slug="deleted").delete()
    (shipped / path).write_text("# Otra\n\nTexto.")

    load()

    assert not PageTranslation.objects.exclude(page__slug="notes").filter(title="Otra").exists()


# What is shipped

# When an English text changes: see that its translations still say the same, or delete them, and then write its digest.
TRANSLATED_FROM = {
    "about": "c31893172fe2119a",
    "accessibility": "43674c548f5cc574",
    "contact": "d6c52df82d436ce9",
    "endorsing": "94821b04fbd01541",
    "help": "3a76eae8be5a954b",
    "licence": "26c5966071bc0950",
    "privacy": "4e53cdc5051739ed",
}


def test_english_texts_are_those_from_which_the_translations_were_made() -> None:
    digests = {it["slug"]: first_texts.digest_of(it["title"], it["text"])[:16] for it in first_texts.first_texts()}

    assert digests == TRANSLATED_FROM


@pytest.mark.django_db
def test_every_shipped_translation_is_one_that_staff_could_have_saved() -> None:
    for path in SHIPPED:
        made = PageTranslation.objects.get(page__slug=path.stem, language=path.parent.name)
        title, text = made.title, made.text
        made._state.adding = True

        made.clean_fields()
        made.clean()

        assert (made.title, made.text) == (title, text), path
        assert made.is_machine_made, path
        assert not made.is_stale, path


@pytest.mark.parametrize("language", [code for code, _ in site_settings.LANGUAGES])
def test_links_of_the_pages_lead_somewhere_in_every_language(
    client: Client, founding_edition: Edition, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    read: dict[str, str] = {}
    for page in Page.objects.all():
        body = client.get(f"{prefix}/{page.slug}/").content.decode()
        prose = body[body.index('class="prose"') : body.index("</article>")]
        for address in re.findall(r'href="(/[^"]*)"', prose):
            path, _, anchor = address.partition("#")
            if path not in read:
                response = client.get(path, follow=True)
                assert response.status_code == 200, f"{page.slug} links to {address}"
                read[path] = response.content.decode()
            assert not anchor or f'id="{anchor}"' in read[path], f"{page.slug} links to {address}"
            assert path.startswith(f"{prefix}/") or path == "/.well-known/security.txt"


def test_shipped_translations_are_in_languages_of_the_site() -> None:
    folders = {path.name for path in first_texts.FOLDER.iterdir() if path.is_dir()}

    assert folders <= {code for code, _ in site_settings.LANGUAGES} - {site_settings.LANGUAGE_CODE}
