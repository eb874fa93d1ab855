from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection

from alliance.accounts.models import User
from principles.models import Clause, Draft, Edition, NothingToPublish, TextMovedOn, Wording


def edit(slug: str, **fields: object) -> None:
    assert Clause.objects.filter(slug=slug).update(**fields) == 1


def test_publishing_makes_the_drafts_the_next_edition(participation: Clause, publisher: User) -> None:
    edit("participation", text="Everybody takes part.")

    edition = Edition.objects.publish(
        shown=Draft.now().fingerprint, change_class="editorial", reason=" Shorter. ", by=publisher
    )

    assert edition == Edition.objects.current()
    assert edition.number == "1.1"
    assert edition.text.entry("participation").wording.text == "Everybody takes part."
    assert edition.reason == "Shorter."
    assert edition.published_by == publisher
    assert edition.previous.number == "1.0"
    assert edition.is_intact()


def test_substantive_change_raises_the_major_number(publish: Callable[..., Edition]) -> None:
    edit("participation", text="Everybody takes part.")
    publish("editorial")
    edit("participation", text="Everybody decides.")

    assert publish("substantive").number == "2.0"


def test_earlier_edition_keeps_its_text(publish: Callable[..., Edition], founding_edition: Edition) -> None:
    before = founding_edition.text.canonical_file()
    edit("participation", text="Everybody takes part.")
    publish()

    assert Edition.objects.get(pk=founding_edition.pk).text.canonical_file() == before


def test_unchanged_clauses_keep_their_wording(publish: Callable[..., Edition], founding_edition: Edition) -> None:
    edit("participation", text="Everybody takes part.")
    edition = publish()

    assert Wording.objects.count() == 28
    assert edition.text.entry("transparency").wording == founding_edition.text.entry("transparency").wording


def test_wording_that_returns_is_the_same_row(publish: Callable[..., Edition], participation: Clause) -> None:
    edit("participation", text="Everybody takes part.")
    publish("substantive")
    edit("participation", text=participation.text)
    edition = publish("substantive")

    assert edition.number == "3.0"
    assert edition.digest == Edition.objects.get(major=1).digest
    assert Wording.objects.filter(slug="participation").count() == 2


def test_retired_clause_is_left_out_and_stays_in_earlier_editions(
    publish: Callable[..., Edition], founding_edition: Edition
) -> None:
    edit("participation", is_retired=True)
    edition = publish("substantive")

    assert edition.text.entry("participation") is None
    assert founding_edition.text.entry("participation")
    assert [entry.number for entry in edition.text.principles] == list(range(1, 14))


def test_reordering_is_a_change(publish: Callable[..., Edition]) -> None:
    edit("participation", position=1)

    assert publish().text.principles[0].wording.slug == "participation"


def test_unchanged_text_cannot_be_published(publish: Callable[..., Edition]) -> None:
    with pytest.raises(NothingToPublish):
        publish()


def test_tags_alone_are_no_new_text(publish: Callable[..., Edition], participation: Clause) -> None:
    participation.tags.add("community")

    with pytest.raises(NothingToPublish):
        publish()


def test_text_edited_since_it_was_shown_cannot_be_published(founding_edition: Edition, publisher: User) -> None:
    edit("participation", text="What the publisher read.")
    shown = Draft.now().fingerprint
    edit("participation", text="What somebody typed meanwhile.")

    with pytest.raises(TextMovedOn):
        Edition.objects.publish(shown=shown, change_class="editorial", reason="Mended.", by=publisher)

    assert Edition.objects.current() == founding_edition


def test_tags_are_frozen_with_the_edition(publish: Callable[..., Edition], participation: Clause) -> None:
    participation.tags.set(["community"])
    edit("participation", text="Everybody takes part.")
    edition = publish()
    participation.tags.set(["other"])

    assert Edition.objects.get(pk=edition.pk).text.entry("participation").tags == [
        {"slug": "community", "name": "community"}
    ]


def test_a_changed_wording_is_noticed_by_its_digest(founding_edition: Edition) -> None:
    founding_edition.text.entry("participation").wording.text += " "

    assert founding_edition.is_intact(), "space at the end is no change"

    founding_edition.text.entry("participation").wording.text += "!"
    assert not founding_edition.is_intact()


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_get_one_edition_and_one_refusal(publisher: User, editor: User) -> None:
    call_command("load_founding_text")
    edit("participation", text="Everybody takes part.")
    shown = Draft.now().fingerprint
    together = Barrier(2)
    outcomes: list[object] = []

    def publish(by: User) -> None:
        together.wait()
        try:
            outcomes.append(Edition.objects.publish(shown=shown, change_class="editorial", reason="Mended.", by=by))
        except TextMovedOn as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=publish, args=[by]) for by in (publisher, editor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Edition", "TextMovedOn"]
    assert [edition.number for edition in Edition.objects.newest_first()] == ["1.1", "1.0"]
