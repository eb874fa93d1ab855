from datetime import UTC, datetime

import pytest

from alliance.accounts.models import User
from alliance.pages.models import Page, PageTranslation
from tests.pages.translating import LIST, WRITTEN, SignIn, add, change, history, page_form, saved, words

EARLIER = datetime(2026, 2, 3, tzinfo=UTC)


# From the page to its translations


def test_page_leads_to_its_translations_and_says_how_far_each_is(
    yearbook: Page, machine_made: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    yearbook.edit(title="Yearbook", text="It is late.", by=editor)

    response = signed_in(editor).get(page_form(yearbook))

    body = response.content.decode()
    assert f'<a href="{change(machine_made)}"><span lang="es">Español</span></a>' in body
    assert f'<a href="{add(yearbook, "fr").replace("&", "&amp;")}"><span lang="fr">Français</span></a>' in body
    assert (
        "Español: Translated by a machine. Nobody has reviewed it yet."
        " The English page has changed since this translation was made.Français: Not translated yet."
    ) in words(response)


def test_page_says_when_a_translation_is_in_order(
    yearbook: Page, anuario: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    assert "Español: In order." in words(signed_in(editor).get(page_form(yearbook)))


def test_page_that_is_not_there_yet_has_no_translations(editor: User, signed_in: SignIn) -> None:
    # The picker at the top names the languages of the site.
    assert words(signed_in(editor).get("/admin/pages/page/add/")).count("Español") == 1


# Making one


def test_english_stands_beside_the_empty_form(yearbook: Page, editor: User, signed_in: SignIn) -> None:
    response = signed_in(editor).get(add(yearbook, "ar"))

    body = response.content.decode()
    assert '<div lang="en" dir="ltr"><p>It is out.</p>' in body
    assert "العربية" in body
    form = response.context["adminform"].form
    assert (form["title"].value(), form["text"].value()) == (None, None)
    assert (form.fields["text"].widget.attrs["lang"], form.fields["text"].widget.attrs["dir"]) == ("ar", "rtl")
    assert "_addanother" not in body


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_editors_and_publishers_translate_a_page(
    yearbook: Page, who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    user = request.getfixturevalue(who)
    client = signed_in(user)

    response = client.post(add(yearbook, "es"), WRITTEN | {"seen_english": yearbook.digest}, follow=True)

    made = saved()
    assert (made.title, made.is_machine_made, made.is_stale) == ("Libro del año", False, False)
    assert made.history.get().history_user == user
    assert '<a href="/es/yearbook/">See the page as readers see it</a>' in response.content.decode()
    assert "Pocas." in client.get("/es/yearbook/").content.decode()


@pytest.mark.parametrize(
    "query", ["", "page=0&language=es", "page=x&language=es", "page={key}&language=en", "page={key}&language=xx"]
)
def test_form_for_no_page_or_language_leads_to_the_pages(
    yearbook: Page, editor: User, signed_in: SignIn, query: str
) -> None:
    client = signed_in(editor)

    for ask in (client.get, lambda address, **more: client.post(address, WRITTEN, **more)):
        response = ask(f"{LIST}add/?{query.format(key=yearbook.pk)}", follow=True)

        assert response.redirect_chain == [("/admin/pages/page/", 302)]
        assert "Open a page, and choose its new language there." in words(response)
    assert not PageTranslation.objects.filter(page=yearbook).exists()


def test_form_for_a_translation_that_is_there_leads_to_it(
    yearbook: Page, anuario: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    assert signed_in(editor).get(add(yearbook, "es"))["Location"] == change(anuario)


def test_translation_that_somebody_made_meanwhile_is_not_overwritten_and_nothing_is_lost(
    yearbook: Page, anuario: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(add(yearbook, "es"), WRITTEN | {"seen_english": yearbook.digest})

    assert "Somebody translated this page after you opened the form" in words(response)
    assert f'<a href="{change(anuario)}">open theirs</a>' in response.content.decode()
    assert response.context["adminform"].form["text"].value() == WRITTEN["text"]
    assert saved().title == "Anuario"


def test_english_that_changed_meanwhile_is_shown_before_anything_is_saved(
    yearbook: Page, editor: User, signed_in: SignIn
) -> None:
    client, seen = signed_in(editor), yearbook.digest
    yearbook.edit(title="Yearbook", text="It is late.", by=editor)

    response = client.post(add(yearbook, "es"), WRITTEN | {"seen_english": seen})

    assert "Somebody changed the English page after you opened this form." in words(response)
    assert "It is late." in words(response)
    assert not PageTranslation.objects.filter(page=yearbook).exists()

    form = response.context["adminform"].form
    client.post(add(yearbook, "es"), WRITTEN | {"seen_english": form["seen_english"].value()})

    assert not saved().is_stale


# Changing one


def test_english_stands_beside_the_translation(anuario: PageTranslation, editor: User, signed_in: SignIn) -> None:
    response = signed_in(editor).get(change(anuario))

    assert '<div lang="en" dir="ltr"><p>It is out.</p>' in response.content.decode()
    assert "follows_english" not in response.content.decode()
    assert 'href="/es/yearbook/" class="viewsitelink"' in response.content.decode()


def test_saving_what_a_machine_made_says_that_somebody_stands_by_it(
    machine_made: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    signed_in(editor).post(change(machine_made), {"title": machine_made.title, "text": machine_made.text})

    now = saved()
    assert (now.is_machine_made, now.text) == (False, machine_made.text)
    assert (now.history.first().history_user, now.history.first().is_machine_made) == (editor, False)
    assert now.updated_at > EARLIER


def test_saving_without_a_change_leaves_date_and_history_alone(
    anuario: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    signed_in(editor).post(change(anuario), {"title": anuario.title, "text": anuario.text})

    assert saved().updated_at == EARLIER
    assert anuario.history.count() == 1


@pytest.mark.parametrize(("ticked", "is_stale"), [({}, True), ({"follows_english": "on"}, False)])
def test_stale_translation_stays_so_until_its_writer_says_otherwise(
    yearbook: Page, anuario: PageTranslation, editor: User, signed_in: SignIn, ticked: dict[str, str], is_stale: bool
) -> None:
    yearbook.edit(title="Yearbook", text="It is late.", by=editor)
    client = signed_in(editor)
    seen = client.get(change(anuario)).context["adminform"].form["seen_english"].value()

    client.post(change(anuario), WRITTEN | {"seen_english": seen} | ticked)

    assert (saved().title, saved().is_stale) == ("Libro del año", is_stale)


def test_english_that_changes_while_somebody_says_that_it_is_followed_is_shown_first(
    yearbook: Page, anuario: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    yearbook.edit(title="Yearbook", text="It is late.", by=editor)
    client, seen = signed_in(editor), yearbook.digest
    yearbook.edit(title="Yearbook", text="It is out again.", by=editor)

    response = client.post(change(anuario), WRITTEN | {"seen_english": seen, "follows_english": "on"})

    assert "Somebody changed the English page after you opened this form." in words(response)
    assert saved().title == "Anuario"


def test_translation_saved_by_somebody_else_meanwhile_is_not_overwritten_unawares(
    anuario: PageTranslation, editor: User, publisher: User, signed_in: SignIn
) -> None:
    client = signed_in(editor)
    opened = client.get(change(anuario)).context["adminform"].form["seen"].value()
    anuario.edit(title="Anuario", text="Suyo.", source_digest=anuario.source_digest, by=publisher)

    response = client.post(change(anuario), WRITTEN | {"seen": opened})

    assert f'<a href="{history(anuario)}">read what was changed</a>' in response.content.decode()
    assert response.context["adminform"].form["text"].value() == WRITTEN["text"]
    assert saved().text == "Suyo."

    client.post(change(anuario), WRITTEN | {"seen": response.context["adminform"].form["seen"].value()})

    assert saved().title == "Libro del año"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "This field is required."),
        ("text", " \r\n", "This field is required."),
        (
            "text",
            "It\ufffd is",
            "This is not valid text: there is a character U+FFFD at place 3. Type that place again.",
        ),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_nothing_is_lost(
    anuario: PageTranslation, editor: User, signed_in: SignIn, field: str, typed: str, sentence: str
) -> None:
    response = signed_in(editor).post(change(anuario), WRITTEN | {field: typed})

    form = response.context["adminform"].form
    assert form.errors == {field: [sentence]}
    assert {name: form[name].value() for name in WRITTEN} == WRITTEN | {field: typed}
    assert saved().title == "Anuario"


def test_page_and_language_cannot_be_changed(anuario: PageTranslation, editor: User, signed_in: SignIn) -> None:
    other = Page.objects.create(slug="other", title="Other", text="Other.")

    signed_in(editor).post(change(anuario), WRITTEN | {"page": other.pk, "language": "fr", "source_digest": "0"})

    assert (saved().title, saved().source_digest) == ("Libro del año", anuario.source_digest)


# Preview


def test_preview_stands_in_the_language_and_saves_nothing(
    machine_made: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(change(machine_made), WRITTEN | {"_preview": "x"})

    body = response.content.decode()
    assert '<html lang="es" dir="ltr">' in body
    assert "<h1>Libro del año</h1>" in body
    assert 'class="trust' not in body
    assert (response["Content-Language"], response["X-Robots-Tag"]) == ("es", "noindex")
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert (saved().title, saved().is_machine_made, saved().history.count()) == ("Anuario", True, 1)


def test_preview_of_a_translation_that_is_not_there_yet_saves_nothing(
    yearbook: Page, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(
        add(yearbook, "ar"), {"title": "كتاب", "text": "نص.", "seen_english": yearbook.digest, "_preview": "x"}
    )

    assert '<html lang="ar" dir="rtl">' in response.content.decode()
    assert "<h1>كتاب</h1>" in response.content.decode()
    assert not PageTranslation.objects.filter(page=yearbook).exists()


def test_preview_of_the_english_stands_in_english_whatever_the_language_of_the_admin(
    yearbook: Page, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).post(
        f"/es{page_form(yearbook)}", {"title": "Yearbook", "text": "It is late.", "_preview": "x"}
    )

    assert '<html lang="en" dir="ltr">' in response.content.decode()
    assert 'class="trust' not in response.content.decode()


# History


def test_earlier_text_can_be_brought_back_and_is_as_old_as_it_was(
    yearbook: Page, anuario: PageTranslation, editor: User, publisher: User, signed_in: SignIn
) -> None:
    yearbook.edit(title="Yearbook", text="It is late.", by=editor)
    anuario.edit(title="Libro", text="Tarde.", source_digest=yearbook.digest, by=editor)
    client, record = signed_in(publisher), f"{history(anuario)}{anuario.history.last().pk}/"
    form = client.get(record).context["adminform"].form

    response = client.post(record, {name: form[name].value() for name in ("title", "text", "seen", "seen_english")})

    assert response.status_code == 302
    assert (saved().title, saved().is_stale) == ("Anuario", True)
    assert saved().history.first().history_user == publisher


def test_history_says_who_changed_what(anuario: PageTranslation, editor: User, signed_in: SignIn) -> None:
    anuario.edit(title="Anuario", text="Tarde.", source_digest=anuario.source_digest, by=editor)

    assert "Changed by Edith Editor Text Before Ya salió." in words(signed_in(editor).get(history(anuario)))
