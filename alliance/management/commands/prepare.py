import fcntl
import hashlib
import inspect
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.urls import reverse

from alliance.management import sample_data

FIRST_ACCOUNT = "admin@example.org"


class Command(BaseCommand):
    help = "Bring the database, the messages and the static files of this site up to date. Safe to repeat."
    # Checks import every view; `make check` runs them, and a start should be quick.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR_DIR.mkdir(exist_ok=True)
        with one_at_a_time(settings.VAR_DIR / "prepare.lock"):
            compile_messages(settings.LOCALE_PATHS)
            self.bring_database_up_to_date()
            if not settings.DEBUG:
                self.collect_static_files()
            self.make_sign_ins()

    def bring_database_up_to_date(self) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The database of DATABASE_URL cannot be used: {error}") from error
        sample_data.must_be_as_wanted()
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        call_command("load_founding_text", verbosity=0)
        call_command("load_founding_translations", verbosity=0)

    def collect_static_files(self) -> None:
        root = Path(settings.STATIC_ROOT)
        record = root.with_name(f"{root.name}.fingerprint")
        fingerprint = fingerprint_of(static_sources())
        if root.is_dir() and record.exists() and record.read_text() == fingerprint:
            return
        self.stdout.write("Collecting static files ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        record.write_text(fingerprint)

    def make_sign_ins(self) -> None:
        if settings.SAMPLE_DATA:
            call_command("load_sample_data", stdout=self.stdout)
        else:
            self.make_first_account()

    def make_first_account(self) -> None:
        User = get_user_model()
        if User._default_manager.filter(is_staff=True).exists():
            return
        password = secrets.token_urlsafe(15)
        User.objects.create_superuser(email=FIRST_ACCOUNT, password=password, name="First administrator")
        self.stdout.write(
            "\n".join(
                [
                    "",
                    "A first staff account was made. Its password is shown this once:",
                    "",
                    f"    address   {settings.SITE_URL}{reverse('admin:index')}",
                    f"    e-mail    {FIRST_ACCOUNT}",
                    f"    password  {password}",
                    "",
                    f"To set another later: manage.py changepassword {FIRST_ACCOUNT}",
                    "",
                ]
            )
        )


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, so that two starts on one machine do not migrate at once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def compile_messages(folders: Iterable[Path]) -> None:
    """Write the .mo beside each .po of the locale folders that is newer than it."""
    for source in sorted(path for folder in folders for path in Path(folder).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        # Whoever reads meanwhile gets the old file or the new one, never a half; nor do two who write at once.
        unfinished = target.with_suffix(f".mo.{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalog)
        unfinished.replace(target)


def static_sources() -> Iterator[Path]:
    """Every file that the collected static files depend on."""
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    for finder in get_finders():
        for name, storage in finder.list(ignored):
            yield Path(storage.path(name))
    yield Path(inspect.getfile(type(storages["staticfiles"])))
    yield from (settings.BASE_DIR / "requirements").glob("*.txt")


def fingerprint_of(paths: Iterable[Path]) -> str:
    """A digest that changes when a file is added, removed, resized or written again."""
    lines = sorted(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n" for path in paths)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
