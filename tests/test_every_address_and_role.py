"""Every address of ours, opened by everybody there is. What each should meet there stands in `gates.py`."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, is_valid_path, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info, trans_real

from alliance.accounts.models import User
from alliance.finances.models import (
    AgreementDocument,
    Correction,
    FinancialYear,
    FundingSource,
    Line,
    Statement,
    StatementDocument,
)
from alliance.finances.models.document import columns_of
from alliance.management import sample_accounts
from alliance.open_data import FILES
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from alliance.pages.models import Page, PageTranslation
from alliance.shared.content_version.triggers import watched as watched_tables
from alliance.shared.languages import in_language
from alliance.shared.pictures import Picture
from members.invitation_links import invitation_path
from members.models import Announcement, Invitation, Logo, Organisation, PaperScan, ProfileChange, Signatory, SignOn
from members.models.paper_scan import Scan
from members.signing_links import signing_path
from principles.models import BeliefStatement, Clause, CorePrinciple, Edition, Translator
from tests.conftest import member_of
from tests.gates import CASE_OF_A, DESK_OF_A, EVERYWHERE, OPEN_CASE, ROLES, SECOND_FACTOR, SIGN_IN, Gates, Outcome
from tests.pictures import drawn
from tests.said import said, texts_of

OUR_ADMIN = tuple(f"admin:{app}_" for app in ("members", "principles", "pages", "outbox", "finances"))
# As a browser sends it: a form in which nothing was typed.
SENT = {"csrfmiddlewaretoken": "-"}
WITHOUT_A_ROW = ("changelist", "add", "publish")
TRANSFER = tuple(f"admin:members_organisation_{view}" for view in ("import", "import_confirmation", "export"))


def addresses(patterns: list[URLPattern | URLResolver], *spaces: str) -> Iterator[tuple[str, str]]:
    """The name of each address, and the module of its view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, *spaces, *filter(None, [pattern.namespace]))
        elif pattern.name:
            yield ":".join((*spaces, pattern.name)), pattern.callback.__module__


def names_of_ours() -> set[str]:
    """Without what is in the admin neither about rows of ours nor a view of ours."""
    everywhere = addresses(get_resolver().url_patterns)
    ours = {"alliance", "members", "principles"}
    return {
        name
        for name, module in everywhere
        if not name.startswith("admin:") or name.startswith(OUR_ADMIN) or module.split(".")[0] in ours
    }


# The world


def begin(name: str, applicant: User) -> SignOn:
    organisation = Organisation.objects.begin(name=name, country="KE", kind="registered")
    return SignOn.objects.begin(organisation=organisation, by=applicant)


def signed(case: SignOn) -> SignOn:
    person = case.applicant
    case.name_signatory(name=person.name, job_title="Director", email=person.email, person=person)
    case.sign(number=Edition.objects.current().number, language="en", privacy_notice="0" * 64)
    return case


@pytest.fixture
def people(
    editor: User, publisher: User, administrator: User, outsider: User, founding_edition: Edition
) -> dict[str, User]:
    named = {
        role: User.objects.create_user(email=f"{role}@example.org", password="not a secret", name=role)
        for role in ("of_a", "of_b", "applicant")
    }
    officers = {
        role: member_of("Officers", email=f"{role}@example.org", name=role)
        for role in ("officer", "without_second_factor")
    }
    treasurer = member_of("Finance publishers", email="treasurer@example.org", name="treasurer")
    staff = {"editor": editor, "publisher": publisher, "treasurer": treasurer, "administrator": administrator}
    return {"outsider": outsider, **named, **officers, **staff}


@pytest.fixture
def a(people: dict[str, User], publish: Callable[..., Edition]) -> Organisation:
    """A, with something on every page of its desk, is asked whether it endorses an edition that came after it."""
    case, person = signed(begin("A", people["of_a"])), people["of_a"]
    case.submit(by=person)
    case.accept(by=people["officer"])
    organisation = case.organisation
    organisation.representatives.create(person=User.objects.create_user(email="carla@example.org", name="Carla"))
    Invitation.objects.invite("called@example.org", organisation=organisation, by=person, language="en")
    Logo.objects.put(organisation=organisation, by=person, alt="Rings", picture=Picture(drawn("WEBP"), 300, 200))
    ProfileChange.objects.propose(organisation=organisation, by=person, name="AA", country="KE", website="")
    Clause.objects.filter(slug="participation").update(text="Take part, and let others.")
    Clause.objects.get(slug="participation").tags.add("care")
    publish("substantive")
    Announcement.objects.plan()
    return organisation


@pytest.fixture
def b(people: dict[str, User]) -> Organisation:
    case = signed(begin("B", people["of_b"]))
    case.submit(by=people["of_b"])
    case.accept(by=people["officer"])
    return case.organisation


