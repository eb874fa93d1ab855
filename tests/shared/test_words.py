import html
import unicodedata
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.words import Words, in_json

ERASED = "[name erased]"
NAMES = st.text("abcÉéñ '.%\\(*[$&<\"محمد王", min_size=3, max_size=20).filter(lambda it: len(it.split()) > 1)


def erased(*names: str, spared: tuple[str, ...] = ()) -> Words:
    return Words(dict.fromkeys(names, ERASED), spared=spared)


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("Ana Lima", "Asked by Ana Lima.", "Asked by [name erased]."),
        ("Ana Lima", "ANA  lima's letter", "[name erased]'s letter"),
        ("Ana Lima", "Ana\nLima", "[name erased]"),
        ("Ana Lima", "la lettre d'Ana Lima", "la lettre d'[name erased]"),
        ("José Núñez", unicodedata.normalize("NFD", "Von José Núñez"), "Von [name erased]"),
        ("Amira O'Brien", "Dear Amira O'Brien,", "Dear [name erased],"),
        ("Amira O'Brien", "Dear Amira O&#x27;Brien,", "Dear [name erased],"),
        ("100% (Bo) .* Li\\d", "by 100% (Bo) .* Li\\d", "by [name erased]"),
        ("محمد العربي", "كتب محمد العربي رسالة", "كتب [name erased] رسالة"),
        ("王芳", "王芳签署了", "[name erased]签署了"),
        ("Ana", "Ana asked; “Ana”, 'Ana'", "[name erased] asked; “[name erased]”, '[name erased]'"),
        ("sam@example.org", "To SAM@example.org.", "To [name erased]."),
        ("Işıl Straße", "IŞIL STRASSE, işil Straße", "IŞIL STRASSE, [name erased]"),
        ("... !!!", "From ... !!! to us", "From [name erased] to us"),
    ],
)
def test_name_is_written_over(name: str, text: str, written: str) -> None:
    assert erased(name).found_in(text)
    assert erased(name).written_over(text) == written
    assert not erased(name).found_in(written)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana", "Anaconda, Diana, Mañana"),
        ("Ana", "Ana-Lena, ana@example.org"),
        ("Hope", "We hope so."),
        ("Brien", "Amira O'Brien"),
        ("A", "A letter"),
        ("sam@example.org", "sam@example.org.uk, adsam@example.org"),
        ("José", unicodedata.normalize("NFD", "Jose")),
        (".* .*", "Some other words"),
        ("", "Nobody"),
    ],
)
def test_nothing_else_is_touched(name: str, text: str) -> None:
    assert erased(name).written_over(text) == text


def test_what_may_be_another_name_is_found_and_left() -> None:
    words = erased("Ana")

    assert words.written_over("Ana-Lena") == "Ana-Lena"
    assert words.found_in("Ana-Lena")
    assert not words.found_in("Anaconda")


def test_longer_name_of_somebody_else_is_left_alone() -> None:
    words = erased("Ana Lima", spared=("Ana Lima Souza", "ana lima"))

    assert words.written_over("Ana Lima and Ana Lima Souza") == "[name erased] and Ana Lima Souza"
    assert not words.found_in("Ana Lima Souza")


def test_longer_name_of_the_same_person_goes_too() -> None:
    words = erased("Ana Lima", "Ana Lima Souza", spared=("Ana Lima Souza", "Ana Lima"))

    assert words.written_over("Ana Lima, Ana Lima Souza") == "[name erased], [name erased]"


def test_new_name_that_holds_the_old_one_is_not_written_twice() -> None:
    words = Words({"Ana Lima": "Ana Lima Souza"})

    written = words.written_over("Ana Lima")

    assert written == words.written_over(written) == "Ana Lima Souza"
    assert not words.found_in(written)


def test_case_alone_can_be_mended() -> None:
    words = Words({"ana lima": "Ana Lima"})

    assert words.written_over("ana lima, Ana Lima") == "Ana Lima, Ana Lima"
    assert (words.found_in("ana lima"), words.found_in("Ana Lima")) == (True, False)


def test_single_word_is_left_where_full_names_alone_are_written_over() -> None:
    assert erased("Hope").written_over("Hope for men", full_names_only=True) == "Hope for men"
    assert erased("Hope Lima").written_over("Hope Lima", full_names_only=True) == ERASED


@pytest.mark.parametrize(
    "text", ["name=Ana+Lim%C3%A1&x=1", '{"name": "Ana Lim\\u00e1"}', "Ana Lim&aacute;", "\\ud83d\\ude00 Ana Lim\\u00e1"]
)
def test_name_is_found_as_queries_and_json_and_html_write_it(text: str) -> None:
    assert erased("Ana Limá").found_in(text)


def test_json_stays_json() -> None:
    words = erased('Ana "Bo" Limá')

    written = in_json('[{"changed": {"object": "Ana \\"Bo\\" Lim\\u00e1", "number": 5}}]', words.written_over)

    assert written == '[{"changed": {"object": "[name erased]", "number": 5}}]'
    assert in_json("[broken", words.written_over) == "[broken"


@given(NAMES)
def test_any_name_is_found_and_written_over(name: str) -> None:
    words = erased(name)
    text = f"Asked by „{name}“ today"

    assert words.found_in(text)
    assert words.found_in(html.escape(text))
    assert words.found_in(urlencode({"reason": text}))
    assert not words.found_in(words.written_over(text))
    assert not words.found_in(words.written_over(html.escape(text)))
