from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from alliance.accounts.models import User
from alliance.pages.models import Page

SignIn = Callable[[User], Client]
LIST = "/admin/pages/page/"
ADD = "/admin/pages/page/add/"
NOT_TEXT = "This is not valid text: there is a character %s at place 3. Type that place again."
EARLIER = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def report(db: None) -> Page:
    return Page.objects.create(slug="annual-report", title="Annual report", text="It is out.", updated_at=EARLIER)


@pytest.fixture
def viewer(db: None) -> User:
    """Staff who may look at pages, and no more."""
    user = User.objects.create_user(email="viewer@example.org", name="Vera Viewer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_page"))
    return user


def change(page: Page) -> str:
    return f"{LIST}{page.pk}/change/"


def history(page: Page) -> str:
    return f"{LIST}{page.pk}/history/"


def first_record(page: Page) -> str:
    return f"{history(page)}{page.history.last().pk}/"


def words(response: HttpResponse) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def saved(page: Page) -> tuple[str, str, str]:
    page = Page.objects.get(pk=page.pk)
    return page.slug, page.title, page.text


# Editing


def test_editor_changes_a_page_and_is_told_that_it_is_public(report: Page, editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)

    response = client.post(change(report), {"title": "Report", "text": "It is late."}, follow=True)

    assert saved(report) == ("annual-report", "Report", "It is late.")
    assert "What you saved is public now." in words(response)
    assert '<a href="/annual-report/">See the page as readers see it</a>' in response.content.decode()
    assert "It is late." in words(client.get("/annual-report/"))


def test_change_is_dated_and_recorded_with_who_made_it(report: Page, editor: User, signed_in: SignIn) -> None:
    signed_in(editor).post(change(report), {"title": "Annual report", "text": "It is late."})

    record = report.history.first()
    assert (record.history_user, record.history_type, record.text) == (editor, "~", "It is late.")
    assert Page.objects.get(pk=report.pk).updated_at > EARLIER


def test_saving_without_a_change_leaves_date_and_history_alone(report: Page, editor: User, signed_in: SignIn) -> None:
    signed_in(editor).post(change(report), {"title": "Annual report", "text": "It is out.\r\n"})

    assert Page.objects.get(pk=report.pk).updated_at == EARLIER
    assert report.history.count() == 1


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_editors_and_publishers_add_pages(who: str, editor: User, publisher: User, signed_in: SignIn) -> None:
    user = {"editor": editor, "publisher": publisher}[who]
    client = signed_in(user)

    response = client.post(ADD, {"title": "Press", "slug": "press", "text": "Words."}, follow=True)

    assert Page.objects.get(slug="press").history.get().history_user == user
    assert '<a href="/press/">See the page as readers see it</a>' in response.content.decode()


def test_address_cannot_be_changed(report: Page, editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)

    client.post(change(report), {"title": "Report", "slug": "elsewhere", "text": "It is out."})

    assert saved(report) == ("annual-report", "Report", "It is out.")
    assert 'name="slug"' not in client.get(change(report)).content.decode()


def test_form_links_to_the_page(report: Page, editor: User, signed_in: SignIn) -> None:
    assert 'href="/annual-report/" class="viewsitelink"' in signed_in(editor).get(change(report)).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "This field is required."),
        ("title", " \t", "This field is required."),
        ("title", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("text", "\r\n", "This field is required."),
        (
            "text",
            "It\ufffd is",
            "This is not valid text: there is a character U+FFFD at place 3. Type that place again.",
        ),
        ("text", "It\x1b is", "This is not valid text: there is a character U+001B at place 3. Type that place again."),
        ("text", "It\x00 is", "Null characters are not allowed."),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_nothing_is_lost(
    report: Page, editor: User, signed_in: SignIn, field: str, typed: str, sentence: str
) -> None:
    written = {"title": "A new title", "text": "A new text."} | {field: typed}

    response = signed_in(editor).post(change(report), written)

    form = response.context["adminform"].form
    assert form.errors == {field: [sentence]}
    assert {name: form[name].value() for name in written} == written
    assert saved(report) == ("annual-report", "Annual report", "It is out.")


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("", "This field is required."),
        ("annual-report", "There is a page at this address already."),
        ("members", "The site needs this address for itself. Choose another word."),
        ("es", "The site needs this address for itself. Choose another word."),
        ("About_us", "Use small letters from a to z, digits, and single hyphens between words."),
        ("über-uns", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    ],
)
def test_wrong_address_is_refused_beside_its_field_and_nothing_is_lost(
    report: Page, editor: User, signed_in: SignIn, slug: str, sentence: str
) -> None:
    response = signed_in(editor).post(ADD, {"title": "Press", "slug": slug, "text": "Words."})

    form = response.context["adminform"].form
    assert form.errors == {"slug": [sentence]}
    assert (form["title"].value(), form["slug"].value(), form["text"].value()) == ("Press", slug, "Words.")


