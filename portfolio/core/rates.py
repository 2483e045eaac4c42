"""Which exchange rate turns a project's budget into euro: dated, sourced, and never guessed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.core.money import Money


@dataclass(frozen=True, slots=True)
class DatedRate:
    """Units of a currency for one euro on a day, and who says so."""

    rated_on: date
    rate: Decimal
    source: str


class RateTable:
    """All known rates. `find` gives the one that holds for a project."""

    def __init__(self, rates: Iterable[tuple[str, DatedRate]]) -> None:
        self._rates: dict[str, list[DatedRate]] = {}
        for currency, rate in rates:
            self._rates.setdefault(currency, []).append(rate)
        for known in self._rates.values():
            known.sort(key=lambda rate: rate.rated_on)
        self._days = {currency: [rate.rated_on for rate in known] for currency, known in self._rates.items()}

    def find(self, currency: str, starts_on: date | None) -> DatedRate | None:
        """The last rate dated on or before the project's start; before the first known rate, the first one.

        A project without a start takes the newest rate. None: no rate of this currency is known. One euro is one euro.
        """
        if currency == "EUR":
            return DatedRate(starts_on or date(1999, 1, 1), Decimal(1), "euro")
        known = self._rates.get(currency)
        if not known:
            return None
        if starts_on is None:
            return known[-1]
        return known[max(bisect_right(self._days[currency], starts_on) - 1, 0)]

    def eur_cents(self, minor: int | None, currency: str | None, starts_on: date | None) -> int | None:
        """A budget in minor units of `currency` as euro cents; None where budget or rate is unknown, never 0."""
        if minor is None or currency is None:
            return None
        if currency == "EUR":
            return minor
        rate = self.find(currency, starts_on)
        if rate is None:
            return None
        try:
            return Money.from_minor(minor, currency).in_eur_cents(rate.rate)
        except ValueError:
            return None
