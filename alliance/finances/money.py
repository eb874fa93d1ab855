"""Amounts of money: each with its currency, exact to the minor unit, and never added across currencies.

Rounding happens in `Money.converted` alone: each amount that is converted is rounded by itself, half to even, to the
minor unit of the target currency, and totals are sums of rounded amounts. So lines that are shown add up to the total
that is shown beside them, to the minor unit.
"""

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from babel import Locale
from babel.numbers import get_currency_name
from django.utils import translation

from alliance.shared.languages import PSEUDO_LANGUAGE, page_language

# ISO 4217, list one of 2024, without funds, metals and units of account; codes and minor units as the standard has
# them, since CLDR rounds some currencies to what is paid in cash.
WITHOUT_MINOR_UNIT = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
WITH_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
WITH_HUNDREDTHS = frozenset(
    (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP"
        " CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR"
        " IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN"
        " NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP"
        " STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW"
    ).split()
)
CURRENCIES = tuple(sorted(WITHOUT_MINOR_UNIT | WITH_THOUSANDTHS | WITH_HUNDREDTHS))
# CLDR parts a code from the number (currencySpacing), Babel does not.
LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
# More than the columns hold in amount and rate together: a product is exact before it is rounded.
DIGITS = 60


class MixedCurrencies(TypeError):
    """Amounts of different currencies were added or compared; convert them first."""


class NotMoney(ValueError):
    """The currency is not known, or has no unit as small as the amount says."""


def minor_digits(currency: str) -> int:
    """Decimal places of the minor unit: 0 for JPY, 3 for TND, 2 for most. Raises NotMoney for an unknown code."""
    if currency not in CURRENCIES:
        raise NotMoney(currency)
    return 0 if currency in WITHOUT_MINOR_UNIT else 3 if currency in WITH_THOUSANDTHS else 2


def minor_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(currency))


def currency_choices() -> list[tuple[str, str]]:
    """Every currency with its code and its name in the language of the page, for a form."""
    locale = _locale(page_language())
    return [(code, f"{code} {get_currency_name(code, locale=locale)}") for code in CURRENCIES]


@dataclass(frozen=True)
class Money:
    """An amount of one currency. Raises NotMoney where the amount is finer than the currency's minor unit."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        with localcontext(prec=DIGITS):
            exact = self.amount.quantize(minor_unit(self.currency), rounding=ROUND_HALF_EVEN)
        if exact != self.amount:
            raise NotMoney(f"{self.amount} {self.currency}")
        object.__setattr__(self, "amount", exact)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: "Iterable[Money]", currency: str) -> "Money":
        """The sum of amounts that are all of this currency; zero of it where there are none."""
        return sum(amounts, start=cls.zero(currency))

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def _same(self, other: "Money") -> Decimal:
        if not isinstance(other, Money) or other.currency != self.currency:
            raise MixedCurrencies(f"{self} and {other}")
        return other.amount

    def converted(self, currency: str, rate: Decimal) -> "Money":
        """As much in another currency, of which one unit of this is worth `rate`; rounded half to even."""
        with localcontext(prec=DIGITS):
            amount = (self.amount * rate).quantize(minor_unit(currency), rounding=ROUND_HALF_EVEN)
        return Money(amount, currency)

    def formatted(self, language: str | None = None) -> str:
        """As people of the language write it, with all digits of the minor unit; else in the page's language."""
        locale = _locale(language or page_language())
        pattern = copy(locale.currency_formats["standard"])
        pattern.frac_prec = (minor_digits(self.currency),) * 2
        written = pattern.apply(self.amount, locale, currency=self.currency, currency_digits=False)
        return LETTER_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", written)


def _locale(language: str) -> Locale:
    return Locale.parse(translation.to_locale("ar" if language == PSEUDO_LANGUAGE[0] else language))
