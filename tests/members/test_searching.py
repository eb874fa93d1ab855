import pytest

from members.searching import BEFORE_A_WORD, SHORTEST_PART, searched_form, sought_parts


def is_found(query: str, *names: str) -> bool:
    return all(part in searched_form(*names) for part in sought_parts(query))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sao paulo", "Homens de São Paulo"),
        ("fundacion", "Fundación por la Igualdad"),
        ("FUNDACIÓN", "fundacion"),
        ("lodz", "Fundacja Łódź"),
        ("diyarbakir", "Diyarbakır Erkekler"),
        ("un women", "U.N. Women Friends"),
        ("equality men", "Men for Equality"),
        ("qual", "Men for Equality"),
        ("m", "Men for Equality"),
        ("مساواه", "رجال من أجل المُساواة"),
        ("الرجال", "مركز الرِّجال"),
        ("мужчин", "Союз мужчин"),
        ("елка", "Ёлка"),
        ("性别", "北京性别平等中心"),
        ("别", "北京性别平等中心"),
        ("ガイド", "カイド"),
        ("हिन्दी", "हिन्दी समाज"),
        ("남성", "한국남성연대"),
    ],
)
def test_a_name_is_found_as_people_type_it(query: str, name: str) -> None:
    assert is_found(query, name)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("en", "Men for Equality"),
        ("men women", "Men for Equality"),
        ("平性", "北京性别平等中心"),
        ("sao pablo", "Homens de São Paulo"),
    ],
)
def test_what_is_not_in_a_name_is_not_found(query: str, name: str) -> None:
    assert not is_found(query, name)


def test_a_word_does_not_go_on_in_the_next_name() -> None:
    assert not is_found("foobar", "foo", "bar")


@pytest.mark.parametrize("query", ["a", "un", "性", "ab 性别 c", "ﷺ"])
def test_no_part_is_too_short_for_the_index(query: str) -> None:
    parts = sought_parts(query)

    assert parts
    assert min(map(len, parts)) >= SHORTEST_PART


@pytest.mark.parametrize("query", ["", "   ", "!?", "\0", "…"])
def test_without_letter_or_figure_nothing_is_sought(query: str) -> None:
    assert sought_parts(query) == []


def test_every_word_begins_after_two_spaces() -> None:
    assert searched_form("Men, for care") == "".join(BEFORE_A_WORD + word for word in ("men", "for", "care"))
