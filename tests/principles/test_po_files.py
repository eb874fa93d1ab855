"""What leaves as a PO file comes back as drafts, and what cannot is told with its reason."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from alliance.accounts.models import User
from principles.models import Clause, Edition, Translation, Wording
from principles.po_export import export
from principles.po_import import NotAPoFile, Report, read_entries, take_in

PARTICIPATION = "participation:text"


def exported(language: str = "es") -> Catalog:
    return read_po(BytesIO(export(Edition.objects.newest(), language)))


def message(catalog: Catalog, start: str) -> Message:
    return next(it for it in catalog if it.context and it.context.startswith(f"{start}@"))


def translate(catalog: Catalog, start: str, words: str, *, is_fuzzy: bool = False) -> None:
    it = message(catalog, start)
    it.string = words
    it.flags = {"fuzzy"} if is_fuzzy else set()


def imported(catalog: Catalog, by: User, language: str = "es") -> Report:
    file = BytesIO()
    write_po(file, catalog)
    return take_in(read_entries(file.getvalue(), language=language), language=language, by=by)


def reasons(report: Report) -> list[str]:
    return [it.reason for it in report.refused]


def all_rows() -> set[tuple[object, ...]]:
    return set(Translation.objects.values_list("pk", "state", "moved_by", "text"))


# The export


def test_export_has_every_field_of_every_clause_with_its_context(translated_text: Edition) -> None:
    catalog = exported()
    entries = translated_text.text.entries
    wording = translated_text.text.entry("participation").wording

    assert len(catalog) == len(entries) + len(translated_text.text.principles)
    it = message(catalog, PARTICIPATION)
    assert it.context == f"participation:text@{wording.digest}/1"
    assert it.id == wording.text
    assert it.string == Translation.objects.newest_of(wording, "es").text
    assert it.auto_comments == ["text of “Participation”", "state: made by a machine"]


def test_export_says_of_which_edition_and_language_it_is(second_edition: Edition) -> None:
    file = export(second_edition, "zh-hans").decode()

    assert f"Project-Id-Version: The Alliance 1.1@{second_edition.digest}" in file.replace('"\n"', "")
    assert "Language: zh_Hans" in file
    assert "EMAIL@ADDRESS" not in file


def test_what_is_not_to_be_relied_on_is_fuzzy(
    second_edition: Edition, draft: Translation, translator: User, reviewer: User
) -> None:
    wording = second_edition.text.entry("transparency").wording
    reviewed = Translation.objects.revise(wording, language="es", title="Transparencia", text="Claro.", by=translator)
    reviewed.review(by=reviewer)

    catalog = exported()

    assert message(catalog, PARTICIPATION).fuzzy
    assert message(catalog, PARTICIPATION).context.endswith("/0")
    assert message(catalog, PARTICIPATION).string == draft.text
    assert message(catalog, "conviction:text").fuzzy
    assert not message(catalog, "transparency:text").fuzzy


def test_what_is_missing_is_empty_and_not_fuzzy(founding_edition: Edition) -> None:
    it = message(exported(), PARTICIPATION)

    assert (it.string, it.fuzzy, it.auto_comments[1]) == ("", False, "state: missing")


@pytest.mark.parametrize("language", ["es", "fr", "pt", "ar", "ru", "zh-hans"])
def test_what_was_exported_and_not_touched_changes_nothing(
    second_edition: Edition, translator: User, language: str
) -> None:
    before = all_rows()

    report = imported(exported(language), translator, language)

    assert (report.taken, report.refused) == ([], [])
    assert report.unchanged == len(exported(language))
    assert all_rows() == before


# The import


def test_one_changed_entry_is_one_new_draft_and_nothing_else(translated_text: Edition, translator: User) -> None:
    before = all_rows()
    catalog = exported()
    translate(catalog, PARTICIPATION, "Todas las personas participan.")

    report = imported(catalog, translator)

    (made,) = report.taken
    assert (made.text, made.state, made.revision, made.made_by) == (
        "Todas las personas participan.",
        "draft",
        2,
        translator,
    )
    assert made.title == Translation.objects.get(wording=made.wording, language="es", revision=1).title
    assert report.refused == []
    assert {row for row in all_rows() if row[0] != made.pk} == before


def test_title_and_text_become_one_revision_however_the_file_is_sorted(
    translated_text: Edition, translator: User
) -> None:
    catalog = exported()
    translate(catalog, "participation:title", "Participar")
    translate(catalog, PARTICIPATION, "Participamos.")
    file = BytesIO()
    write_po(file, catalog, sort_output=True)

    report = take_in(read_entries(file.getvalue(), language="es"), language="es", by=translator)

    assert [(it.title, it.text, it.revision) for it in report.taken] == [("Participar", "Participamos.", 2)]


def test_same_file_once_more_changes_nothing(translated_text: Edition, translator: User) -> None:
    catalog = exported()
    translate(catalog, PARTICIPATION, "Participamos.")
    imported(catalog, translator)
    before = all_rows()

    report = imported(catalog, translator)

    assert (report.taken, report.refused) == ([], [])
    assert all_rows() == before


def test_file_of_an_outdated_edition_is_reported_and_loses_nothing(
    translated_text: Edition, translator: User, publish: Callable[..., Edition]
) -> None:
    catalog = exported()
    translate(catalog, PARTICIPATION, "Participamos.")
    translate(catalog, "transparency:text", "Somos transparentes.")
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish()
    before = all_rows()

    report = imported(catalog, translator)

    assert set(reasons(report)) == {"The English of this clause is another in edition 1.1, the newest one."}
    assert "Participamos." in {it.words for it in report.refused}
    # What answers to the same English as before is taken all the same.
    assert [it.wording.slug for it in report.taken] == ["transparency"]
    assert before <= all_rows()
    assert not Translation.objects.filter(text="Participamos.").exists()


def test_translation_that_somebody_saved_since_the_export_is_not_overwritten(
    translated_text: Edition, translator: User, draft: Translation, reviewer: User
) -> None:
    catalog = exported()
    translate(catalog, PARTICIPATION, "Mi texto.")
    Translation.objects.revise(draft.wording, language="es", title="Participar", text="Otro.", by=reviewer)

    report = imported(catalog, translator)

    assert reasons(report) == ["Somebody has saved another translation of this clause meanwhile."]
    assert report.refused[0].words == "Mi texto."
    assert Translation.objects.newest_of(draft.wording, "es").text == "Otro."


def test_what_nobody_touched_stays_silent_although_somebody_else_translated_it(
    second_edition: Edition, translator: User
) -> None:
    catalog = exported()
    wording = second_edition.text.entry("participation").wording
    Translation.objects.revise(wording, language="es", title="Participar", text="Otro.", by=translator)

    report = imported(catalog, translator)

    assert (report.taken, report.refused) == ([], [])


@pytest.mark.parametrize(
    ("words", "is_fuzzy", "reason"),
    [
        ("", False, "The entry is empty."),
        (" ", False, "The entry is empty."),
        ("Participamos.", True, "The entry is still marked as fuzzy."),
        (
            "roto \ufffd",
            False,
            "This is not valid text: there is a character U+FFFD at place 6. Type that place again.",
        ),
    ],
)
def test_entry_that_cannot_be_taken_is_told_with_its_reason(
    translated_text: Edition, translator: User, words: str, is_fuzzy: bool, reason: str
) -> None:
    before = all_rows()
    catalog = exported()
    translate(catalog, PARTICIPATION, words, is_fuzzy=is_fuzzy)

    report = imported(catalog, translator)

    assert (reasons(report), report.taken) == ([reason], [])
    assert all_rows() == before


def test_text_alone_cannot_be_taken_where_the_title_is_missing(founding_edition: Edition, translator: User) -> None:
    catalog = exported()
    translate(catalog, PARTICIPATION, "Participamos.")

    report = imported(catalog, translator)

    assert reasons(report) == ["The English has a title, so the translation needs one."]
    assert report.refused[0].words == "Participamos."


def test_mark_alone_makes_nobody_stand_by_a_machine(translated_text: Edition, translator: User) -> None:
    catalog = exported()
    message(catalog, PARTICIPATION).flags = set()

    report = imported(catalog, translator)

    assert reasons(report) == ["The words are unchanged. If they are right, say so on the page of the clause."]
    assert Translation.objects.filter(state="machine").count() == Translation.objects.count()


@pytest.mark.parametrize(
    ("context", "reason"),
    [
        ("no-such-clause:text@{digest}/1", "The newest edition has no such clause."),
        ("participation:text@{digest}/7", "There is no such revision of this translation."),
        ("participation:title@{digest}/1", "The English in the file is not the English of this clause."),
        ("using-violence:title@{digest}/1", "The English of this clause is another in edition 1.0, the newest one."),
        ("participation:kind@{digest}/1", "This entry was not exported here."),
        ("participation:text", "This entry was not exported here."),
        (None, "This entry was not exported here."),
    ],
)
def test_entry_that_is_not_as_it_was_exported_is_refused(
    participation_wording: Wording, translator: User, context: str | None, reason: str
) -> None:
    catalog = Catalog(locale="es", fuzzy=False)
    catalog.add(
        participation_wording.text, "Palabras.", context=context and context.format(digest=participation_wording.digest)
    )

    report = imported(catalog, translator)

    assert [(it.reason, it.words) for it in report.refused] == [(reason, "Palabras.")]
    assert report.taken == []


def test_entry_that_is_in_the_file_twice_is_refused(translated_text: Edition, translator: User) -> None:
    catalog = exported()
    translate(catalog, PARTICIPATION, "Participamos.")
    file = BytesIO()
    write_po(file, catalog)
    entries = read_entries(file.getvalue(), language="es")
    twice = next(it for it in entries if it.context.startswith(f"{PARTICIPATION}@"))

    report = take_in([*entries, twice], language="es", by=translator)

    assert set(reasons(report)) == {"The file has this clause more than once."}
    assert report.taken == []


def test_belief_statement_gets_no_title(translated_text: Edition, translator: User) -> None:
    wording = translated_text.text.entry("using-violence").wording
    catalog = exported()
    file = BytesIO()
    write_po(file, catalog)
    title = f'\nmsgctxt "using-violence:title@{wording.digest}/1"\nmsgid "{wording.text}"\nmsgstr "Violencia"\n'

    report = take_in(read_entries(file.getvalue() + title.encode(), language="es"), language="es", by=translator)

    assert report.taken == []
    assert "Violencia" in {it.words for it in report.refused}


# Reading a file


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"Dear colleagues, here is my translation.", "cannot be read as a PO file"),
        (b'msgid "', "cannot be read as a PO file"),
        (b'msgid ""\n', "cannot be read as a PO file"),
        (b'msgstr ""\n"Language: es"', "header is missing"),
        (b'msgid "one"\nmsgstr "uno"\n', "header is missing"),
        (b"# only a comment\n", "is for another language"),
        (b'msgid ""\nmsgstr "Language: fr\\n"\n', "is for another language"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain\\n"\n', "is for another language"),
    ],
)
def test_file_that_is_no_po_file_of_the_language_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(NotAPoFile, match=sentence):
        read_entries(content, language="es")


def test_headers_that_tools_write_are_understood() -> None:
    for language, header in (("zh-hans", "zh-Hans"), ("zh-hans", "zh_Hans"), ("es", "es")):
        content = f'msgid ""\nmsgstr "Plural-Forms: nplurals=999999999;\\nLanguage: {header}\\n"\n'
        assert read_entries(b"\xef\xbb\xbf" + content.encode(), language=language) == []


def test_plurals_and_obsolete_entries_are_left_out() -> None:
    content = (
        'msgid ""\nmsgstr "Plural-Forms: nplurals=999999999;\\nLanguage: es\\n"\n\n'
        'msgid "one"\nmsgid_plural "two"\nmsgstr[0] "uno"\nmsgstr[1] "dos"\n\n#~ msgid "old"\n#~ msgstr "viejo"\n'
    )

    assert read_entries(content.encode(), language="es") == []


@given(
    st.lists(
        st.sampled_from(['msgid ""', 'msgstr ""', 'msgctxt "a"', '"b\\n"', "#~ x", "#: f:1", "msgstr[x] 1", '"\\', "x"])
    )
)
def test_no_file_breaks_the_reader(lines: list[str]) -> None:
    with suppress(NotAPoFile):
        assert read_entries("\n".join(lines).encode(), language="es") == []


@given(st.binary())
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(NotAPoFile):
        assert read_entries(content, language="es") == []
