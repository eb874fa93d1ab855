"""WCAG 2.2 AA and good practice on every page: what axe finds in two widths and schemes, and reflow."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from alliance.accounts.models import User
from tests.browser import (
    account_places,
    case_places,
    desk_places,
    edition_places,
    finance_places,
    people_places,
    places,
)
from tests.browser.places import Place

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
# Where a window of 1280 px is when it is enlarged four times: everything must be read without scrolling sideways.
NARROWEST = 320
Group = Callable[[], list[Place]]

GROUPS_FOR_ANYBODY = (
    *places.GROUPS_OF_PUBLIC_PAGES,
    *(places.doors, case_places.member_pages, case_places.signing_pages, people_places.invitation_pages),
)
GROUPS_FOR_APPLICANTS = (
    *(case_places.steps_of_the_form, case_places.cases, desk_places.own_desks),
    *(people_places.representatives, edition_places.answers, case_places.own_pages),
)
GROUPS_FOR_OFFICERS = (
    *(case_places.queues, case_places.reviews, case_places.standings, case_places.desk_work),
    desk_places.changes,
)

# None of the rules needs axe to fetch the style sheets once more, which it does from the wrong folder.
OPTIONS = {"resultTypes": ["violations"], "preload": False, "selectors": False}
# All rules that axe runs by itself, good practice among them, and the size of targets, which WCAG 2.2 added.
ALL_RULES = OPTIONS | {"rules": {"target-size": {"enabled": True}}}
# In the dark nothing but the colours is another.
RULES_ABOUT_COLOURS = OPTIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}
RULES = {"light": ALL_RULES, "dark": RULES_ABOUT_COLOURS}
# Finished and not waited for: what is folded away never comes to its end.
AT_REST = "() => document.getAnimations().forEach((animation) => animation.finish())"
# The elements that reach out of the page, the outermost first.
STICKING_OUT = """
() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
    [...document.querySelectorAll("body *")]
    .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.left < -1);
    })
    .slice(0, 3).map((element) => element.outerHTML.slice(0, 120))
    .concat(`the page is ${document.documentElement.scrollWidth} px wide`)
"""
RUN = "(options) => axe.run(options).then((results) => results.violations)"


def name_of(group: Group) -> str:
    return group.__name__


def violations_on(page: Page, all_places: Iterable[Place]) -> list[str]:
    found = []
    for place in all_places:
        place.visit(page)
        page.evaluate(Axe().axe_script)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme, rules in RULES.items():
                page.emulate_media(color_scheme=scheme)
                page.evaluate(AT_REST)
                found += [f"{place} at {width} px, {scheme}: {line}" for line in told(page.evaluate(RUN, rules))]
        page.set_viewport_size({"width": NARROWEST, "height": 900})
        found += [f"{place} at {NARROWEST} px: sticks out: {part}" for part in page.evaluate(STICKING_OUT)]
    return found


def told(violations: list[dict[str, Any]]) -> list[str]:
    return [
        f"{violation['id']} {node['html'][:160]} {' '.join(node['failureSummary'].split())}"
        for violation in violations
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("group", GROUPS_FOR_ANYBODY, ids=name_of)
def test_nothing_is_in_the_way_of_readers(
    group: Group, lively_site: str, outsider: User, visitor: Callable[..., Page], settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_site"

    violations = violations_on(visitor(), group())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_in(site: str, visitor: Callable[..., Page], applicant: User) -> None:
    account_places.equip(applicant)

    violations = violations_on(visitor(), account_places.ways_in())
    violations += violations_on(visitor(), account_places.first_steps())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_of_looking_after_an_account(
    site: str, visitor: Callable[..., Page], applicant: User, outsider: User, editor: User
) -> None:
    account_places.equip(applicant)
    editor.set_unusable_password()
    editor.save()

    violations = violations_on(visitor(outsider), account_places.plain_account())
    violations += violations_on(visitor(applicant), account_places.equipped_account())
    violations += violations_on(visitor(editor, second_factor=False), account_places.account_not_set_up())

    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("group", GROUPS_FOR_APPLICANTS, ids=name_of)
def test_nothing_is_in_the_way_of_an_applicant(
    group: Group, lively_site: str, visitor: Callable[..., Page], applicant: User
) -> None:
    violations = violations_on(visitor(applicant), group())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_of_whoever_is_invited(
    lively_site: str, visitor: Callable[..., Page], outsider: User
) -> None:
    violations = violations_on(visitor(outsider), people_places.pages_of_the_invited())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_of_who_has_the_own_data_erased(
    site: str, visitor: Callable[..., Page], outsider: User
) -> None:
    violations = violations_on(visitor(outsider), case_places.last_page())

    assert not violations, "\n".join(violations)
    assert not User.objects.filter(email=outsider.email).exists()


def test_nothing_is_in_the_way_where_nobody_has_signed_on(
    site: str, visitor: Callable[..., Page], applicant: User
) -> None:
    violations = violations_on(visitor(applicant), [Place("/members/"), Place("/organisation/")])

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_where_a_line_says_that_all_is_sample_data(
    site: str, visitor: Callable[..., Page], administrator: User, settings: Any
) -> None:
    settings.SAMPLE_DATA = True
    popup = Place("/admin/auth/group/add/?_popup=1")

    violations = violations_on(visitor(administrator), [Place("/"), Place("/accounts/"), Place("/admin/"), popup])

    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("group", GROUPS_FOR_OFFICERS, ids=name_of)
def test_nothing_is_in_the_way_of_an_officer(
    group: Group, lively_site: str, visitor: Callable[..., Page], officer: User
) -> None:
    violations = violations_on(visitor(officer), group())

    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("group", [*places.GROUPS_FOR_STAFF, case_places.outbox, finance_places.accounts], ids=name_of)
def test_nothing_is_in_the_way_of_an_administrator(
    group: Group,
    lively_site: str,
    visitor: Callable[..., Page],
    administrator: User,
) -> None:
    violations = violations_on(visitor(administrator), group())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_of_a_publisher(lively_site: str, visitor: Callable[..., Page], publisher: User) -> None:
    page = visitor(publisher)

    violations = violations_on(page, places.publishing())
    violations += violations_on(page, edition_places.messages_and_class())
    violations += violations_on(page, edition_places.edition_to_come())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_where_there_is_nothing_to_publish(
    site: str, visitor: Callable[..., Page], publisher: User
) -> None:
    violations = violations_on(visitor(publisher), places.publishing()[:1])

    assert not violations, "\n".join(violations)
