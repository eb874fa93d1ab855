import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.identity import fold, fold_name, fold_number, own_domain


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


def test_registration_numbers_are_compared_without_their_marks() -> None:
    assert fold_number("AB-12/34 5") == fold_number("ab12345")
