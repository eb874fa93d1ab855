"""What a translation may say, and that nobody overwrites what they have not seen."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from principles.models import Edition, Translation, TranslationMovedOn, Translator, Wording
from tests.races import at_once


def revise(wording: Wording, by: User, **fields: object) -> Translation:
    words = {"language": "es", "title": "Participar", "text": "Participamos.", **fields}
    return Translation.objects.revise(wording, by=by, **words)


def test_revision_comes_after_the_one_that_was_shown(participation_wording: Wording, translator: User) -> None:
    made = revise(participation_wording, translator, after=1)

    assert (made.revision, made.state, made.made_by) == (2, "draft", translator)


@pytest.mark.parametrize("after", [0, 2])
def test_revision_after_another_than_the_newest_is_refused(
    participation_wording: Wording, translator: User, after: int
) -> None:
    with pytest.raises(TranslationMovedOn):
        revise(participation_wording, translator, after=after)

    assert Translation.objects.filter(wording=participation_wording, language="es").count() == 1


def test_same_words_again_are_no_new_revision(draft: Translation, translator: User) -> None:
    assert revise(draft.wording, translator, after=0) == draft


@pytest.mark.parametrize(
    ("slug", "title", "text", "field"),
    [
        ("participation", "", "Participamos.", "title"),
        ("participation", " \n", "Participamos.", "title"),
        ("participation", "x" * 201, "Participamos.", "title"),
        ("participation", "Participar", " ", "text"),
        ("participation", "Participar", "roto \ufffd", "text"),
        ("using-violence", "Violencia", "usando la violencia,", "title"),
    ],
)
def test_words_that_cannot_translate_the_wording_are_refused(
    founding_edition: Edition, slug: str, title: str, text: str, field: str
) -> None:
    wording = founding_edition.text.entry(slug).wording

    with pytest.raises(ValidationError) as refusal:
        Translation.check_words(wording, title=title, text=text)

    assert list(refusal.value.message_dict) == [field]


def test_second_person_reviews(draft: Translation, translator: User, reviewer: User) -> None:
    with pytest.raises(WrongState, match="A second person reviews"):
        draft.review(by=translator)

    draft.review(by=reviewer)

    assert (draft.state, draft.moved_by) == ("reviewed", reviewer)


def test_who_takes_on_a_machine_translation_does_not_review_it(
    participation_wording: Wording, translator: User
) -> None:
    machine = Translation.objects.newest_of(participation_wording, "es")
    machine.take_on(by=translator)

    with pytest.raises(WrongState, match="A second person reviews"):
        machine.review(by=translator)


def test_who_took_it_on_does_not_review_it_after_somebody_has_reopened_it(
    participation_wording: Wording, translator: User, reviewer: User, administrator: User
) -> None:
    machine = Translation.objects.newest_of(participation_wording, "es")
    machine.take_on(by=translator)
    machine.review(by=reviewer)
    machine.reopen(by=administrator)

    with pytest.raises(WrongState, match="A second person reviews"):
        machine.review(by=translator)

    machine.review(by=administrator)
    assert machine.state == "reviewed"


def test_every_move_is_kept_with_who_and_when(draft: Translation, reviewer: User, administrator: User) -> None:
    draft.review(by=reviewer)
    draft.reopen(by=administrator)

    moves = [(it.left, it.state, it.by, it.at == draft.moved_at) for it in draft.moves.all()]
    assert moves == [("draft", "reviewed", reviewer, False), ("reviewed", "draft", administrator, True)]


def test_refused_move_leaves_no_trace(draft: Translation, translator: User, reviewer: User) -> None:
    with pytest.raises(WrongState):
        draft.review(by=translator)
    with pytest.raises(WrongState):
        draft.reopen(by=reviewer)

    assert not draft.moves.exists()


def test_of_two_who_review_at_once_the_second_is_told(draft: Translation, reviewer: User, administrator: User) -> None:
    same = Translation.objects.get(pk=draft.pk)
    draft.review(by=reviewer)

    with pytest.raises(WrongState, match="Somebody has acted meanwhile"):
        same.review(by=administrator)

    assert [it.by for it in draft.moves.all()] == [reviewer]


def test_move_is_never_changed(draft: Translation, reviewer: User) -> None:
    draft.review(by=reviewer)

    with pytest.raises(IntegrityError, match="published rows never change"), transaction.atomic():
        draft.moves.update(state="draft")


def test_rights_are_limited_to_languages(translator: User, administrator: User, editor: User) -> None:
    assert Translator.languages_of(translator) == {"es"}
    assert Translator.languages_of(editor) == set()
    assert Translator.languages_of(administrator) == {"es", "fr", "pt", "ar", "ru", "zh-hans"}
    assert not Translator.may(administrator, "en")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_translate_at_once_one_is_saved_and_the_other_is_told(publisher: User, editor: User) -> None:
    call_command("load_founding_text")
    wording = Wording.objects.get(slug="participation")

    def save(by: User) -> str:
        try:
            return revise(wording, by, text=f"De {by.pk}.", after=0).text
        except TranslationMovedOn:
            return "told"

    outcomes = at_once(lambda: save(publisher), lambda: save(editor))

    (saved,) = Translation.objects.filter(language="es")
    assert sorted(outcomes) == sorted([saved.text, "told"])
