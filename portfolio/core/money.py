"""Amounts exact to the minor unit of their currency, their conversion to euro cents, and their division; no floats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext

# A whole number up to here is the same number in SQLite, PostgreSQL, JSON readers and spreadsheets.
LARGEST_MINOR = 2**53 - 1
#: So many figures before the point fit in any currency, with its four decimals at most.
_FIGURES_SURE = 11

_TWO = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
# Withdrawn, but found in the books of past projects. ISO lists no minor unit for them; these are the ones they had.
_WITHDRAWN_TWO = """
    ANG ATS BGN BYR CUC CYP DEM EEK FIM FRF GHC HRK IEP LTL LVL MRO MTL NLG ROL SDD SIT SKK SLL STD VEF YUM ZMK ZWL
"""
_WITHDRAWN_NONE = "BEF ESP GRD ITL LUF PTE TRL"

#: Decimal places of every currency that can carry an amount (ISO 4217 list one of 2026-01-01, without metals,
#: special drawing rights and test codes, which have no minor unit), and of some withdrawn ones.
MINOR_DIGITS: dict[str, int] = {
    code: digits
    for digits, codes in (
        (2, _TWO), (0, _NONE), (3, _THREE), (4, _FOUR), (2, _WITHDRAWN_TWO), (0, _WITHDRAWN_NONE),
    )
    for code in codes.split()
}  # fmt: skip
#: By decimal places, what is surely an amount.
_PLAIN_AMOUNTS = {
    digits: re.compile(rf"[0-9]{{1,{_FIGURES_SURE}}}" + (rf"(?:\.[0-9]{{1,{digits}}})?" if digits else ""))
    for digits in set(MINOR_DIGITS.values())
}
WITHDRAWN = frozenset((_WITHDRAWN_TWO + " " + _WITHDRAWN_NONE).split())


def minor_digits(currency: str) -> int:
    """Decimal places of a currency; ValueError, with a sentence for the reader, if the code is not known."""
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise ValueError(f"“{currency[:12]}” is not a currency code like EUR or USD.") from None


def is_plain_amount(written: str, currency: str) -> bool:
    """Whether a text is surely an amount of 0 or more that `Money.parse` takes; a tenth of what reading it costs.

    Up to eleven figures, a point, decimals. What is not plain may be an amount all the same.
    """
    digits = MINOR_DIGITS.get(currency)
    return digits is not None and _PLAIN_AMOUNTS[digits].fullmatch(written) is not None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency, exact to its minor unit.

    ValueError, with a sentence for the reader, if the currency is unknown, the amount is not a finite number, has more
    decimals than the currency, or is larger than 2**53 - 1 minor units.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = minor_digits(self.currency)
        if not self.amount.is_finite():
            raise ValueError("An amount must be a number.")
        # Looked at before any arithmetic: 1e999999 would otherwise be written out digit by digit.
        if self.amount and self.amount.adjusted() > 16:
            raise ValueError("This amount is too large to be kept exactly.")
        with localcontext(prec=60):
            try:
                exact = self.amount.quantize(Decimal(1).scaleb(-digits))
            except InvalidOperation:
                raise ValueError("This amount is too large to be kept exactly.") from None
        if exact != self.amount:
            places = "no decimals" if digits == 0 else f"at most {digits} decimals"
            raise ValueError(f"An amount in {self.currency} has {places}.")
        object.__setattr__(self, "amount", exact + 0)  # -0.00 and 0.00 are one amount
        if abs(self.minor) > LARGEST_MINOR:
            raise ValueError("This amount is too large to be kept exactly.")

    @classmethod
    def parse(cls, written: str, currency: str) -> Money:
        """Read plain decimal text such as "1234.50"; ValueError on anything else, group separators included."""
        text = written.strip()
        body = text.removeprefix("-")
        whole, point, rest = body.partition(".")
        if not (body.isascii() and whole.isdecimal() and (rest.isdecimal() if point else True)) or len(text) > 40:
            raise ValueError(f"“{text[:40]}” is not an amount like 1234.50.")
        return cls(Decimal(text), currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """The amount that so many minor units (cents, yen, fils) make."""
        if abs(minor) > LARGEST_MINOR:
            raise ValueError("This amount is too large to be kept exactly.")
        return cls(Decimal(minor).scaleb(-minor_digits(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in minor units."""
        return int(self.amount.scaleb(minor_digits(self.currency)))

    def in_eur_cents(self, per_euro: Decimal) -> int:
        """Euro cents of this amount, `per_euro` being units of the currency for one euro, as the ECB quotes it.

        Half a cent goes to the even cent. ValueError if the rate is not a positive number or the result too large.
        """
        if not (per_euro.is_finite() and per_euro > 0):
            raise ValueError("A rate of exchange must be a number above 0.")
        with localcontext(prec=60, Emax=999999, Emin=-999999):
            cents = (self.amount * 100 / per_euro).to_integral_value(rounding=ROUND_HALF_EVEN)
        if abs(cents) > LARGEST_MINOR:
            raise ValueError("At this rate of exchange the amount is too large to be kept exactly.")
        return int(cents)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def split_cents(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` minor units in proportion to whole, non-negative weights, so that the parts add up to it.

    Largest remainder: every part is first rounded down; what is left goes, one unit each, to the largest remainders,
    of equal ones to the earlier, so the caller puts the weights in the order of their codes.
    ValueError if the total is negative or the weights do not add up to more than nothing.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("Only an amount of 0 or more can be divided, by weights of which one is above 0.")
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[:left]:
        parts[i] += 1
    return parts
