"""Every committed change of public content draws a new version of its part, whoever makes it; nothing else does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alliance.accounts.models import User
from alliance.pages.models import Page, PageTranslation
from alliance.shared.content_version import triggers
from alliance.shared.content_version.models import ContentVersion
from alliance.shared.content_version.watched import SCOPES
from alliance.shared.immutability import installed_triggers
from members.models import Decision, Organisation, Representative, SignOn
from principles.models import Clause, Edition, Translation
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def versions() -> dict[str, int | None]:
    return dict(ContentVersion.objects.values_list("scope", "number"))


def drawn_by(act: Callable[[], Any]) -> set[str]:
    before = versions()
    act()
    after = versions()
    assert set(after) == set(SCOPES)
    return {scope for scope in SCOPES if before[scope] != after[scope]}


def sql(statement: str) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.fixture
def organisation(founding_edition: Edition) -> Organisation:
    """An applicant's."""
    return Organisation.objects.begin(name="Men for Care", country="KE", kind="registered")


@pytest.fixture
def member(organisation: Organisation) -> Organisation:
    Organisation.objects.filter(pk=organisation.pk).update(standing="member")
    return organisation


# What is public


def test_every_trigger_is_in_place_after_all_migrations() -> None:
    expected = set(triggers.expected_triggers(connection))

    assert expected == {name for name in installed_triggers() if name.startswith(triggers.PREFIX)}
    assert len(expected) > 40


def test_an_edition_that_is_published_draws_a_version_of_the_text(
    participation: Clause, publish: Callable[..., Edition]
) -> None:
    assert drawn_by(lambda: Clause.objects.filter(pk=participation.pk).update(text="In other words.")) == set()
    assert drawn_by(lambda: participation.tags.add("care")) == set()
    assert drawn_by(publish) == {"text"}


@pytest.mark.parametrize(
    ("change", "scopes"),
    [
        (lambda: Page.objects.filter(slug="a-page").update(title="Another title"), {"pages"}),
        (sql("UPDATE pages_page SET title = 'Another title'"), {"pages"}),
        (lambda: Page.objects.create(slug="more", title="More", text="More."), {"pages"}),
        (lambda: PageTranslation.objects.all().delete(), {"pages"}),
    ],
)
def test_a_plain_page_that_is_changed_draws_a_version_of_the_pages(change: Callable[[], Any], scopes: set[str]) -> None:
    page = Page.objects.create(slug="a-page", title="A page", text="A page.")
    PageTranslation.objects.create(page=page, language="es", title="Una", text="Una.", source_digest="d")

    assert drawn_by(change) == scopes


def test_a_translation_is_public_from_its_first_revision_on(founding_edition: Edition, editor: User) -> None:
    wording = founding_edition.text.entry("participation").wording

    def translate() -> Translation:
        return Translation.objects.revise(wording, language="es", title="Participación", text="…", by=None)

    assert drawn_by(translate) == {"text"}
    assert drawn_by(lambda: Translation.objects.get().take_on(by=editor)) == {"text"}


def test_what_a_member_changes_draws_a_version_of_the_members(member: Organisation, outsider: User) -> None:
    acting = member.representatives.create(person=outsider)

    assert drawn_by(lambda: member.describe(name="Another name")) == {"members"}
    assert drawn_by(lambda: member.themes.add("care")) == {"members"}
    assert drawn_by(lambda: member.themes.all().update(name="Care for all")) == {"members"}
    assert drawn_by(lambda: member.themes.clear()) == {"members"}
    assert drawn_by(lambda: acting.show_name(True, by=outsider)) == {"members"}
    assert drawn_by(lambda: Representative.objects.update(until=timezone.now())) == {"members"}
    assert drawn_by(sql("UPDATE members_organisation SET visibility = 'counted'")) == {"members"}
    assert drawn_by(sql("UPDATE members_organisation SET standing = 'left'")) == {"members"}
    assert drawn_by(sql("UPDATE members_organisation SET standing = 'left'")) == set()


def test_an_endorsement_of_a_member_is_a_change_of_the_members(
    member: Organisation, founding_edition: Edition, administrator: User
) -> None:
    def endorse() -> None:
        member.endorsements.create(
            edition=founding_edition,
            edition_digest=founding_edition.digest,
            language="en",
            method="register",
            agreed_to_endorse=True,
            may_sign=True,
            recorded_by=administrator,
        )

    assert drawn_by(endorse) == {"members"}
    Organisation.objects.update(standing="applicant")
    assert drawn_by(endorse) == set()


def test_who_is_renamed_is_renamed_in_the_text_the_accounts_and_among_the_members(outsider: User) -> None:
    assert drawn_by(lambda: outsider.correct_name("Otto Other")) == {"accounts", "members", "text"}
    assert drawn_by(lambda: outsider.correct_name("Otto Other")) == set()
    assert drawn_by(lambda: User.objects.update(last_login=timezone.now())) == set()
    assert drawn_by(lambda: User.objects.update(is_active=False)) == {"members"}


# What is not


def test_what_an_applicant_does_draws_no_version(organisation: Organisation, outsider: User) -> None:
    def apply() -> None:
        case = SignOn.objects.begin(organisation=organisation, by=outsider)
        organisation.describe(name="Another name", website="https://men.example.org")
        organisation.themes.set(["care", "schools"])
        case.name_signatory(name=outsider.name, job_title="Director", email=outsider.email, person=outsider)
        case.sign(number="1.0", language="en", privacy_notice="0" * 64)
        case.submit(by=outsider)

    assert drawn_by(apply) == set()
    assert drawn_by(lambda: SignOn.objects.get().decline(by=outsider, reason="No.")) == {"members"}


