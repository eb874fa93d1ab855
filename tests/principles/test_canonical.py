import hashlib
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from principles import canonical

texts = st.text(st.characters(codec="utf-8"))


def test_a_line_is_fields_between_tabs_with_a_line_feed() -> None:
    assert canonical.line("care", "core_principle", "Care", "We care.") == "care\tcore_principle\tCare\tWe care.\n"


def test_backslash_tab_and_line_feed_are_written_as_two_characters() -> None:
    assert canonical.line("a\\b", "c\td", "e\nf") == "a\\\\b\tc\\td\te\\nf\n"


def test_text_is_composed_and_trimmed() -> None:
    assert canonical.normalise("  Cafe\u0301\r\n ") == "Café"


def test_carriage_returns_become_line_feeds() -> None:
    assert canonical.normalise("one\r\ntwo\rthree") == "one\ntwo\nthree"


@given(st.lists(texts, min_size=4, max_size=4), st.lists(texts, min_size=4, max_size=4))
def test_two_texts_never_share_a_form(one: list[str], other: list[str]) -> None:
    are_same = [canonical.normalise(field) for field in one] == [canonical.normalise(field) for field in other]

    assert (canonical.line(*one) == canonical.line(*other)) == are_same


@given(st.lists(texts, min_size=4, max_size=4))
def test_a_line_can_be_read_back(fields: list[str]) -> None:
    line = canonical.line(*fields)

    read = [
        field.replace("\\\\", "\0").replace("\\t", "\t").replace("\\n", "\n").replace("\0", "\\")
        for field in line.removesuffix("\n").split("\t")
    ]

    if not any("\0" in field for field in fields):
        assert read == [canonical.normalise(field) for field in fields]


@given(texts)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = canonical.normalise(text)

    assert canonical.normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_digest_is_sha256_in_base64url_without_padding() -> None:
    assert canonical.digest(b"") == "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


@given(st.binary())
def test_digest_and_hexadecimal_form_say_the_same(content: bytes) -> None:
    assert canonical.sha256_of(canonical.digest(content)) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("text", ["a\x00b", f"a{chr(0xD800)}b", "a\ufffdb", "a\x85b", "a\uffffb", "\x1b[0m"])
def test_text_that_is_not_valid_unicode_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="not valid text"):
        canonical.validate_text(text)


@pytest.mark.parametrize("text", ["", "men’s", "المساواة", "平等\n\tвместе", "👪"])
def test_text_in_any_script_is_accepted(text: str) -> None:
    canonical.validate_text(text)
