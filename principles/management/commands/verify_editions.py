from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alliance.shared.immutability import expected_triggers, installed_triggers
from principles.models import Edition


class Command(BaseCommand):
    help = "Recomputes every digest and looks for every trigger: whether each edition still is what was published."

    def handle(self, **options: Any) -> None:
        editions = list(Edition.objects.newest_first())
        broken = [f"{edition} no longer has its digest" for edition in editions if not edition.is_intact()]
        broken += [f"trigger {name} is missing" for name in sorted(expected_triggers() - installed_triggers())]
        if broken:
            raise CommandError("; ".join(broken))
        self.stdout.write(f"{len(editions)} editions are intact and protected.")
