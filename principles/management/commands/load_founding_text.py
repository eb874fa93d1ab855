import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from principles.models import Clause, Draft, Edition

FOUNDING_TEXT = Path(__file__).resolve().parents[2] / "founding" / "text.json"


class Command(BaseCommand):
    help = "Loads the founding text and publishes it as edition 1.0. Does nothing where there are clauses already."

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            if Clause.objects.exists():
                return
            for place, fields in enumerate(json.loads(FOUNDING_TEXT.read_text(encoding="utf-8"))["clauses"], start=1):
                tags = fields.pop("tags")
                # Room between two places, so that a clause can be put there without moving the others.
                clause = Clause(position=place * 10, **fields)
                clause.full_clean()
                clause.save()
                clause.tags.add(*tags)
            edition = Edition.objects.publish(
                shown=Draft.now().fingerprint, change_class="", reason="The founding text.", by=None
            )
        self.stdout.write(f"Published the founding text as {edition}.")
