from copy import copy
from decimal import Decimal

import pytest
from babel import Locale
from django.conf import settings as site_settings
from django.utils.translation import to_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.finances.money import (
    CURRENCIES,
    MixedCurrencies,
    Money,
    NotMoney,
    currency_choices,
    minor_digits,
    minor_unit,
)

LANGUAGES = [code for code, _name in site_settings.LANGUAGES]
AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999"), places=3)
RATES = st.decimals(min_value=Decimal("0.00000001"), max_value=Decimal("9999999"), places=8)


def test_amounts_of_one_currency_are_added_and_compared() -> None:
    assert Money(Decimal("1.10"), "EUR") + Money(Decimal("2.20"), "EUR") == Money(Decimal("3.30"), "EUR")
    assert Money(Decimal(3), "EUR") - Money(Decimal(1), "EUR") == Money(Decimal("2.00"), "EUR")
    assert Money(Decimal(1), "EUR") < Money(Decimal(2), "EUR")
    assert Money.total([], "JPY") == Money(Decimal(0), "JPY")


@pytest.mark.parametrize(
    "mixed",
    [
        lambda euro, yen: euro + yen,
        lambda euro, yen: euro - yen,
        lambda euro, yen: euro < yen,
        lambda euro, yen: Money.total([euro, yen], "EUR"),
        lambda euro, yen: euro + 1,
    ],
)
def test_amounts_of_two_currencies_are_refused(mixed: object) -> None:
    with pytest.raises(MixedCurrencies):
        mixed(Money(Decimal(1), "EUR"), Money(Decimal(1), "JPY"))


@pytest.mark.parametrize(
    ("amount", "currency"), [("0.5", "JPY"), ("0.005", "EUR"), ("0.0001", "TND"), ("1", "XXX"), ("1", "DEM")]
)
def test_amount_finer_than_its_minor_unit_or_of_no_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(NotMoney):
        Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "into", "rate", "expected"),
    [
        ("0.25", "EUR", "JPY", "2", "0"),
        ("0.75", "EUR", "JPY", "2", "2"),
        ("1.25", "EUR", "JPY", "2", "2"),
        ("100", "JPY", "EUR", "0.00625", "0.62"),
        ("10", "EUR", "TND", "3.38555", "33.856"),
    ],
)
def test_conversion_rounds_half_to_even_to_the_minor_unit(
    amount: str, currency: str, into: str, rate: str, expected: str
) -> None:
    assert Money(Decimal(amount), currency).converted(into, Decimal(rate)) == Money(Decimal(expected), into)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1234.5", "EUR", "en", "€1,234.50"),
        ("1234.5", "EUR", "es", "1.234,50\N{NO-BREAK SPACE}€"),
        ("1234", "JPY", "en", "¥1,234"),
        ("1.5", "TND", "en", "TND\N{NO-BREAK SPACE}1.500"),
        # CLDR has no cents for it, since nobody pays with them; the standard has.
        ("1234.5", "AFN", "en", "AFN\N{NO-BREAK SPACE}1,234.50"),
        ("1234.5", "EUR", "zh-hans", "€1,234.50"),
    ],
)
def test_amount_is_written_as_the_language_writes_it(amount: str, currency: str, language: str, expected: str) -> None:
    assert Money(Decimal(amount), currency).formatted(language) == expected


def test_every_currency_is_formatted_and_named_in_every_language(pseudo_language: str) -> None:
    for language in ("en", "es", "fr", "pt", "ar", "ru", "zh-hans", pseudo_language):
        assert all(Money(minor_unit(code), code).formatted(language) for code in CURRENCIES)
    assert ("JPY", "JPY Japanese Yen") in currency_choices()


@settings(deadline=None)
@given(st.lists(AMOUNTS, max_size=8), RATES, st.sampled_from(CURRENCIES))
def test_converted_amounts_are_whole_minor_units_and_add_up(amounts: list[Decimal], rate: Decimal, into: str) -> None:
    converted = [Money(amount, "TND").converted(into, rate) for amount in amounts]

    total = Money.total(converted, into)

    assert total.amount == sum((it.amount for it in converted), Decimal(0))
    assert all(it.amount % minor_unit(into) == 0 for it in converted)
    assert all(
        abs(it.amount - amount * rate) <= minor_unit(into) / 2 for it, amount in zip(converted, amounts, strict=True)
    )


@given(
    st.sampled_from([*LANGUAGES, "de", "hi"]),
    st.sampled_from(CURRENCIES),
    st.integers(min_value=-(10**15), max_value=10**15),
)
def test_amount_is_written_exactly_as_babel_writes_it(language: str, currency: str, units: int) -> None:
    amount = Decimal(units).scaleb(-minor_digits(currency))
    pattern = copy(Locale.parse(to_locale(language)).currency_formats["standard"])
    pattern.frac_prec = (minor_digits(currency),) * 2
    written = pattern.apply(amount, to_locale(language), currency=currency, currency_digits=False)

    assert Money(amount, currency).formatted(language).replace("\xa0", "") == written.replace("\xa0", "")
