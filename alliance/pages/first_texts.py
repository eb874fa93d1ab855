"""The texts with which the plain pages begin: `texts/<slug>.md`, its first line the title."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import transaction
from django.utils import timezone

FOLDER = Path(__file__).resolve().parent / "texts"
# The reason given in the history. A page whose last edit has another one is the editors'.
FIRST_TEXT = "First text, as it came with the site"


def first_texts() -> Iterator[dict[str, str]]:
    for path in sorted(FOLDER.glob("*.md")):
        title, _, text = path.read_text(encoding="utf-8").partition("\n")
        yield {"slug": path.stem, "title": title.removeprefix("# ").strip(), "text": text.strip()}


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