@pytest.fixture
def open_case(people: dict[str, User], a: Organisation) -> SignOn:
    return signed(begin("C", people["applicant"]))


@pytest.fixture
def submitted(people: dict[str, User], a: Organisation) -> SignOn:
    """What officers decide on; it was signed on paper, and who was named to sign beside has not done so."""
    case = begin("D", people["applicant"])
    case.record_paper_signature(
        edition=Edition.objects.current(),
        language="en",
        signed_at=timezone.now(),
        signatory={"name": "Sam Signatory", "job_title": "Chair", "email": "sam@example.org"},
        by=people["officer"],
        reason="By post.",
        scan=Scan(PaperScan.Kind.PDF, b"%PDF-1.7"),
    )
    case.name_signatory(name="Sofía Signatory", job_title="Director", email="sofia@example.org")
    case.submit(by=people["applicant"])
    return case


@pytest.fixture
def paths(a: Organisation, b: Organisation, submitted: SignOn) -> dict[str, str]:
    """An address for each name that has an entry."""
    queue(to="sofia@example.org", subject="A mail", text="A mail", carries_key=False)
    arguments = {
        **arguments_of_texts(),
        **{name: {"key": a.sign_ons.get().pk} for name in CASE_OF_A},
        **arguments_at_the_desk(a),
        **{f"members:organisation-{name}": {"slug": a.slug} for name in ("detail", "logo")},
        "members:badge": {"slug": a.slug},
        "api:organisation": {"slug": a.slug},
        **ARGUMENTS_OF_ACCOUNTS,
    }
    known = {
        "members:signing": signing_path(submitted),
        "members:invitation": invitation_path(Invitation.objects.get()),
    }
    rows = rows_of_the_admin(a, submitted)
    arguments["agreement-document"] = {"slug": "2023", "source": AgreementDocument.objects.earliest("pk").source_id}
    for name in EVERYWHERE.keys() - known.keys():
        known[name] = (
            in_the_admin(name, rows) if name.startswith("admin:") else reverse(name, kwargs=arguments.get(name))
        )
    return known


