import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from alliance.accounts.models import User
from alliance.pages import first_texts
from alliance.pages.models import RESERVED, Page
from principles.models import Edition

SLUGS = {"about", "accessibility", "contact", "endorsing", "help", "licence", "privacy"}


@pytest.fixture
def shipped(db: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A folder of first texts, loaded once, that the test may change as a release would."""
    (tmp_path / "notes.md").write_text("# Notes\n\nA first note.\n")
    monkeypatch.setattr(first_texts, "FOLDER", tmp_path)
    first_texts.load_first_texts(apps)
    return tmp_path


def note() -> Page:
    return Page.objects.get(slug="notes")


@pytest.mark.django_db
def test_site_begins_with_its_plain_pages() -> None:
    assert set(Page.objects.values_list("slug", flat=True)) == SLUGS


@pytest.mark.django_db
def test_every_first_text_is_a_page_that_staff_could_have_saved() -> None:
    for page in Page.objects.all():
        title, text = page.title, page.text

        page.full_clean()

        assert (page.title, page.text) == (title, text)
        assert page.slug not in RESERVED


@pytest.mark.django_db
def test_history_of_a_first_text_says_that_it_came_with_the_site() -> None:
    record = Page.objects.get(slug="about").history.get()

    assert record.history_type == "+"
    assert record.history_user is None
    assert record.history_change_reason == first_texts.FIRST_TEXT


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    before = list(Page.objects.order_by("pk").values())

    first_texts.load_first_texts(apps)

    assert list(Page.objects.order_by("pk").values()) == before
    assert Page.history.count() == len(before)


def test_links_of_the_first_texts_lead_somewhere(client: Client, founding_edition: Edition) -> None:
    for slug in SLUGS:
        body = client.get(f"/{slug}/").content.decode()
        for address in re.findall(r"\]\((/[^)]*)\)", Page.objects.get(slug=slug).text):
            path, _, anchor = address.partition("#")
            assert f'href="{address}"' in body
            response = client.get(path, follow=True)
            assert response.status_code == 200, f"{slug} links to {address}"
            assert not anchor or f'id="{anchor}"' in response.content.decode(), f"{slug} links to {address}"


def test_new_first_text_becomes_a_page(shipped: Any) -> None:
    (shipped / "more.md").write_text("# More\n\nText.")

    first_texts.load_first_texts(apps)

    assert Page.objects.get(slug="more").title == "More"


def test_page_that_nobody_edited_follows_its_first_text(shipped: Any) -> None:
    (shipped / "notes.md").write_text("# Notes\n\nA better note.\n")

    first_texts.load_first_texts(apps)

    assert note().text == "A better note."
    assert [record.text for record in note().history.all()] == ["A better note.", "A first note."]


def test_page_that_somebody_edited_is_left_alone(shipped: Any, editor: User) -> None:
    note().edit(title="Notes", text="Our own note.", by=editor, at=datetime(2026, 3, 4, tzinfo=UTC))
    (shipped / "notes.md").write_text("# Notes\n\nA better note.\n")

    first_texts.load_first_texts(apps)

    assert note().text == "Our own note."
    assert note().history.count() == 2


def test_page_that_somebody_edited_is_left_alone_when_their_account_is_gone(shipped: Any, editor: User) -> None:
    note().edit(title="Notes", text="Our own note.", by=editor)
    editor.delete()
    (shipped / "notes.md").write_text("# Notes\n\nA better note.\n")

    first_texts.load_first_texts(apps)

    assert note().text == "Our own note."


def test_page_that_somebody_deleted_does_not_come_back(shipped: Any) -> None:
    note().delete()

    first_texts.load_first_texts(apps)

    assert not Page.objects.filter(slug="notes").exists()


def test_page_that_somebody_made_first_is_left_alone(shipped: Any) -> None:
    Page.objects.create(slug="more", title="Ours", text="Ours.")
    (shipped / "more.md").write_text("# More\n\nText.")

    first_texts.load_first_texts(apps)

    assert Page.objects.get(slug="more").title == "Ours"


def test_page_whose_first_text_is_no_longer_shipped_stays(shipped: Any) -> None:
    (shipped / "notes.md").unlink()

    first_texts.load_first_texts(apps)

    assert note().text == "A first note."
