"""The queue: what waits, oldest first, found however its name is typed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from members.models import Organisation, SignOn

QUEUE = "/admin/members/signon/"


@pytest.fixture
def make_case(make_organisation: Callable[..., Organisation], applicant: User) -> Callable[..., SignOn]:
    """A case that has waited for some days."""

    def make(name: str, days: int = 1, **profile: str) -> SignOn:
        case = SignOn.objects.begin(organisation=make_organisation(name, **profile), by=applicant)
        case.name_signatory(name="Sam", job_title="Chair", email="sam@example.org")
        case.submit(by=applicant)
        SignOn.objects.filter(pk=case.pk).update(state_since=timezone.now() - timedelta(days=days, hours=1))
        return case

    return make


def shown(client: Client, query: str = "") -> list[str]:
    return [case.organisation.name for case in client.get(QUEUE + query).context["cl"].result_list]


def test_queue_shows_what_waits_oldest_first(desk: Client, make_case: Callable[..., SignOn], sign_on: SignOn) -> None:
    make_case("Younger", days=1)
    make_case("Older", days=12)

    assert shown(desk) == ["Older", "Younger"]


def test_row_tells_country_state_age_signature_and_reviewer(
    desk: Client, submitted: SignOn, make_case: Callable[..., SignOn], officer: User
) -> None:
    submitted.open_review(by=officer)
    make_case("Older", days=12, country="BR")

    page = desk.get(QUEUE).content.decode()

    for words in ("Men for Care", "Kenya", "Brazil", "12 days", "Edition 1.0", "not signed", "Omar Officer"):
        assert words in page


@pytest.mark.parametrize(
    "typed", ["foundation for cafe", "CAFÉ", "café   ROUGE", "Café Rouge Ltd.", "amina@example.org", "Rotes"]
)
def test_search_finds_a_name_however_it_is_typed(desk: Client, make_case: Callable[..., SignOn], typed: str) -> None:
    make_case("Foundation for Café Rouge", other_names="Rotes Haus")

    assert shown(desk, f"?q={typed}") == ["Foundation for Café Rouge"]


@pytest.mark.parametrize("typed", ["nothing", "%", "_", "--"])
def test_search_finds_nothing_else(desk: Client, make_case: Callable[..., SignOn], typed: str) -> None:
    make_case("Foundation for Café Rouge")

    assert shown(desk, f"?q={typed}") == []


def test_search_by_code_looks_through_every_state(desk: Client, submitted: SignOn, officer: User) -> None:
    submitted.accept(by=officer)

    assert shown(desk) == []
    assert shown(desk, f"?q={submitted.organisation.code.upper()}") == ["Men for Care"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=draft", ["Men for Care"]),
        ("?state=all", ["Men for Care", "Brazilian"]),
        ("?country=BR", ["Brazilian"]),
        ("?country=KE", []),
        ("?organisation__kind__exact=informal", ["Brazilian"]),
        ("?organisation__kind__exact=registered", []),
        ("?organisation__visibility__exact=counted", ["Brazilian"]),
    ],
)
def test_queue_is_narrowed(
    desk: Client, sign_on: SignOn, make_case: Callable[..., SignOn], query: str, names: list[str]
) -> None:
    make_case("Brazilian", country="BR", kind="informal", visibility="counted", days=0)

    assert sorted(shown(desk, query)) == sorted(names)


@pytest.mark.parametrize("path", [QUEUE, "/admin/members/organisation/"])
def test_list_takes_the_same_queries_however_long_it_is(
    desk: Client,
    make_case: Callable[..., SignOn],
    django_assert_max_num_queries: Callable[..., object],
    path: str,
) -> None:
    for number in range(30):
        make_case(f"Organisation {number}")

    with django_assert_max_num_queries(16):
        assert len(desk.get(path).context["cl"].result_list) == 30


def test_organisations_are_listed_by_name_with_what_they_signed(
    desk: Client, member: Organisation, make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation("Zeta")
    make_organisation("Élan", country="FR")

    page = desk.get("/admin/members/organisation/").content.decode()

    assert page.index("Élan") < page.index("Men for Care") < page.index("Zeta")
    assert ">1.0<" in page
    assert "France" in page
