"""What a reader of another language is shown of each clause, and what is said of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import trans_real

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from principles.models import Clause, Draft, Edition, Translation, Wording

Publish = Callable[..., Edition]
MACHINE = "translated by a machine"
OLDER = "The English has changed since this translation."
MISSING = "Not translated yet: this is the English."


class EnglishWords(trans_real.DjangoTranslation):
    """A language in which the site itself says everything in English, whatever the catalogues hold."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("en")

    def language(self) -> str:
        return self.code

    to_language = language


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("fr", "ar"):
        monkeypatch.setitem(trans_real._translations, code, EnglishWords(code))


@pytest.fixture
def translated(founding_edition: Edition, in_english: None) -> Edition:
    call_command("load_founding_translations", stdout=StringIO())
    return founding_edition


def wording(slug: str = "participation") -> Wording:
    return Edition.objects.newest().text.entry(slug).wording


def review_all(language: str, translator: User, reviewer: User) -> None:
    for it in Translation.objects.filter(language=language):
        it.take_on(by=translator)
        it.review(by=reviewer)


def change(publish: Publish, text: str = "Everybody takes part.") -> Edition:
    Clause.objects.filter(slug="participation").update(text=text)
    return publish("editorial")


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_every_language_has_the_whole_founding_text(translated: Edition, settings: Any) -> None:
    languages = [code for code, _ in settings.LANGUAGES if code != "en"]
    slugs = {entry.wording.slug for entry in translated.text.entries}

    assert len(languages) == 6
    for language in languages:
        found = Translation.objects.filter(language=language)
        assert {it.wording.slug for it in found} == slugs
        assert {it.state for it in found} == {"machine"}
        assert all(bool(it.title) == bool(it.wording.title) for it in found)


def test_loading_again_changes_nothing(translated: Edition) -> None:
    before = Translation.objects.count()
    call_command("load_founding_translations", stdout=StringIO())

    assert Translation.objects.count() == before


def test_text_made_by_a_machine_says_so_once(client: Client, translated: Edition) -> None:
    principles = page(client, "/fr/principles/")

    assert principles.count(MACHINE) == 1
    assert OLDER not in principles
    assert MISSING not in principles
    assert page(client, "/fr/principles/participation/").count("Translated by a machine.") == 1


def test_reviewed_text_has_nothing_to_say(client: Client, translated: Edition, editor: User, publisher: User) -> None:
    review_all("fr", editor, publisher)

    for address in ("/fr/", "/fr/beliefs/", "/fr/principles/", "/fr/principles/participation/", "/fr/editions/1.0/"):
        assert 'class="trust' not in page(client, address)
    assert 'class="trust' in page(client, "/ar/principles/")


def test_english_has_nothing_to_say(client: Client, translated: Edition) -> None:
    assert 'class="trust' not in page(client, "/principles/")


def test_changed_clause_alone_is_marked_with_what_changed(
    client: Client, translated: Edition, publish: Publish, editor: User, publisher: User
) -> None:
    review_all("fr", editor, publisher)
    change(publish)

    principles = page(client, "/fr/principles/")

    assert principles.count('class="trust') == 1
    assert principles.count(OLDER) == 1
    older = Translation.objects.get(language="fr", wording__slug="participation")
    assert older.text in principles
    assert "Everybody takes part." in principles  # in the difference, to open


def test_changed_clause_is_marked_beside_what_a_machine_made(
    client: Client, translated: Edition, publish: Publish
) -> None:
    change(publish)

    principles = page(client, "/fr/principles/")

    assert principles.count(MACHINE) == 1
    assert principles.count(OLDER) == 1


def test_new_clause_stands_in_english_with_its_own_language(
    client: Client, translated: Edition, publish: Publish
) -> None:
    Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.")
    publish("substantive")

    principles = page(client, "/ar/principles/")

    assert principles.count(MISSING) == 1
    assert '<p class="words adopted" lang="en" dir="ltr">We care.' in principles


def test_language_without_any_translation_is_told_once(
    client: Client, founding_edition: Edition, in_english: None
) -> None:
    principles = page(client, "/fr/principles/")

    assert principles.count("it stands in English") == 1
    assert MISSING not in principles
    assert ' lang="en" dir="ltr"' in principles


def test_unchanged_clause_keeps_its_translation_in_the_next_edition(
    client: Client, translated: Edition, publish: Publish
) -> None:
    change(publish)
    entry = Edition.objects.current().text.in_language("fr").entry("transparency")

    assert entry.shown.state == "machine"


def test_wording_that_returns_has_its_translation_again(
    client: Client, translated: Edition, publish: Publish, participation: Clause
) -> None:
    text = participation.text
    change(publish)
    change(publish, text)

    assert Edition.objects.current().text.in_language("fr").entry("participation").shown.state == "machine"


def test_text_goes_back_into_english(translated: Edition) -> None:
    entry = translated.text.in_language("fr").entry("participation")

    translated.text.in_language("en")

    assert entry.shown.text == entry.wording.text
    assert translated.text.translation_digest == ""