def test_page_saved_by_somebody_else_meanwhile_is_not_overwritten_unawares(
    report: Page, editor: User, publisher: User, signed_in: SignIn
) -> None:
    client = signed_in(editor)
    opened = client.get(change(report)).context["adminform"].form["seen"].value()
    report.edit(title="Annual report", text="Theirs.", by=publisher)

    response = client.post(change(report), {"title": "Annual report", "text": "Mine.", "seen": opened})

    assert "Somebody saved this page after you opened it" in words(response)
    assert f'<a href="{history(report)}">read what was changed</a>' in response.content.decode()
    assert response.context["adminform"].form["text"].value() == "Mine."
    assert saved(report)[2] == "Theirs."

    seen = response.context["adminform"].form["seen"].value()
    client.post(change(report), {"title": "Annual report", "text": "Mine.", "seen": seen})

    assert saved(report)[2] == "Mine."


# Preview


def test_preview_shows_the_page_as_it_would_look_and_saves_nothing(
    report: Page, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(change(report), {"title": "Report", "text": "## Sums\n\nAll.", "_preview": "x"})

    body = response.content.decode()
    assert response.status_code == 200
    assert "Report</h1>" in body
    assert '<h2 id="section-sums">Sums</h2>' in body
    assert response.context["preview"] is True
    assert saved(report) == ("annual-report", "Annual report", "It is out.")
    assert Page.objects.get(pk=report.pk).updated_at == EARLIER
    assert report.history.count() == 1


def test_preview_of_a_page_that_is_not_there_yet_saves_nothing(editor: User, signed_in: SignIn) -> None:
    response = signed_in(editor).post(ADD, {"title": "Press", "slug": "press", "text": "Words.", "_preview": "x"})

    assert "Press</h1>" in response.content.decode()
    assert not Page.objects.filter(slug="press").exists()


def test_preview_is_never_stored_and_never_found_by_search_engines(
    report: Page, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(change(report), {"title": "Report", "text": "All.", "_preview": "x"})

    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "ETag" not in response


def test_preview_of_wrong_input_shows_the_form_with_the_error_and_loses_nothing(
    report: Page, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(change(report), {"title": "", "text": "A new text.", "_preview": "x"})

    form = response.context["adminform"].form
    assert form.errors == {"title": ["This field is required."]}
    assert form["text"].value() == "A new text."
    assert saved(report) == ("annual-report", "Annual report", "It is out.")


def test_preview_is_refused_to_staff_who_may_only_look(report: Page, viewer: User, signed_in: SignIn) -> None:
    client = signed_in(viewer)

    assert client.post(change(report), {"title": "x", "text": "x", "_preview": "x"}).status_code == 403
    assert client.post(ADD, {"title": "x", "slug": "x", "text": "x", "_preview": "x"}).status_code == 403
    assert "_preview" not in client.get(change(report)).content.decode()


def test_preview_is_refused_to_everybody_else(report: Page, outsider: User, signed_in: SignIn, client: Client) -> None:
    for anybody in (client, signed_in(outsider)):
        response = anybody.post(change(report), {"title": "Report", "text": "All.", "_preview": "x"})

        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


# History


def test_history_says_who_changed_what_from_what_to_what(report: Page, editor: User, signed_in: SignIn) -> None:
    report.edit(title="Report", text="It is <late>.", by=editor)

    response = signed_in(editor).get(history(report))

    assert "Changed by Edith Editor Text Before It is out. After It is <late>." in words(response)
    assert "Title Before Annual report After Report" in words(response)
    assert "<late>" not in response.content.decode()


def test_history_says_which_text_came_with_the_site(editor: User, signed_in: SignIn) -> None:
    response = signed_in(editor).get(history(Page.objects.get(slug="about")))

    assert "Created by the site itself First text, as it came with the site" in words(response)


def test_history_tells_of_lines_that_are_new(report: Page, editor: User, signed_in: SignIn) -> None:
    report.edit(title="Annual report", text="It is out.\n\nMore.", by=editor)

    assert "Text Before Nothing After More." in words(signed_in(editor).get(history(report)))


def test_earlier_text_can_be_brought_back(report: Page, editor: User, publisher: User, signed_in: SignIn) -> None:
    report.edit(title="Annual report", text="It is late.", by=editor)
    client = signed_in(publisher)
    form = client.get(first_record(report)).context["adminform"].form

    response = client.post(first_record(report), {name: form[name].value() for name in ("title", "text", "seen")})

    assert response.status_code == 302
    assert saved(report) == ("annual-report", "Annual report", "It is out.")
    assert report.history.first().history_user == publisher
    assert Page.objects.get(pk=report.pk).updated_at > EARLIER


def test_earlier_text_can_be_previewed(report: Page, editor: User, signed_in: SignIn) -> None:
    report.edit(title="Annual report", text="It is late.", by=editor)

    response = signed_in(editor).post(
        first_record(report), {"title": "Annual report", "text": "It is out.", "_preview": "x"}
    )

    assert "<p>It is out.</p>" in response.content.decode()
    assert saved(report)[2] == "It is late."


def test_staff_who_may_only_look_cannot_bring_an_earlier_text_back(
    report: Page, editor: User, viewer: User, signed_in: SignIn
) -> None:
    report.edit(title="Annual report", text="It is late.", by=editor)
    client = signed_in(viewer)

    assert client.get(first_record(report)).status_code == 200
    assert client.post(first_record(report), {"title": "Annual report", "text": "It is out."}).status_code == 403
    assert saved(report)[2] == "It is late."


@pytest.mark.parametrize("version", ["first", "0", "9" * 30])
def test_earlier_text_that_never_was_is_a_404(report: Page, editor: User, signed_in: SignIn, version: str) -> None:
    assert signed_in(editor).get(f"{history(report)}{version}/").status_code == 404


# The list, and who may do what


def test_list_shows_title_address_and_date(report: Page, editor: User, signed_in: SignIn) -> None:
    assert "Annual report/annual-report/2 January 2026" in words(signed_in(editor).get(LIST))


def test_list_finds_a_page_by_its_words(report: Page, editor: User, signed_in: SignIn) -> None:
    response = signed_in(editor).get(LIST, {"q": "annual"})

    assert [found.slug for found in response.context["cl"].result_list] == ["annual-report"]


def test_list_asks_the_database_no_more_for_more_pages(
    report: Page, editor: User, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = signed_in(editor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    Page.objects.bulk_create(Page(slug=f"page-{number}", title="Page", text="Text.") for number in range(20))

    with django_assert_num_queries(len(few)):
        client.get(LIST)


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_deletion_is_not_offered(report: Page, who: str, signed_in: SignIn, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    user.user_permissions.add(Permission.objects.get(codename="delete_page"))
    client = signed_in(user)

    assert "deletelink" not in client.get(change(report)).content.decode()
    assert client.post(f"{LIST}{report.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [report.pk], "post": "yes"})
    assert Page.objects.filter(pk=report.pk).exists()


def test_administrator_can_delete_a_page_and_its_history_stays(
    report: Page, administrator: User, signed_in: SignIn
) -> None:
    signed_in(administrator).post(f"{LIST}{report.pk}/delete/", {"post": "yes"})

    assert not Page.objects.filter(pk=report.pk).exists()
    assert [record.history_type for record in Page.history.filter(slug="annual-report")] == ["-", "+"]


def test_staff_who_may_only_look_cannot_save(report: Page, viewer: User, signed_in: SignIn) -> None:
    client = signed_in(viewer)

    assert client.get(change(report)).status_code == 200
    assert client.post(change(report), {"title": "Report", "text": "Theirs."}).status_code == 403
    assert saved(report) == ("annual-report", "Annual report", "It is out.")


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["Editors", "Publishers"])
def test_groups_may_add_change_and_view_pages_and_their_translations_only(group: str) -> None:
    given = Permission.objects.filter(group__name=group, content_type__app_label="pages")

    assert set(given.values_list("codename", flat=True)) == {
        *("add_page", "change_page", "view_page"),
        *("add_pagetranslation", "change_pagetranslation", "view_pagetranslation"),
    }


def test_no_form_of_the_pages_has_inline_script_or_style(report: Page, administrator: User, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    report.edit(title="Report", text="It is late.", by=administrator)

    for address in (LIST, ADD, change(report), history(report), first_record(report)):
        body = client.get(address).content.decode()
        assert " style=" not in body, address
        assert " on" + "click=" not in body, address
        assert "<style" not in body, address
        assert all(" src=" in script for script in body.split("<script")[1:]), address
