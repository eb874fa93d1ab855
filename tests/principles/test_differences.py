from hypothesis import given
from hypothesis import strategies as st

from principles.differences import Comparison, Span, sentences, word_spans
from principles.kinds import Kind
from principles.models import Edition, EditionClause, Wording
from principles.text import Text

words = st.text(alphabet="ab ,.平等é’\n", max_size=40)


def edition(**texts: str) -> Edition:
    """An edition of core principles whose slug and title are the keyword."""
    entries = []
    for position, (slug, text) in enumerate(texts.items(), start=1):
        wording = Wording(slug=slug, kind=Kind.CORE_PRINCIPLE, title=slug.title(), text=text, digest=f"{slug} {text}")
        entries.append(EditionClause(position=position, wording=wording))
    edition = Edition(major=1, minor=0)
    edition.text = Text(entries)
    return edition


@given(words, words)
def test_spans_spell_both_texts(old: str, new: str) -> None:
    spans = word_spans(old, new)

    assert "".join(span.text for span in spans if span.op != "insert") == old
    assert "".join(span.text for span in spans if span.op != "delete") == new


@given(words)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(span.op == "equal" for span in word_spans(text, text))


def test_one_word_that_changed_is_one_change() -> None:
    spans = word_spans("shared-decision making and shared power", "shared decision making and shared power")

    assert spans == (
        Span("equal", "shared"),
        Span("delete", "-"),
        Span("insert", " "),
        Span("equal", "decision making and shared power"),
    )


def test_words_that_changed_side_by_side_are_told_as_one() -> None:
    assert sentences(word_spans("men and boys act", "women and girls act")) == [
        "“men” became “women”.",
        "“boys” became “girls”.",
    ]
    assert sentences(word_spans("the old wall fell", "the new fence fell")) == ["“old wall” became “new fence”."]


def test_insertions_and_deletions_are_told_in_words() -> None:
    assert sentences(word_spans("men act", "men and boys act")) == ["“and boys” was put in."]
    assert sentences(word_spans("men and boys act", "men act")) == ["“and boys” was taken out."]


def test_chinese_is_compared_by_character() -> None:
    assert word_spans("性别平等", "性别公平") != (Span("delete", "性别平等"), Span("insert", "性别公平"))


def test_comparison_tells_what_became_of_each_clause() -> None:
    comparison = Comparison(edition(a="One.", b="Two.", c="Three."), edition(a="One.", c="Three!", d="Four."))

    assert [(it.slug, it.kind) for it in comparison.differences] == [
        ("a", "unchanged"),
        ("b", "retired"),
        ("c", "changed"),
        ("d", "added"),
    ]
    assert comparison.sentence == "What differs: 1 clause changed, 1 clause added, 1 clause retired."


def test_a_clause_that_left_its_place_has_moved_and_the_others_have_not() -> None:
    comparison = Comparison(edition(a="1", b="2", c="3"), edition(b="2", c="3", a="1"))

    assert [(it.slug, it.kind) for it in comparison.changed] == [("a", "moved")]
    assert comparison.changed[0].sentences == ("This clause moved to another place.",)


def test_equal_editions_do_not_differ() -> None:
    comparison = Comparison(edition(a="One."), edition(a="One."))

    assert comparison.is_empty
    assert comparison.sentence == "Nothing differs."


def test_comparison_with_nothing_is_all_additions() -> None:
    comparison = Comparison(None, edition(a="One.", b="Two."))

    assert [it.kind for it in comparison.changed] == ["added", "added"]
