"""Translators see what is stale, translate beside the English, and review each other."""

from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from alliance.accounts.models import User
from principles.models import Clause, Edition, Translation, Translator, Wording

TRANSLATIONS = "/admin/principles/translation/"
CLAUSE = f"{TRANSLATIONS}es/participation/"
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(translated_text: Edition, translator: User, signed_in: SignIn) -> Client:
    return signed_in(translator)


def visible(response: HttpResponse) -> str:
    return " ".join(unescape(strip_tags(response.content.decode().split("<body", 1)[1])).split())


def shown(page: HttpResponse) -> dict[str, str]:
    """The form of the page as a browser would send it back."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


def post(desk: Client, address: str = CLAUSE, **words: str) -> HttpResponse:
    return desk.post(address, shown(desk.get(address)) | words)


def revisions(language: str = "es", slug: str = "participation") -> list[Translation]:
    return list(Translation.objects.filter(language=language, wording__slug=slug).order_by("wording", "revision"))


# The coverage table


def test_table_lists_one_stale_clause_per_language(desk: Client, second_edition: Edition) -> None:
    page = desk.get(TRANSLATIONS)

    assert page.status_code == 200
    assert visible(page).count("older since edition 1.1") == 6
    assert "Clauses in all: older 111111 " in visible(page)
    assert f'href="{CLAUSE}"' in page.content.decode()


def test_own_languages_come_first_and_are_marked(desk: Client, translator: User) -> None:
    Translator.objects.create(person=translator, language="ru")

    assert "Clause Español yours Русский yours Français" in visible(desk.get(TRANSLATIONS))


def test_table_can_be_of_one_language(desk: Client, second_edition: Edition) -> None:
    page = desk.get(f"{TRANSLATIONS}es/")

    assert visible(page).count("older since edition 1.1") == 1
    assert f'href="{TRANSLATIONS}fr/participation/"' not in page.content.decode()


def test_table_takes_the_same_queries_however_long_it_is(
    desk: Client, publish: Callable[..., Edition], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(40):
        Clause.objects.create(slug=f"more-{number}", kind="core_principle", title=f"More {number}", text="More.")
    publish()

    with django_assert_max_num_queries(12):
        assert "More 39" in desk.get(TRANSLATIONS).content.decode()


def test_before_the_first_edition_the_table_says_so(translator: User, signed_in: SignIn) -> None:
    client = signed_in(translator)

    assert "No edition has been published yet." in visible(client.get(TRANSLATIONS))
    assert "No edition has been published yet." in visible(client.get(f"{TRANSLATIONS}es/"))
    assert client.get(CLAUSE).status_code == 404
    assert client.get(f"{TRANSLATIONS}es.po").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["en/", "xx/", "es/no-such-clause/", "en/participation/", "xx.po", "en.po", "add/", "1/change/", "1/delete/"],
)
def test_unknown_language_or_clause_is_a_404_and_so_are_the_forms_of_django(desk: Client, address: str) -> None:
    assert desk.get(f"{TRANSLATIONS}{address}").status_code == 404


# The English beside the translation


def test_stale_clause_shows_what_changed_word_by_word_and_starts_from_the_older_translation(
    desk: Client, second_edition: Edition
) -> None:
    page = desk.get(CLAUSE)
    older = revisions()[0]

    assert "The English has changed with edition 1.1." in visible(page)
    assert "<del>" in page.content.decode()
    assert "Everybody takes part." in visible(page)
    assert page.context["form"]["text"].value() == older.text
    assert page.context["form"]["title"].value() == older.title


def test_fields_have_language_and_direction(desk: Client, administrator: User, signed_in: SignIn) -> None:
    assert 'lang="es" dir="ltr"' in str(desk.get(CLAUSE).context["form"]["text"])

    arabic = signed_in(administrator).get(f"{TRANSLATIONS}ar/participation/")

    assert 'lang="ar" dir="rtl"' in str(arabic.context["form"]["text"])


def test_belief_statement_has_no_field_for_a_title(desk: Client) -> None:
    page = desk.get(f"{TRANSLATIONS}es/using-violence/")

    assert "title" not in page.context["form"].fields


def test_clause_leads_to_its_neighbours_and_shows_the_other_languages(desk: Client) -> None:
    page = desk.get(f"{TRANSLATIONS}es/manhood-is-not-defined/")

    assert f'href="{TRANSLATIONS}es/conviction/" rel="prev"' in page.content.decode()
    assert f'href="{TRANSLATIONS}es/sexual-partners/" rel="next"' in page.content.decode()
    assert Translation.objects.get(language="ar", wording__slug="manhood-is-not-defined").text in visible(page)
    assert 'rel="prev"' not in desk.get(f"{TRANSLATIONS}es/conviction/").content.decode()


def test_saving_makes_a_draft_and_keeps_what_was(desk: Client, translator: User) -> None:
    response = post(desk, text="Participamos.")

    machine, draft = revisions()
    assert (response.status_code, response.headers["Location"]) == (302, CLAUSE)
    assert (draft.revision, draft.state, draft.text, draft.made_by) == (2, "draft", "Participamos.", translator)
    assert machine.state == "machine"
    page = visible(desk.get(CLAUSE))
    assert "Saved as a draft." in page
    assert f"Made by {translator.name}" in page
    assert "Made by a machine" in page


def test_saving_the_words_that_are_there_saves_nothing_and_says_so(desk: Client) -> None:
    response = desk.post(CLAUSE, shown(desk.get(CLAUSE)), follow=True)

    assert len(revisions()) == 1
    assert "these are the words already" in visible(response)


def test_older_translation_can_be_saved_as_it_is_for_the_new_english(desk: Client, second_edition: Edition) -> None:
    post(desk)

    older, draft = revisions()
    assert (draft.text, draft.revision, draft.state) == (older.text, 1, "draft")
    assert draft.wording == second_edition.text.entry("participation").wording


@pytest.mark.parametrize(
    ("address", "field", "value", "sentence"),
    [
        (CLAUSE, "title", "", "so the translation needs one"),
        (CLAUSE, "text", "", "A translation needs a text."),
        (CLAUSE, "text", "roto \ufffd", "This is not valid text"),
        (f"{TRANSLATIONS}es/using-violence/", "title", "Violencia", "so the translation can have none"),
    ],
)
def test_wrong_words_are_refused_beside_their_field_and_lose_nothing(
    desk: Client, address: str, field: str, value: str, sentence: str
) -> None:
    before = Translation.objects.count()

    response = post(desk, address, **{field: value})

    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors[field])
    assert response.context["form"][field].value() == value
    assert Translation.objects.count() == before


def test_second_of_two_who_translate_at_once_sees_both_texts(desk: Client, reviewer: User, signed_in: SignIn) -> None:
    form = shown(desk.get(CLAUSE))
    post(signed_in(reviewer), text="Todas las personas participan.")

    response = desk.post(CLAUSE, form | {"text": "Todos participan."})

    assert response.status_code == 409
    assert "Somebody has saved another translation of this clause meanwhile." in visible(response)
    assert f"What is saved now, by {reviewer.name}" in visible(response)
    assert "Todas las personas participan." in response.content.decode()
    assert response.context["form"]["text"].value() == "Todos participan."
    assert len(revisions()) == 2

    desk.post(CLAUSE, shown(response))

    assert revisions()[-1].text == "Todos participan."


def test_english_that_changed_while_somebody_translated_is_told_and_nothing_is_lost(
    desk: Client, participation_wording: Wording, publish: Callable[..., Edition]
) -> None:
    form = shown(desk.get(CLAUSE))
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish()

    response = desk.post(CLAUSE, form | {"text": "Participamos."})

    assert response.status_code == 409
    assert "The English of this clause has changed since you opened this page." in visible(response)
    assert "Everybody takes part." in visible(response)
    assert response.context["form"]["text"].value() == "Participamos."
    assert len(revisions()) == 1


def test_screen_takes_the_same_queries_whatever_the_clause_has_been_through(
    desk: Client,
    participation_wording: Wording,
    translator: User,
    reviewer: User,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(20):
        made = Translation.objects.revise(
            participation_wording, language="es", title="Participar", text=f"Vez {number}.", by=translator
        )
        made.review(by=reviewer)

    with django_assert_max_num_queries(16):
        page = visible(desk.get(CLAUSE))

    assert page.count(f"Became reviewed by {reviewer.name}") == 20


# Its states


def move(client: Client, verb: str, **changes: str) -> HttpResponse:
    form = shown(client.get(CLAUSE))
    return client.post(f"{CLAUSE}{verb}/", {"digest": form["digest"], "revision": form["revision"]} | changes)


def test_machine_draft_reviewed_and_back(desk: Client, translator: User, reviewer: User, signed_in: SignIn) -> None:
    second = signed_in(reviewer)

    assert move(desk, "take-on").status_code == 302
    assert (revisions()[-1].state, revisions()[-1].moved_by) == ("draft", translator)
    assert "Taken on as a draft" in visible(desk.get(CLAUSE))
    assert move(second, "review").status_code == 302
    assert (revisions()[-1].state, revisions()[-1].moved_by) == ("reviewed", reviewer)
    assert move(desk, "reopen").status_code == 302
    assert revisions()[-1].state == "draft"
    assert len(revisions()) == 1


def test_nobody_reviews_the_own_translation(desk: Client, draft: Translation) -> None:
    response = move(desk, "review")

    assert response.status_code == 409
    assert "A second person reviews" in visible(response)
    assert f'action="{CLAUSE}review/"' not in desk.get(CLAUSE).content.decode()
    assert revisions()[-1].state == "draft"


def test_only_what_was_shown_is_moved_on(desk: Client, draft: Translation, reviewer: User, signed_in: SignIn) -> None:
    response = move(signed_in(reviewer), "review", revision="1")

    assert response.status_code == 409
    assert {it.state for it in revisions()} == {"machine", "draft"}


@pytest.mark.parametrize("verb", ["take-on", "reopen"])
def test_verb_that_the_state_does_not_allow_is_a_409(desk: Client, draft: Translation, verb: str) -> None:
    assert move(desk, verb).status_code == 409
    assert revisions()[-1].state == "draft"


def test_older_translation_cannot_be_reviewed_for_the_new_english(
    second_edition: Edition, reviewer: User, signed_in: SignIn
) -> None:
    response = move(signed_in(reviewer), "review")

    assert response.status_code == 409
    assert "There is no translation of this wording yet." in visible(response)


# Rights


ADDRESSES = [TRANSLATIONS, f"{TRANSLATIONS}es/", CLAUSE, f"{TRANSLATIONS}es.po"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_may_not_view_translations_sees_none(
    translated_text: Edition, outsider: User, signed_in: SignIn, address: str
) -> None:
    outsider.is_staff = True
    outsider.save()

    assert signed_in(outsider).get(address).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("group", ["Translators", "Editors", "Publishers"])
def test_groups_that_work_on_the_text_may_look(
    translated_text: Edition, outsider: User, signed_in: SignIn, address: str, group: str
) -> None:
    outsider.is_staff = True
    outsider.save()
    outsider.groups.add(Group.objects.get(name=group))

    page = signed_in(outsider).get(address)

    assert page.status_code == 200
    assert b"Save as draft" not in page.content
    assert b'type="file"' not in page.content


@pytest.mark.parametrize(
    "path", ["", "participation/", *(f"participation/{it}/" for it in ("take-on", "review", "reopen"))]
)
def test_translator_of_another_language_changes_nothing(desk: Client, path: str) -> None:
    form = {"title": "Participer", "text": "Nous participons.", "revision": "1"}

    assert desk.post(f"{TRANSLATIONS}fr/{path}", form).status_code == 403
    assert [it.state for it in revisions("fr")] == ["machine"]


@pytest.mark.parametrize("verb", ["take-on", "review", "reopen"])
def test_verbs_are_posted(desk: Client, verb: str) -> None:
    assert desk.get(f"{CLAUSE}{verb}/").status_code == 405


def test_export_is_read(desk: Client) -> None:
    assert desk.post(f"{TRANSLATIONS}es.po").status_code == 405


# PO files


def upload(desk: Client, content: bytes, address: str = f"{TRANSLATIONS}es/") -> HttpResponse:
    return desk.post(address, {"file": SimpleUploadedFile("es.po", content)})


def test_round_trip_through_the_pages_changes_one_draft(desk: Client, translator: User) -> None:
    before = set(Translation.objects.values_list("pk", "state"))
    export = desk.get(f"{TRANSLATIONS}es.po")
    old = next(line for line in export.content.decode().splitlines() if "Participa" in line and "msgstr" in line)
    lines = export.content.decode().replace(old, 'msgstr "Participar"').split("\n\n")
    edited = "\n\n".join(it.replace("#, fuzzy\n", "") if 'msgstr "Participar"' in it else it for it in lines)

    response = upload(desk, edited.encode())

    assert export.headers["Content-Disposition"] == 'attachment; filename="es-1.0.po"'
    assert response.status_code == 200
    assert "1 clause was taken as a draft. 0 entries were not taken." in visible(response)
    new = Translation.objects.exclude(pk__in=[pk for pk, _ in before]).get()
    assert (new.title, new.state, new.made_by, new.wording.slug) == ("Participar", "draft", translator, "participation")
    assert before <= set(Translation.objects.values_list("pk", "state"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"msgid unquoted", "This file cannot be read as a PO file."),
        (b"\xff\xfe", "This file is not in UTF-8."),
        (b'msgid ""\nmsgstr "Language: fr\\n"\n', "is for another language"),
        (b"#" * 1_000_001, "The file has more than 1 MB."),
    ],
)
def test_wrong_file_is_told_beside_the_field(desk: Client, content: bytes, sentence: str) -> None:
    response = upload(desk, content)

    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors["file"])


def test_import_without_a_token_is_refused(translated_text: Edition, translator: User, signed_in: SignIn) -> None:
    client = signed_in(translator)
    client.handler.enforce_csrf_checks = True

    assert upload(client, b"x").status_code == 403


def test_import_without_a_file_says_so(desk: Client) -> None:
    response = desk.post(f"{TRANSLATIONS}es/", {})

    assert response.status_code == 422
    assert "This field is required." in str(response.context["form"].errors["file"])
