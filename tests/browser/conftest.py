"""A browser, a living site for it to visit, and visitors whose every complaint fails the test."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect
from pytest_django.live_server_helper import LiveServer

from alliance.accounts.models import User
from alliance.pages.first_texts import load_first_texts, load_first_translations
from alliance.pages.models import Page as PlainPage
from principles.models import BeliefStatement, Clause, CorePrinciple, Edition
from tests.accounts.conftest import PASSWORD
from tests.browser.desk_places import furnish_desks
from tests.browser.served_site import served
from tests.browser.sign_ons import sign_on_in_every_state
from tests.conftest import member_of
from tools import chromium

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The policy's refusals reach the console by themselves; this adds which element they were about.
REPORT_REFUSALS = """
document.addEventListener("securitypolicyviolation", (event) => {
    const where = `${event.sourceFile}:${event.lineNumber}`;
    console.error(`refused by ${event.effectiveDirective}: ${event.blockedURI} ${event.sample} at ${where}`);
});
"""

# A page that takes longer than this is broken and not slow, on a busy machine too.
PATIENCE = 20_000

Visitor = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(autouse=True, scope="session")
def _beside_a_running_loop() -> Iterator[None]:
    """Playwright keeps an event loop in this thread for the whole session, beside which Django refuses its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@contextmanager
def among_others(paths: pytest.TempPathFactory, kind: int) -> Iterator[None]:
    """`kind` of the lock: LOCK_SH beside tests of other processes, LOCK_EX while none of them runs."""
    with (paths.getbasetemp().parent / "browser-tests").open("a") as file:
        fcntl.flock(file, kind)
        yield


@pytest.fixture(autouse=True)
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Beside others. A file whose tests measure time has a fixture of its own in the place of this one."""
    with among_others(tmp_path_factory, fcntl.LOCK_SH):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = chromium.find_program()
    if program is None:
        pytest.skip(f"no browser was found; install the package {chromium.PACKAGE}")
    return browser_type_launch_args | {"executable_path": program, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: each visitor is given the live server's. In the place of the plugin's own, which warns under pytest 9."""


# The site


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """As in pytest-django, but started when the test database exists, so that its threads do not share a connection."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def what_migrations_made(transactional_db: None) -> None:
    """The rows that the tests before this one emptied away; and nobody has tried to sign in before."""
    load_first_texts(apps)
    load_first_translations(apps)
    import_module("principles.migrations.0003_editors_and_publishers").grant_permissions(apps, None)
    import_module("principles.migrations.0007_who_sees_translations").grant_permissions(apps, None)
    import_module("alliance.pages.migrations.0003_permissions").grant_to_groups(apps, None)
    import_module("alliance.pages.migrations.0008_permissions_to_translate").grant_to_groups(apps, None)
    import_module("members.migrations.0003_officers").grant_permissions(apps, None)
    import_module("members.migrations.0005_publishers_write_to_organisations").grant_permissions(apps, None)
    import_module("members.migrations.0008_officers_review_profile_changes").grant_permissions(apps, None)
    import_module("members.migrations.0011_importing").grant_permissions(apps, None)
    cache.clear()


@pytest.fixture
def site(live_server: LiveServer, what_migrations_made: None, founding_edition: Edition) -> str:
    """The address of the site on the founding text."""
    return str(live_server.url)


@pytest.fixture
def applicant(db: None) -> User:
    applicant = User.objects.create_user(email="amina@example.org", password=PASSWORD, name="Amina Applicant")
    applicant.vouch_for_address()
    return applicant


@pytest.fixture
def officer(what_migrations_made: None) -> User:
    return member_of("Officers", email="officer@example.org", name="Omar Officer")


@pytest.fixture
def lively_site(
    site: str, publisher: User, editor: User, applicant: User, officer: User, publish: Callable[..., Edition]
) -> str:
    """The address of the site with two editions, drafts and sign-ons of every state, and a past."""
    call_command("load_founding_translations", stdout=StringIO())
    participation = CorePrinciple.objects.get(slug="participation")
    participation._history_user = editor
    participation.text = participation.text.replace("and", "as well as", 1)
    participation.save()
    Clause.objects.filter(slug="evidence-base").update(is_retired=True)
    publish("substantive", reason="A plainer word, and one principle less.", by=publisher)
    participation.text += "\n\nThis sentence waits for the next edition."
    participation._history_user = publisher
    participation.save()
    new = CorePrinciple(slug="listening", kind="core_principle", title="Listening", text="Listen first.", position=1)
    new._history_user = editor
    new.save()
    new.tags.set(["care"])
    BeliefStatement.objects.filter(slug="using-violence").update(is_retired=True)
    about = PlainPage.objects.get(slug="about")
    about.translations.all().delete()
    about.translations.create(
        language="ar", title="من نحن", text="نص.", is_machine_made=True, source_digest=about.digest
    )
    about.edit(title="About us", text=f"{about.text}\n\nOne more paragraph.", by=editor)
    sign_on_in_every_state(applicant=applicant, officer=officer)
    furnish_desks(applicant=applicant)
    return site


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site in production with editions, organisations, a logo and accounts; gone after the tests."""
    with served(tmp_path_factory.mktemp("served")) as address:
        yield address


# Who visits it


@dataclass
class Watch:
    """What a page should not have done."""

    origin: str
    complaints: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self.heard_request)
        context.on("response", self.heard_response)
        context.on("console", self.heard_console)
        context.on("weberror", lambda error: self.complaints.append(f"script failed: {error.error}"))

    def heard_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def heard_response(self, response: Response) -> None:
        # The status of a page itself is for the test to judge.
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")

    def heard_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")


@pytest.fixture
def watch(live_server: LiveServer) -> Iterator[Watch]:
    watch = Watch(str(live_server.url))
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def visitor(watch: Watch, new_context: Callable[..., BrowserContext], signed_in: Callable[..., Client]) -> Visitor:
    """Opens a browser for somebody: `user` is signed in, as `signed_in` does it; the rest are Playwright's options."""

    def visitor(user: User | None = None, *, second_factor: bool | None = None, **options: Any) -> Page:
        context = new_context(base_url=watch.origin, **options)
        watch.follow(context)
        context.add_init_script(REPORT_REFUSALS)
        context.set_default_timeout(PATIENCE)
        if user:
            client = signed_in(user, second_factor=second_factor)
            context.add_cookies([session_of(client, watch.origin)])
        return context.new_page()

    return visitor


def session_of(client: Client, origin: str) -> Any:
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": origin}
