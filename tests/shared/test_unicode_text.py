import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.unicode_text import normalise, validate_text


def test_text_is_composed_and_trimmed() -> None:
    assert normalise("  Cafe\u0301\r\n ") == "Café"


def test_carriage_returns_become_line_feeds() -> None:
    assert normalise("one\r\ntwo\rthree") == "one\ntwo\nthree"


@given(st.text(st.characters(codec="utf-8")))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    "text", ["", "Tab\tand\r\nlines", "Кто мы", "من نحن", "我们", "\N{FAMILY}\u200d", "\U0010fffd"]
)
def test_text_of_any_script_is_valid(text: str) -> None:
    validate_text(text)


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ufdd0", "\ufffd", "\uffff", "\U0001fffe", "\U0010ffff"],
)
def test_what_is_no_text_is_refused_with_its_place(character: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_text(f"We{character} believe")

    assert refusal.value.messages == [
        f"This is not valid text: there is a character U+{ord(character):04X} at place 3. Type that place again."
    ]


@pytest.mark.parametrize("character", ["\N{LEFT-TO-RIGHT OVERRIDE}", "\N{RIGHT-TO-LEFT OVERRIDE}"])
def test_what_turns_letters_round_is_refused(character: str) -> None:
    with pytest.raises(ValidationError, match=rf"U\+{ord(character):04X} at place 1"):
        validate_text(f"{character}live")


@pytest.mark.parametrize("mark", ["\N{RIGHT-TO-LEFT MARK}", "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{FIRST STRONG ISOLATE}"])
def test_marks_by_which_scripts_are_mixed_are_text(mark: str) -> None:
    validate_text(f"{mark}من نحن")


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"U\+D800"):
        validate_text("We\ud800")