ARGUMENTS_OF_ACCOUNTS = {
    "account_confirm_email": {"key": "forged"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "forged"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}


def arguments_of_texts() -> dict[str, dict[str, object]]:
    return {
        "data-file": {"name": "organisations"},
        "api:edition": {"number": "2.0"},
        "api:text": {"number": "current"},
        "sitemap-file": {"section": "text", "number": 1},
        "finances:year-detail": {"slug": "2023"},
        "statement-document": {"slug": "2023", "kind": "budget"},
        "pages:page-detail": {"slug": "about"},
        "principles:belief-detail": {"slug": "power-over-others"},
        "principles:principle-detail": {"slug": "participation"},
        "principles:tag-detail": {"slug": "care"},
        "principles:edition-detail": {"number": "2.0"},
        "principles:comparison": {"old": "1.0", "new": "2.0"},
        "principles:edition-text": {"number": "2.0", "extension": "json"},
        "principles:embedded-text": {"called": "current"},
        "principles:embedded-text-json": {"called": "1.0"},
        "principles:preview": {"page": "home"},
        "principles:preview-clause": {"slug": "participation"},
    }


def arguments_at_the_desk(a: Organisation) -> dict[str, dict[str, object]]:
    signature = {"key": a.endorsements.get().pk}
    call = {"key": a.invitations.get().pk}
    more = {
        "members:desk-receipt": signature,
        "members:desk-receipt-json": signature,
        "members:representative-end": {"number": a.representatives.last().pk},
        "members:invitation-withdraw": call,
        "members:invitation-renew": call,
    }
    return {name: {"slug": a.slug, **more.get(name, {})} for name in DESK_OF_A}


def rows_of_the_admin(a: Organisation, submitted: SignOn) -> dict[str, Model]:
    rows = [a, submitted, Edition.objects.current(), Page.objects.get(slug="about")]
    rows.append(User.objects.get(email="carla@example.org"))
    rows.append(Translator.objects.create(person=User.objects.get(email="admin@example.org"), language="es"))
    rows.append(PageTranslation.objects.get(page__slug="about", language="es"))
    rows += rows_of_finances()
    kinds = (BeliefStatement, CorePrinciple, ProfileChange, Announcement, Mail)
    return {row._meta.label_lower.replace(".", "_"): row for row in [*rows, *(kind.objects.first() for kind in kinds)]}


def rows_of_finances() -> list[Model]:
    """A year with a budget that is published and corrected, and with actuals and a source that are drafts."""
    sample_accounts.load(by=User.objects.get(email="treasurer@example.org"))
    year = FinancialYear.objects.get(slug="2024")
    line = Line.objects.filter(statement__year=year).first()
    correction = Correction.objects.correct(line, field="amount", value="1", reason="Misread.", by=None)
    actual = Statement.objects.create(year=year, kind="actual")
    StatementDocument.objects.create(statement=actual, **columns_of(b"%PDF-1.7 %%EOF"))
    source = FundingSource.objects.first()
    source.pk, source.published_with, source._state.adding = None, None, True
    source.save()
    AgreementDocument.objects.create(source=source, **columns_of(b"%PDF-1.7 %%EOF"))
    return [year, actual, source, correction]


def in_the_admin(name: str, rows: dict[str, Any]) -> str:
    app, model, view = (*name.removeprefix("admin:").split("_", 2), "", "")[:3]
    if not view or name in TRANSFER or (view in WITHOUT_A_ROW and name != "admin:finances_statement_publish"):
        return reverse(name)
    if name.startswith("admin:principles_translation_"):
        language = {"language": "es"}
        return reverse(
            name, kwargs=language if view in {"export", "language"} else language | {"slug": "participation"}
        )
    row, more = rows[f"{app}_{model}"], []
    if view == "simple_history":
        more = [row.history.first().pk]
    if view.startswith("signatory_"):
        more = [Signatory.objects.filter(endorsements__organisation__in=[getattr(row, "organisation", row)]).first().pk]
    if view == "correct":
        more = ["line", Line.objects.filter(statement__year=row).first().pk, "amount"]
    if view == "scan":
        more = [row.endorsement.pk]
    return reverse(name, args=[row.pk, *more])


# What happens in it


def outcome(client: Client, response: HttpResponse) -> Outcome:
    """The status, or what the visitor is asked for instead."""
    target = response.headers.get("Location", "")
    if target.startswith("/admin/login/"):
        return outcome(client, client.get(target))
    if target.startswith("/accounts/login/?"):
        return SIGN_IN
    return SECOND_FACTOR if target.startswith("/accounts/second-factor/?") else response.status_code


def deviations(client: Client, role: str, paths: dict[str, str], gates: dict[str, Gates]) -> dict[str, str]:
    """Where somebody of this role meets something else; nothing that is done there lasts."""
    found = {}
    for name, entry in gates.items():
        for method, gate in (("GET", entry.get), ("POST", entry.post)):
            if gate is None:
                continue
            with transaction.atomic():
                response = client.post(paths[name], SENT) if method == "POST" else client.get(paths[name])
                met = outcome(client, response)
                transaction.set_rollback(True)
            if met != gate[role]:
                found[f"{method} {name}"] = f"{met} instead of {gate[role]}"
    return found


@pytest.fixture
def client_of(people: dict[str, User], signed_in: Callable[..., Client]) -> Callable[[str], Client]:
    def client_of(role: str) -> Client:
        if role == "anonymous":
            return Client()
        return signed_in(people[role], second_factor=False if role == "without_second_factor" else None)

    return client_of


def test_every_address_has_an_entry_and_every_entry_an_address() -> None:
    assert names_of_ours() == EVERYWHERE.keys()


@pytest.mark.parametrize("role", ROLES)
def test_everybody_meets_at_every_address_what_they_should(
    role: str, paths: dict[str, str], open_case: SignOn, client_of: Callable[[str], Client]
) -> None:
    own = {name: reverse(name, args=[open_case.pk]) for name in OPEN_CASE}

    found = deviations(client_of(role), role, paths, EVERYWHERE)
    found_in_own_case = deviations(client_of(role), role, own, OPEN_CASE)

    assert found == {}
    assert found_in_own_case == {}


# What it reads

TABLE = re.compile(r'(?:FROM|JOIN) "?(\w+)"?')
# Each with why no public page changes with it, or whose change it is.
READ_AND_NOT_WATCHED = {
    "django_content_type": "names of models",
    "found": "what one statement found: see members/counting.py",
    "members_organisation_search": "kept by triggers at each change of an organisation",
    "members_endorsement": "each is, by a trigger, a change of its organisation too",
    "members_signon": "read only for the decisions on it, which are watched",
}
NARROWED = (
    "?q=a&theme=care&sort=newest",
    "?q=zzz&country=KE&kind=registered&region=002&edition=1.0&since=2020&view=table",
)


def tables_read(client: Client, address: str) -> tuple[set[str], set[str]]:
    """The scopes of the page at the address, and the tables that were read for it."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        response.getvalue()
    assert response.status_code == 200, address
    return set(response.resolver_match.func.scopes), {it for query in queries for it in TABLE.findall(query["sql"])}


def test_every_public_page_reads_only_what_draws_a_version_of_its_scopes(
    paths: dict[str, str], client: Client, settings: Any
) -> None:
    """A page that reads another table would be stored, and sent when that table has changed."""
    # Without it there is no file for IATI.
    settings.ORGANISATION_IDENTIFIER = "GB-CHC-1234567"
    watched = {(scope, apps.get_model(it.model)._meta.db_table) for scope, it in watched_tables()}
    public = [path for path in paths.values() if getattr(resolve(path).func, "access", "") == "public"]
    spanish = [path for path in (in_language(path, "es") for path in public) if is_there(path)]
    files = [reverse("data-file", args=[name]) for name in FILES]
    Organisation.objects.listed().first().themes.add("care")
    narrowed = [reverse("members:organisation-list") + query for query in NARROWED]
    found, read = {}, set()
    for address in [*public, *spanish, *files, *narrowed]:
        scopes, tables = tables_read(client, address)
        read |= tables
        unknown = {it for it in tables if not any((scope, it) in watched for scope in scopes)}
        if unknown - READ_AND_NOT_WATCHED.keys():
            found[address] = unknown - READ_AND_NOT_WATCHED.keys()

    assert found == {}
    assert len(public) > 25
    assert len(spanish) > 20
    assert {"principles_translation", "taggit_taggeditem", "members_logo", "pages_pagetranslation"} <= read


def is_there(path: str) -> bool:
    with translation.override("es"):
        return is_valid_path(path)


# What it says

READERS = ("anonymous", "applicant", "of_a")
# Of a currency that has no sign.
AMOUNT = re.compile(r"-?[A-Z]{3}\s?[\d.,]+")
FIGURES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|[()\d]")
OURS = ("accounts", "finances", "members", "pages", "principles", "taggit")
STANDARDS = {"RFC 9457"}
# In themselves, in a list to choose from.
LANGUAGES = {name for code, name in settings.LANGUAGES for name in (name, get_language_info(code)["name_local"])}


def said_at_every_address(
    client: Client, role: str, paths: dict[str, str], gates: dict[str, Gates], language: str
) -> dict[str, set[str]]:
    """By address and method, where this role is the first of them that is shown a page, or a refused form."""
    found = {}
    for name, entry in gates.items():
        for method, gate in (("GET", entry.get), ("POST", entry.post)):
            if gate is None or next((it for it in READERS if gate[it] in {200, 422}), None) != role:
                continue
            path = in_language(paths[name], language)
            with transaction.atomic():
                response = client.post(path, SENT) if method == "POST" else client.get(path)
                transaction.set_rollback(True)
            # What is data has one address and no language.
            if response.status_code in {200, 422} and response.headers["Content-Type"].startswith("text/html"):
                found[f"{method} {name}"] = texts_of(response.content.decode())
    return found


def written_by_people() -> set[str]:
    """Every text that a row of ours holds, and each line of it; alone, or before the name of the site in a title."""
    rows = [
        row for app in OURS for model in apps.get_app_config(app).get_models() for row in model.objects.values_list()
    ]
    texts = {value for row in rows for value in row if isinstance(value, str)}
    lines = {said(line) for text in texts for line in text.splitlines()} | LANGUAGES | {settings.SITE_NAME}
    return lines | {f"{line} – {settings.SITE_NAME}" for line in lines}


def in_catalogue(language: str) -> set[str]:
    """What is said so in this language, and happens to be said so in English too: names of countries, for example."""
    return {bare(text) for it in trans_real.translation(language)._catalog._catalogs for text in it.values()}


def bare(text: str) -> str:
    """Without numbers and what stands for them, and without the name of the site behind a title."""
    return FIGURES.sub("", text).removesuffix(f" – {settings.SITE_NAME}").strip()


def test_nothing_that_the_site_says_is_the_same_in_english_and_in_another_language(
    paths: dict[str, str], open_case: SignOn, client_of: Callable[[str], Client]
) -> None:
    own = {name: reverse(name, args=[open_case.pk]) for name in OPEN_CASE}
    clients = {role: client_of(role) for role in READERS}
    spoken: dict[str, dict[str, set[str]]] = {}
    for language, _ in settings.LANGUAGES:
        spoken[language] = {}
        for role, client in clients.items():
            spoken[language] |= said_at_every_address(client, role, paths, EVERYWHERE, language)
            spoken[language] |= said_at_every_address(client, role, own, OPEN_CASE, language)
    english, written = spoken.pop("en"), written_by_people()

    same = {}
    for language, pages in spoken.items():
        known = in_catalogue(language)
        for page, texts in pages.items():
            told = {it for it in texts & english[page] - written - STANDARDS if not AMOUNT.fullmatch(it)}
            same[f"{language}: {page}"] = {it for it in told if bare(it) not in known}
    assert {page: texts for page, texts in same.items() if texts} == {}
    assert len(english) > 60
