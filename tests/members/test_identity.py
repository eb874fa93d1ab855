import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.identity import LONGEST_NAME, LONGEST_NUMBER, fold, fold_name, fold_number, own_domain

# One letter to the eye, and eighteen once it is folded.
LONG_LETTER = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fundación Padres", "FUNDACION PADRES"),
        ("Padres A.C.", "padres"),
        ("Männer für Fürsorge e.V.", "Manner fur Fursorge"),
        ("Men for Care, Inc.", "Men for care"),
        ("Мужчины за Заботу", "мужчины за заботу"),
        ("Men  &  Boys", "Men-Boys"),
        ("مُنَظَّمة", "منظمة"),
    ],
)
def test_names_are_the_same_once_case_accents_and_legal_forms_are_folded(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Men for Care", "Men for Caring"), ("性别平等", "性别")])
def test_other_names_stay_others(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_a_name_that_is_a_legal_form_alone_keeps_it() -> None:
    assert fold_name("The Foundation Trust") == "the"
    assert fold_name("Foundation") == "foundation"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.padres.example/about", "padres.example"),
        ("http://PADRES.example:8080", "padres.example"),
        ("https://facebook.com/padres", ""),
        ("https://m.facebook.com/padres", ""),
        ("https://padres.wordpress.com", ""),
        ("https://notfacebook.com", "notfacebook.com"),
        ("", ""),
    ],
)
def test_domain_is_the_organisations_own_or_none(website: str, domain: str) -> None:
    assert own_domain(website) == domain


def test_what_grows_by_folding_is_cut_to_what_the_database_keeps() -> None:
    name, number = fold_name(LONG_LETTER * LONGEST_NAME), fold_number(LONG_LETTER * LONGEST_NUMBER)

    assert (len(name), len(number)) == (LONGEST_NAME, LONGEST_NUMBER)
    assert fold_name(f"{LONG_LETTER * LONGEST_NAME} and more") == name


def test_name_is_not_cut_after_a_space() -> None:
    assert fold_name(f"{'ß' * 99}a b") == "ss" * 99 + "a"


def test_registration_numbers_are_compared_without_their_marks() -> None:
    assert fold_number("AB-12/34 5") == fold_number("ab12345")
