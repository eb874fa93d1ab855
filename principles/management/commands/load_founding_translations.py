import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from principles import canonical
from principles.management.commands.load_founding_text import FOUNDING_TEXT
from principles.models import Translation, Wording

FOLDER = FOUNDING_TEXT.parent / "translations"


class Command(BaseCommand):
    help = "Loads the translations of the founding text, made by a machine, for each clause and language without one."

    def handle(self, **options: Any) -> None:
        made = [it for language in languages() for it in missing_translations(language)]
        Translation.objects.bulk_create(made)
        if made and options["verbosity"]:
            self.stdout.write(f"Translations of clauses that were loaded, made by a machine: {len(made)}.")


def languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if translation_file(code).exists()]


def translation_file(language: str) -> Path:
    return FOLDER / f"{language}.json"


def missing_translations(language: str) -> Iterator[Translation]:
    """Of the founding wordings alone: what they say today is not what these translate."""
    clauses = json.loads(FOUNDING_TEXT.read_text(encoding="utf-8"))["clauses"]
    lines = {it["slug"]: canonical.line(it["slug"], it["kind"], it["title"], it["text"]) for it in clauses}
    digests = {canonical.digest(line.encode()) for line in lines.values()}
    wordings = {it.slug: it for it in Wording.objects.filter(digest__in=digests)}
    translated = set(Translation.objects.filter(language=language).values_list("wording__slug", flat=True))
    for it in json.loads(translation_file(language).read_text(encoding="utf-8"))["clauses"]:
        wording = wordings.get(it["slug"])
        if wording and wording.slug not in translated:
            line = canonical.line(wording.slug, wording.kind, it["title"], it["text"])
            yield Translation(
                wording=wording,
                language=language,
                revision=1,
                title=it["title"],
                text=it["text"],
                digest=canonical.digest(line.encode()),
                made_at=timezone.now(),
            )
