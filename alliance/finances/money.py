"""Amounts of money: each with its currency, exact to the minor unit, and never added across currencies.

Rounding happens in `Money.converted` alone: each amount that is converted is rounded by itself, half to even, to the
minor unit of the target currency, and totals are sums of rounded amounts. So lines that are shown add up to the total
that is shown beside them, to the minor unit.
"""

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_percent, get_currency_name, get_decimal_symbol, get_group_symbol
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
LETTER_AT_END = re.compile(r"(?<=[^\W\d_])\Z")
# More digits than the columns hold in amount and rate together: a product is exact before it is rounded.
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


class MixedCurrencies(TypeError):
    """Amounts of different currencies were added or compared; convert them first."""


class NotMoney(ValueError):
    """The currency is not known, or has no unit as small as the amount says."""


def minor_digits(currency: str) -> int:
    """Decimal places of the minor unit: 0 for JPY, 3 for TND, 2 for most. Raises NotMoney for an unknown code."""
    if currency not in CURRENCIES:
        raise NotMoney(currency)
    return 0 if currency in WITHOUT_MINOR_UNIT else 3 if currency in WITH_THOUSANDTHS else 2


@cache
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
        exact = EXACT.quantize(self.amount, minor_unit(self.currency))
        if exact != self.amount:
            raise NotMoney(f"{self.amount} {self.currency}")
        object.__setattr__(self, "amount", exact)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: "Iterable[Money]", currency: str) -> "Money":
        """The sum of amounts that are all of this currency; zero of it where there are none."""
        nothing = cls.zero(currency)
        return cls(sum((nothing._same(amount) for amount in amounts), start=nothing.amount), currency)

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
        return Money(EXACT.quantize(EXACT.multiply(self.amount, rate), minor_unit(currency)), currency)

    def formatted(self, language: str | None = None) -> str:
        """As people of the language write it, with all digits of the minor unit; else in the page's language."""
        return _writing(language or page_language(), self.currency).written(self.amount)


@dataclass(frozen=True)
class _Writing:
    """How amounts of a currency are written in a language: `before` and `after` the figures, of one below nothing too.

    `groups` are the sizes of the last group of figures and of those before it.
    """

    before: str
    after: str
    before_debt: str
    after_debt: str
    separator: str
    point: str
    groups: tuple[int, int]

    def written(self, amount: Decimal) -> str:
        whole, point, fraction = f"{abs(amount):f}".partition(".")
        figures = self._grouped(whole) + (self.point if point else "") + fraction
        is_debt = amount < 0
        return (self.before_debt if is_debt else self.before) + figures + (self.after_debt if is_debt else self.after)

    def _grouped(self, whole: str) -> str:
        last, others = self.groups
        grouped = whole[-last:]
        rest = whole[:-last]
        while rest:
            grouped = rest[-others:] + self.separator + grouped
            rest = rest[:-others]
        return grouped


@lru_cache(maxsize=1000)
def _writing(language: str, currency: str) -> _Writing:
    """What Babel writes around two amounts, asked once: it takes longer for each than a page has for all of its."""
    locale = _locale(language)
    digits = minor_digits(currency)
    point, separator = get_decimal_symbol(locale), get_group_symbol(locale)
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    figures = "1" + (point + "0" * digits if digits else "")
    around = []
    for amount in (Decimal(1), Decimal(-1)):
        written = pattern.apply(amount, locale, currency=currency, currency_digits=False)
        before, _figures, after = written.partition(figures)
        around += [LETTER_AT_END.sub("\N{NO-BREAK SPACE}", before), after]
    return _Writing(*around, separator=separator, point=point, groups=pattern.grouping)


def percent(share: Decimal) -> str:
    """A part of a whole, between 0 and 1, in whole percent as people of the page's language write it."""
    return format_percent(share, locale=_locale(page_language()))


def _locale(language: str) -> Locale:
    return Locale.parse(translation.to_locale("ar" if language == PSEUDO_LANGUAGE[0] else language))
