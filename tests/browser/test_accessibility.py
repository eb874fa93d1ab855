"""WCAG 2.2 AA and good practice on every page: what axe finds in two widths and schemes, and reflow."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from alliance.accounts.models import User
from tests.browser import case_places, places
from tests.browser.places import Place

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
# Where a window of 1280 px is when it is enlarged four times: everything must be read without scrolling sideways.
NARROWEST = 320
Group = Callable[[], list[Place]]

GROUPS_FOR_ANYBODY = (
    *places.GROUPS_OF_PUBLIC_PAGES,
    *(places.doors, case_places.member_pages, case_places.signing_pages),
)
GROUPS_FOR_OFFICERS = (case_places.queues, case_places.reviews, case_places.standings, case_places.desk_work)

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


@pytest.mark.parametrize(
    "group", [case_places.steps_of_the_form, case_places.cases, case_places.own_pages], ids=name_of
)
def test_nothing_is_in_the_way_of_an_applicant(
    group: Group, lively_site: str, visitor: Callable[..., Page], applicant: User
) -> None:
    violations = violations_on(visitor(applicant), group())

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


@pytest.mark.parametrize("group", GROUPS_FOR_OFFICERS, ids=name_of)
def test_nothing_is_in_the_way_of_an_officer(
    group: Group, lively_site: str, visitor: Callable[..., Page], officer: User
) -> None:
    violations = violations_on(visitor(officer), group())

    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("group", [*places.GROUPS_FOR_STAFF, case_places.outbox], ids=name_of)
def test_nothing_is_in_the_way_of_an_administrator(
    group: Group,
    lively_site: str,
    visitor: Callable[..., Page],
    administrator: User,
) -> None:
    violations = violations_on(visitor(administrator), group())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_of_a_publisher(lively_site: str, visitor: Callable[..., Page], publisher: User) -> None:
    violations = violations_on(visitor(publisher), places.publishing())

    assert not violations, "\n".join(violations)


def test_nothing_is_in_the_way_where_there_is_nothing_to_publish(
    site: str, visitor: Callable[..., Page], publisher: User
) -> None:
    violations = violations_on(visitor(publisher), places.publishing()[:1])

    assert not violations, "\n".join(violations)
