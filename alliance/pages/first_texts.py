"""The texts with which the plain pages begin: `texts/<slug>.md`, its first line the title.

Their translations, made by a machine, are `texts/<language>/<slug>.md`. What is shipped together says the same: a
release that changes an English text looks at its translations, or leaves them out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import transaction
from django.utils import timezone

from alliance.pages.models.written import digest_of

FOLDER = Path(__file__).resolve().parent / "texts"
# The reason given in the history. A page whose last edit has another one is the editors'.
FIRST_TEXT = "First text, as it came with the site"


def first_texts() -> Iterator[dict[str, str]]:
    for path in sorted(FOLDER.glob("*.md")):
        yield {"slug": path.stem, **words_of(path)}


def first_translations() -> Iterator[tuple[str, str, dict[str, str]]]:
    """The slug, the language, and the words with the digest of the English, of each that has an English text."""
    digests = {first["slug"]: digest_of(first["title"], first["text"]) for first in first_texts()}
    for path in sorted(FOLDER.glob("*/*.md")):
        if path.stem in digests:
            yield path.stem, path.parent.name, words_of(path) | {"source_digest": digests[path.stem]}


def words_of(path: Path) -> dict[str, str]:
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return {"title": title.removeprefix("# ").strip(), "text": text.strip()}


@transaction.atomic
def load_first_texts(apps: Apps, schema_editor: Any = None) -> None:
    """Brings the pages that nobody has edited or deleted to their first text. For migrations; can be repeated.

    It reads whatever texts there are when it runs, so a migration that names it stays valid when they change. A release
    that changes one names it in a migration of its own. Needs no more of the models than migration 0001 gives them.
    """
    pages = apps.get_model("pages", "Page").objects
    history = apps.get_model("pages", "HistoricalPage").objects
    now = timezone.now()
    for first in first_texts():
        page = pages.filter(slug=first["slug"]).first()
        last_edit = history.filter(slug=first["slug"]).order_by("history_date", "history_id").last()
        is_untouched = last_edit is not None and last_edit.history_change_reason == FIRST_TEXT
        if page is None and last_edit is None:
            # In bulk, because that alone writes no history of its own where the models are the real ones.
            pages.bulk_create([pages.model(**first, updated_at=now)])
            history_type = "+"
        elif page and is_untouched and (page.title, page.text) != (first["title"], first["text"]):
            pages.filter(pk=page.pk).update(**first, updated_at=now)
            history_type = "~"
        else:
            continue
        history.create(
            **first,
            id=pages.get(slug=first["slug"]).pk,
            history_date=now,
            history_type=history_type,
            history_change_reason=FIRST_TEXT,
        )


@transaction.atomic
def load_first_translations(apps: Apps, schema_editor: Any = None) -> None:
    """Brings the translations that nobody has edited or deleted to their first text. For migrations; can be repeated.

    A page that no longer says the English that was translated is left alone. Like load_first_texts, which runs before
    it, it reads whatever there is when it runs, and needs no more of the models than migration 0006 gives them.
    """
    pages = apps.get_model("pages", "Page").objects
    translations = apps.get_model("pages", "PageTranslation").objects
    history = apps.get_model("pages", "HistoricalPageTranslation").objects
    now = timezone.now()
    for slug, language, first in first_translations():
        page = pages.filter(slug=slug).first()
        if page is None or digest_of(page.title, page.text) != first["source_digest"]:
            continue
        there = translations.filter(page_id=page.pk, language=language)
        last_edit = history.filter(page_id=page.pk, language=language).order_by("history_date", "history_id").last()
        is_untouched = last_edit is not None and last_edit.history_change_reason == FIRST_TEXT
        if last_edit is None and not there.exists():
            made = translations.model(page_id=page.pk, language=language, is_machine_made=True, updated_at=now, **first)
            # In bulk, because that alone writes no history of its own where the models are the real ones.
            translations.bulk_create([made])
            history_type = "+"
        elif is_untouched and there.exclude(**first).exists():
            there.update(**first, updated_at=now)
            history_type = "~"
        else:
            continue
        history.create(
            **first,
            id=there.get().pk,
            page_id=page.pk,
            language=language,
            is_machine_made=True,
            history_date=now,
            history_type=history_type,
            history_change_reason=FIRST_TEXT,
        )
