import hashlib

from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.unicode_text import normalise
from principles import canonical

texts = st.text(st.characters(codec="utf-8"))


def test_a_line_is_fields_between_tabs_with_a_line_feed() -> None:
    assert canonical.line("care", "core_principle", "Care", "We care.") == "care\tcore_principle\tCare\tWe care.\n"


def test_backslash_tab_and_line_feed_are_written_as_two_characters() -> None:
    assert canonical.line("a\\b", "c\td", "e\nf") == "a\\\\b\tc\\td\te\\nf\n"


@given(st.lists(texts, min_size=4, max_size=4), st.lists(texts, min_size=4, max_size=4))
def test_two_texts_never_share_a_form(one: list[str], other: list[str]) -> None:
    are_same = [normalise(field) for field in one] == [normalise(field) for field in other]

    assert (canonical.line(*one) == canonical.line(*other)) == are_same


@given(st.lists(texts, min_size=4, max_size=4))
def test_a_line_can_be_read_back(fields: list[str]) -> None:
    line = canonical.line(*fields)

    read = [
        field.replace("\\\\", "\0").replace("\\t", "\t").replace("\\n", "\n").replace("\0", "\\")
        for field in line.removesuffix("\n").split("\t")
    ]

    if not any("\0" in field for field in fields):
        assert read == [normalise(field) for field in fields]


def test_digest_is_sha256_in_base64url_without_padding() -> None:
    assert canonical.digest(b"") == "sha256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


@given(st.binary())
def test_digest_and_hexadecimal_form_say_the_same(content: bytes) -> None:
    assert canonical.sha256_of(canonical.digest(content)) == hashlib.sha256(content).hexdigest()
