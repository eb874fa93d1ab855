from collections.abc import Iterable
from decimal import Decimal

from alliance.finances.models import ExchangeRate
from alliance.finances.money import Money


class Rates:
    """At what an amount is converted into a year's currency: the rates that the year states."""

    def __init__(self, currency: str, stated: Iterable[ExchangeRate]) -> None:
        self.currency = currency
        self._of = {rate.currency: rate.rate for rate in stated} | {currency: Decimal(1)}

    def has(self, currency: str) -> bool:
        return currency in self._of

    def converted(self, amount: Money) -> Money | None:
        """The amount in the year's currency; None where the year states no rate for it."""
        return amount.converted(self.currency, self._of[amount.currency]) if self.has(amount.currency) else None

    def total(self, amounts: Iterable[Money]) -> Money:
        """The sum of amounts, each converted and rounded by itself; those without a rate are not in it."""
        return Money.total((it for amount in amounts if (it := self.converted(amount))), self.currency)
