from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from alliance.management import sample_data, sample_sign_ins


class Command(BaseCommand):
    help = "Loads the sample data, once, and says how to sign in; refuses beside anything real."
    # Checks import every view; `make check` runs them, and a start should be quick.
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        if not settings.SAMPLE_DATA:
            raise CommandError("SAMPLE_DATA is off: a site that says nothing of sample data must hold none.")
        call_command("load_founding_text", stdout=self.stdout)
        sample_data.load()
        self.stdout.write(sample_sign_ins.how_to_sign_in())
