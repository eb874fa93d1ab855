"""The cast: the founding text, an editor who writes, a publisher who publishes, and people without rights."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.dispatch import receiver
from django.test import Client
from django.utils import translation

from alliance.accounts import admin_urls  # noqa: F401 - what staff see is loaded as a whole, as on a site
from alliance.accounts.models import User
from alliance.management.commands.prepare import compile_messages
from alliance.outbox.sending import send_due
from alliance.shared.fragments import remembered
from alliance.shared.languages import PSEUDO_LANGUAGE, install_pseudo_language
from principles.models import Clause, Draft, Edition
from tests.killing import MortalSite, address_of


def pytest_configure(config: pytest.Config) -> None:
    folder = tempfile.mkdtemp(prefix="alliance-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder))
    # Nothing is collected; but whoever serves files wants their folder to be there.
    site_settings.STATIC_ROOT = folder
    database = site_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in production: threads that share a database in memory meet locks that no site has.
        database.setdefault("TEST", {})["NAME"] = f"{folder}/test.sqlite3"
    site_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    site_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    site_settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True, scope="session")
def _catalogues_are_compiled() -> None:
    compile_messages(site_settings.LOCALE_PATHS)


@pytest.fixture(autouse=True, scope="session")
def _mail_goes_through_the_outbox(django_test_environment: None) -> None:
    # Django's test environment would let it by-pass the outbox.
    site_settings.EMAIL_BACKEND = "alliance.outbox.backends.OutboxBackend"


@receiver(setting_changed)
def _what_depends_on_settings_is_forgotten(**_: object) -> None:
    """Which a site never changes while it runs."""
    remembered.cache_clear()


@pytest.fixture(autouse=True)
def _language_ends_with_the_test() -> Iterator[None]:
    """The language of the last page that was read stays the thread's, on a site as in a test."""
    yield
    translation.activate(site_settings.LANGUAGE_CODE)


# A test that commits is cleaned up by emptying every table, which the triggers refuse. Only here may they be put aside.


@contextmanager
def triggers_put_aside() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _, statement in triggers:
                cursor.execute(statement)


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_triggers() -> Iterator[None]:
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_past_the_triggers(self: Any, statements: list[str]) -> None:
        with transaction.atomic(), triggers_put_aside():
            flush(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush_past_the_triggers)
        yield


@pytest.fixture(autouse=True)
def _language_of_a_page_is_left() -> Iterator[None]:
    """A request leaves its language active in the thread, which is that of the next test."""
    with translation.override(site_settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def founding_edition(db: None) -> Edition:
    call_command("load_founding_text", stdout=StringIO())
    return Edition.objects.current()


@pytest.fixture
def publish(founding_edition: Edition) -> Callable[..., Edition]:
    """Publishes the drafts as they are now."""

    def publish(change_class: str = "editorial", reason: str = "A better word.", by: User | None = None) -> Edition:
        return Edition.objects.publish(shown=Draft.now().fingerprint, change_class=change_class, reason=reason, by=by)

    return publish


@pytest.fixture
def participation(founding_edition: Edition) -> Clause:
    """A core principle, as an editor would open it."""
    return Clause.objects.get(slug="participation")


def member_of(group: str, **fields: Any) -> User:
    user = User.objects.create_user(password="not a secret", is_staff=True, **fields)
    user.vouch_for_address()
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


@pytest.fixture
def editor(db: None) -> User:
    return member_of("Editors", email="editor@example.org", name="Edith Editor")


@pytest.fixture
def publisher(db: None) -> User:
    return member_of("Publishers", email="publisher@example.org", name="Paul Publisher")


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser(email="admin@example.org", password="not a secret", name="Ada Administrator")


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody with an account and no rights."""
    outsider = User.objects.create_user(email="outsider@example.org", password="not a secret", name="Otto Outsider")
    outsider.vouch_for_address()
    return outsider


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A client of the person; of staff, one who used a second factor, unless told otherwise."""

    def signed_in(user: User, *, second_factor: bool | None = None) -> Client:
        client = Client()
        client.force_login(user)
        if user.is_staff if second_factor is None else second_factor:
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return client

    return signed_in


@pytest.fixture
def delivered_mails(db: None) -> Callable[[], list[EmailMessage]]:
    """Has everything sent that waits in the outbox, and says what has been delivered so far."""

    def delivered_mails() -> list[EmailMessage]:
        send_due()
        return mail.outbox

    return delivered_mails


@pytest.fixture(scope="session")
def mortal_site(django_db_setup: None) -> Iterator[MortalSite]:
    """Answers on the database of the test, for tests that commit, and is killed at whichever step they say."""
    site = MortalSite(address_of(connection.settings_dict))
    yield site
    site.close()


@pytest.fixture
def pseudo_language(settings: Any) -> str:
    """The site as `make dev` serves it, with the pseudo-language beside English."""
    settings.LANGUAGES = [("en", "English"), PSEUDO_LANGUAGE]
    install_pseudo_language()
    return PSEUDO_LANGUAGE[0]