def test_people_who_sign_up_and_in_draw_no_version(signed_in: Callable[[User], Any]) -> None:
    assert drawn_by(lambda: signed_in(User.objects.create_user(email="new@example.org", name="New"))) == set()


# In the same transaction


def test_what_is_rolled_back_draws_no_version(member: Organisation) -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            Organisation.objects.update(name="Never")
            transaction.set_rollback(True)

    assert drawn_by(change_and_fail) == set()


def test_what_a_savepoint_takes_back_does_not_hide_what_is_done_after_it(member: Organisation) -> None:
    def change(*, also: bool) -> None:
        with transaction.atomic():
            with transaction.atomic():
                Organisation.objects.update(name="Never")
                transaction.set_rollback(True)
            if also:
                Organisation.objects.update(name="After all")

    assert drawn_by(lambda: change(also=False)) == set()
    assert drawn_by(lambda: change(also=True)) == {"members"}


def test_what_is_changed_after_checks_came_early_draws_a_version_too(member: Organisation) -> None:
    def change() -> None:
        with transaction.atomic():
            Organisation.objects.update(name="Before")
            connection.check_constraints()
            Organisation.objects.update(name="After")
            User.objects.update(name="After")

    User.objects.create_user(email="new@example.org", name="New")
    assert drawn_by(change) == {"accounts", "members", "text"}


def test_nobody_else_sees_a_version_before_the_change(member: Organisation) -> None:
    before = versions()

    with transaction.atomic():
        Organisation.objects.update(name="Soon")
        connection.check_constraints()
        seen = at_once(lambda: (versions(), Organisation.objects.get().name))

    assert seen == [(before, "Men for Care")]
    assert versions()["members"] != before["members"]


def test_transactions_that_change_two_parts_in_either_order_do_not_lock_each_other_out(
    member: Organisation, outsider: User
) -> None:
    def change(*acts: Callable[[], Any]) -> None:
        for _ in range(20):
            with transaction.atomic():
                for act in acts:
                    act()

    def members() -> None:
        Decision.objects.create(organisation_id=member.pk, verb="decline")

    def pages() -> None:
        Page.objects.filter(slug="nowhere").update(title="Nothing")

    def both() -> None:
        at_once(lambda: change(members, pages), lambda: change(pages, members), lambda: change(members, pages))

    assert drawn_by(both) >= {"members"}
    assert Decision.objects.count() == 60


def test_whoever_locks_a_parent_waits_for_no_version(member: Organisation) -> None:
    """As somebody who decides on an organisation, while somebody else adds a row that points to it."""

    def decide() -> None:
        for number in range(20):
            with transaction.atomic():
                Organisation.objects.select_for_update().get(pk=member.pk)
                Organisation.objects.filter(pk=member.pk).update(name=f"Name {number}")

    def note() -> None:
        for _ in range(20):
            with transaction.atomic():
                Decision.objects.create(organisation_id=member.pk, verb="decline")

    at_once(decide, note, note)

    assert Decision.objects.count() == 40


def test_a_theme_of_somebody_who_is_accepted_meanwhile_draws_a_version(organisation: Organisation) -> None:
    """Either it is asked after the acceptance, or it is seen by whoever accepts: the last version is of both."""

    def accept() -> int:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(standing="member")
        return versions()["members"]

    def describe() -> tuple[int, bool]:
        with transaction.atomic():
            organisation.themes.add("care")
            was_accepted = Organisation.objects.get(pk=organisation.pk).standing == "member"
        return versions()["members"], was_accepted

    before = versions()["members"]
    at_once(accept, describe)

    assert versions()["members"] != before


# Migrations


def test_a_trigger_that_a_migration_lost_is_put_back_and_new_versions_are_drawn() -> None:
    lost = next(name for name in installed_triggers() if name.startswith("content_pages_pages_page_update"))
    triggers._drop(connection, lost)

    drawn = drawn_by(lambda: triggers.install(using="default"))

    assert drawn == set(SCOPES)
    assert lost in installed_triggers()
    assert drawn_by(lambda: triggers.install(using="default")) == set()


def test_a_trigger_of_an_earlier_release_goes(db: None) -> None:
    old = "content_pages_pages_page_update_000000"
    body = (
        f"CREATE TRIGGER {old} AFTER UPDATE ON pages_page EXECUTE FUNCTION content_version_changed('pages')"
        if connection.vendor == "postgresql"
        else f"CREATE TRIGGER {old} AFTER UPDATE ON pages_page BEGIN SELECT 1; END"
    )
    sql(body)()

    triggers.install(using="default")

    assert old not in installed_triggers()


def test_while_migrations_run_there_is_no_version_and_no_change_brings_one() -> None:
    triggers.mark_as_in_change(using="default", plan=[])
    assert None not in versions().values()

    triggers.mark_as_in_change(using="default", plan=["a migration"])
    Page.objects.create(slug="more", title="More", text="More.")
    assert set(versions().values()) == {None}

    triggers.install(using="default")
    assert None not in versions().values()


@pytest.mark.parametrize("table", ["pages_page", "members_logo"])
def test_a_table_that_is_emptied_draws_a_version(table: str) -> None:
    Page.objects.get_or_create(slug="more", title="More", text="More.")
    empty = sql(f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}")
    expected = "pages" if table == "pages_page" else "members"

    # Of a row that is not there SQLite tells nobody, and there is nothing to tell.
    assert drawn_by(empty) == ({expected} if connection.vendor == "postgresql" or expected == "pages" else set())
