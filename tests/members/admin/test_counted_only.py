"""An organisation that is counted only does not exist for staff who may not see it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.pictures import Picture
from members.jobs import write_about_editions
from members.models import Invitation, Logo, Organisation, ProfileChange, SignOn
from principles.models import Clause, Edition
from tests.pictures import drawn

SECRET = "Zanzibar Quiet Circle"
SignIn = Callable[[User], Client]


@pytest.fixture
def hidden(make_organisation: Callable[..., Organisation], officer: User, sign: Callable[[SignOn], object]) -> SignOn:
    """The case of an accepted organisation that is counted only, which another one is very like."""
    organisation = make_organisation(
        SECRET, country="TZ", visibility="counted", website="https://quiet.example", registration_number="Q-1"
    )
    case = SignOn.objects.begin(organisation=organisation, by=officer)
    sign(case)
    case.submit(by=officer)
    case.accept(by=officer)
    return case


@pytest.fixture
def lookalike(hidden: SignOn, submitted: SignOn) -> SignOn:
    submitted.organisation.describe(website="https://www.quiet.example/about")
    return submitted


def paths(case: SignOn) -> list[str]:
    organisation, cases, organisations = case.organisation, "/admin/members/signon/", "/admin/members/organisation/"
    record = organisation.history.first()
    return [
        f"{cases}{case.pk}/change/",
        f"{cases}{case.pk}/history/",
        f"{organisations}{organisation.pk}/change/",
        f"{organisations}{organisation.pk}/history/",
        f"{organisations}{organisation.pk}/history/{record.pk}/",
    ]


LISTS = [
    "/admin/",
    "/admin/members/",
    "/admin/members/signon/",
    "/admin/members/signon/?state=all",
    "/admin/members/signon/?q=zanzibar",
    "/admin/members/signon/?q=quiet&state=accepted",
    "/admin/members/signon/?state=all&country=TZ",
    "/admin/members/signon/?state=all&organisation__visibility__exact=counted",
    "/admin/members/organisation/",
    "/admin/members/organisation/?q=zanzibar",
    "/admin/members/organisation/?country=TZ",
    "/admin/members/organisation/?visibility__exact=counted",
    "/admin/autocomplete/?app_label=members&model_name=signon&field_name=organisation&term=",
    "/admin/autocomplete/?app_label=members&model_name=decision&field_name=sign_on&term=",
]


@pytest.fixture
def all_but_one(reader: User) -> User:
    """Every right but that of seeing organisations that are counted only."""
    reader.user_permissions.set(Permission.objects.exclude(codename="see_counted_organisation"))
    return reader


def says_nothing(client: Client, path: str, **posted: str) -> int:
    response = client.post(path, posted, follow=True) if posted else client.get(path, follow=True)
    page = response.content.decode()
    for word in (SECRET, SECRET.lower(), "zanzibar-quiet-circle", "quiet circle", "Tanzania", "Q-1"):
        assert word not in page, path
    return response.status_code


@pytest.mark.parametrize("path", LISTS)
def test_no_list_or_search_names_it(lookalike: SignOn, all_but_one: User, signed_in: SignIn, path: str) -> None:
    assert says_nothing(signed_in(all_but_one), path) in {200, 403}


def test_no_list_of_any_model_names_it(lookalike: SignOn, all_but_one: User, signed_in: SignIn) -> None:
    client = signed_in(all_but_one)

    for model in site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for query in ("", "?q=zanzibar"):
            assert says_nothing(client, path + query) in {200, 403}


def test_its_pages_are_a_404(hidden: SignOn, all_but_one: User, signed_in: SignIn) -> None:
    client = signed_in(all_but_one)

    for path in paths(hidden):
        assert says_nothing(client, path) == 404


def test_decisions_on_it_are_a_404(hidden: SignOn, all_but_one: User, signed_in: SignIn) -> None:
    client = signed_in(all_but_one)
    case, organisation = f"/admin/members/signon/{hidden.pk}", f"/admin/members/organisation/{hidden.organisation_id}"

    for path in [f"{case}/{name}/" for name in ("decision", "review", "note", "merge", "paper-signature")] + [
        f"{organisation}/{name}/" for name in ("decision", "correction", "hand-over")
    ]:
        assert says_nothing(client, path, verb="suspend", reason="Because.") == 404


def test_it_is_no_likely_duplicate_of_others(
    hidden: SignOn, lookalike: SignOn, all_but_one: User, signed_in: SignIn
) -> None:
    client = signed_in(all_but_one)
    case = f"/admin/members/signon/{lookalike.pk}"

    for path in (
        f"{case}/change/",
        f"{case}/merge/",
        f"/admin/members/organisation/{lookalike.organisation_id}/change/",
    ):
        assert says_nothing(client, path) == 200
    assert says_nothing(client, f"{case}/merge/", into=hidden.organisation.code, reason="Same.") == 422


def test_page_of_what_was_merged_into_it_does_not_name_it(
    hidden: SignOn, lookalike: SignOn, officer: User, all_but_one: User, signed_in: SignIn
) -> None:
    lookalike.merge_into(hidden.organisation, by=officer, reason="You are here already.")
    client = signed_in(all_but_one)

    assert says_nothing(client, f"/admin/members/signon/{lookalike.pk}/change/") == 200


def test_deleting_a_person_does_not_name_what_the_person_applied_for(
    hidden: SignOn, officer: User, all_but_one: User, signed_in: SignIn
) -> None:
    assert says_nothing(signed_in(all_but_one), f"/admin/accounts/user/{officer.pk}/delete/") == 200


def test_name_that_was_public_before_is_found_nowhere(
    member: Organisation, all_but_one: User, signed_in: SignIn
) -> None:
    member.describe(visibility="counted")
    client = signed_in(all_but_one)

    for path in [*paths(member.sign_ons.get()), *LISTS]:
        assert member.name not in client.get(path, follow=True).content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("who", ["officer", "administrator"])
def test_those_who_may_see_it_do(
    desk: Client, hidden: SignOn, lookalike: SignOn, signed_in: SignIn, who: str, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))

    for path in (
        "/admin/members/signon/?q=zanzibar",
        "/admin/members/organisation/?country=TZ",
        f"/admin/members/signon/{hidden.pk}/change/",
        f"/admin/members/organisation/{hidden.organisation_id}/change/",
        f"/admin/members/signon/{lookalike.pk}/change/",
    ):
        assert SECRET in client.get(path).content.decode()
    assert "Counted only." in client.get(f"/admin/members/signon/{hidden.pk}/change/").content.decode()


def test_what_it_is_called_in_logs_and_subjects_is_its_code(hidden: SignOn) -> None:
    organisation = hidden.organisation

    assert str(organisation) == str(hidden) == organisation.code
    assert SECRET not in str(organisation.history.first())


LINK = re.compile(r'(?:href|action)="([^"#]+)')


@pytest.fixture
def furnished(
    hidden: SignOn, lookalike: SignOn, officer: User, publish: Callable[..., Edition], outsider: User
) -> SignOn:
    """The hidden organisation with all that ever happens to one: a page of each is somewhere in the admin."""
    organisation = hidden.organisation
    ProfileChange.objects.propose(organisation=organisation, by=officer, name=f"{SECRET} Two", country="UG", website="")
    Invitation.objects.invite("called@example.org", organisation=organisation, by=officer, language="en")
    organisation.representatives.create(person=outsider)
    Logo.objects.put(organisation=organisation, by=officer, alt=SECRET, picture=Picture(drawn("WEBP"), 300, 200))
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish("editorial")
    organisation.object_to(number="1.1", by=officer, reason="It alters much.")
    for time in (0, 61):
        list(write_about_editions(now=timezone.now() + timedelta(minutes=time), dry_run=False))
    return hidden


def test_nothing_that_can_be_reached_by_links_names_it(furnished: SignOn, all_but_one: User, signed_in: SignIn) -> None:
    client, waiting, seen = signed_in(all_but_one), ["/admin/"], set()

    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path)
        page = b"".join(response).decode(errors="replace")
        for word in (SECRET, "zanzibar"):
            assert word.lower() not in page.lower(), path
        if "html" in response.headers.get("Content-Type", ""):
            links = {urljoin(path, unescape(link)) for link in LINK.findall(page)}
            waiting += sorted({it for it in links if is_worth_a_look(it)} - seen - set(waiting))

    assert len(seen) > 30
    assert any(path.startswith("/admin/members/announcement/") for path in seen)
    assert any(path.startswith("/admin/outbox/mail/") and path.endswith("/change/") for path in seen)


def is_worth_a_look(path: str) -> bool:
    """In the admin, less what is about the text alone; what the public can get is searched elsewhere."""
    is_of_text = any(f"/{part}/" in path for part in ("principles", "pages", "taggit", "jsi18n", "logout"))
    return path.startswith("/admin/") and "?" not in path and not is_of_text


def test_no_mail_to_others_and_no_subject_names_it(furnished: SignOn, officer: User, outsider: User) -> None:
    its_own = {officer.email, outsider.email, "called@example.org"}

    for mail in Mail.objects.all():
        assert SECRET not in mail.subject
        assert SECRET not in mail.message or set(mail.to) <= its_own
    assert Mail.objects.filter(message__contains=SECRET).exists()