def test_wording_that_returns_without_a_translation_is_not_told_in_words_of_a_later_one(
    founding_edition: Edition, publish: Publish, participation: Clause, editor: User
) -> None:
    text = participation.text
    change(publish)
    Translation.objects.revise(wording(), language="fr", title="Participation", text="Toutes et tous.", by=editor)
    change(publish, text)

    assert Edition.objects.current().text.in_language("fr").entry("participation").shown.state == "missing"


def test_clause_that_was_retired_and_returns_has_its_translation_again(
    translated: Edition, publish: Publish, participation: Clause
) -> None:
    Clause.objects.filter(pk=participation.pk).update(is_retired=True)
    publish("substantive")
    assert Edition.objects.current().text.in_language("fr").entry("participation") is None

    Clause.objects.filter(pk=participation.pk).update(is_retired=False)
    publish("substantive")

    assert Edition.objects.current().text.in_language("fr").entry("participation").shown.state == "machine"


def test_announced_edition_is_translated_before_it_takes_effect_and_changes_nothing_until_then(
    client: Client, translated: Edition, editor: User
) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    announced = Edition.objects.publish(
        shown=Draft.now().fingerprint,
        change_class="editorial",
        reason="Shorter.",
        by=None,
        effective_on=timezone.now().date() + timedelta(days=30),
    )
    before = page(client, "/fr/principles/")
    Translation.objects.revise(wording(), language="fr", title="Participation", text="Toutes et tous.", by=editor)

    assert page(client, "/fr/principles/") == before
    assert OLDER not in before
    assert "Toutes et tous." in page(client, f"/fr/editions/{announced.number}/")


def test_text_as_it_was_at_a_time_does_not_know_what_came_later(translated: Edition, editor: User) -> None:
    before = timezone.now()
    Translation.objects.revise(wording(), language="fr", title="Participation", text="Toutes et tous.", by=editor)

    def shown(at: datetime | None) -> str:
        return Edition.objects.current().text.in_language("fr", at=at).entry("participation").shown.text

    assert shown(None) == "Toutes et tous."
    assert shown(before) == Translation.objects.get(language="fr", wording=wording(), revision=1).text


def test_drafts_stand_in_english_on_a_preview_in_another_language(
    translated: Edition, participation: Clause, signed_in: Callable[[User], Client], publisher: User
) -> None:
    preview = page(signed_in(publisher), "/ar/preview/principles/")

    assert '<p class="words adopted" lang="en" dir="ltr">' in preview


def test_earlier_edition_is_not_shown_in_words_that_came_later(
    client: Client, translated: Edition, publish: Publish, editor: User
) -> None:
    change(publish)
    Translation.objects.revise(wording(), language="fr", title="Participation", text="Toutes et tous.", by=editor)

    assert "Toutes et tous." in page(client, "/fr/principles/participation/")
    assert "Toutes et tous." not in page(client, "/fr/editions/1.0/")


def test_newest_revision_is_shown(client: Client, translated: Edition, editor: User) -> None:
    Translation.objects.revise(wording(), language="fr", title="Participation", text="Toutes et tous.", by=editor)

    principles = page(client, "/fr/principles/")

    assert "Toutes et tous." in principles
    assert principles.count("This translation has not been reviewed yet.") == 1


@pytest.mark.parametrize("address", ["/fr/", "/fr/beliefs/", "/fr/principles/", "/fr/principles/participation/"])
def test_one_more_query_whatever_the_number_of_clauses(
    client: Client, translated: Edition, django_assert_max_num_queries: Any, address: str
) -> None:
    with django_assert_max_num_queries(4):
        client.get(address)


def test_what_people_wrote_in_english_says_so(client: Client, translated: Edition, publish: Publish) -> None:
    change(publish)

    editions = page(client, "/ar/editions/")
    comparison = page(client, "/ar/editions/compare/1.0...1.1/")

    assert '<p lang="en" dir="ltr">A better word.</p>' in editions
    assert '<div class="difference-words adopted" lang="en" dir="ltr">' in comparison


# Translating


def test_revision_is_appended_and_the_same_words_make_none(translated: Edition, editor: User) -> None:
    first = Translation.objects.newest_of(wording(), "fr")
    second = Translation.objects.revise(wording(), language="fr", title="Participation", text=" Tous. ", by=editor)
    again = Translation.objects.revise(wording(), language="fr", title="Participation", text="Tous.", by=editor)

    assert (second.revision, second.state, second.made_by) == (2, "draft", editor)
    assert again == second
    assert Translation.objects.get(pk=first.pk).text != "Tous."


def test_second_person_reviews(translated: Edition, editor: User, publisher: User) -> None:
    made = Translation.objects.newest_of(wording(), "fr")
    with pytest.raises(WrongState):
        made.review(by=publisher)  # nobody has taken it on
    made.take_on(by=editor)
    with pytest.raises(WrongState):
        made.review(by=editor)

    made.review(by=publisher)

    assert Translation.objects.get(pk=made.pk).state == "reviewed"
    made.reopen(by=editor)
    assert Translation.objects.get(pk=made.pk).state == "draft"
