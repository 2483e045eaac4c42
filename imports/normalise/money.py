"""Amounts as people write them -> exact decimal text and a currency; where a mark may be either, both are kept."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from types import MappingProxyType

from imports.fields.currencies import number_of
from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.units import CURRENCY_SIGNS, CURRENCY_WORDS, read_unit
from portfolio.core.money import LARGEST_MINOR, MINOR_DIGITS
from portfolio.core.text import fold

_LONGEST = 80
_GROUPERS = "'’` \u00a0\u202f\u2009\u2007_"
_DROP_GROUPERS = {ord(mark): None for mark in _GROUPERS}
#: Thousands as they are written in India: “5,00,000”.
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_RUPEES = re.compile(r"₹|\b(?:rs|inr|pkr|lkr|npr|bdt|taka|rupees?)\b", re.IGNORECASE)
#: What stands for the cents of a whole amount.
_NO_CENTS = (",-", ",–", ",—", ".-", ".–", ".—")
#: The marks for thousands and decimals between Arabic figures.
_ARABIC_MARKS = {0x066C: "'", 0x066B: "."}
#: Decimals that are rather an amount of its own.
_SECOND_AMOUNT = re.compile(r"[1-9]\d{2,}00")
_SCIENTIFIC = re.compile(r"\d{1,18}(?:\.\d{1,18})?[eE]\+?\d{1,2}")
_NUMBERS = re.compile(rf"\d(?:[\d.,{_GROUPERS}]*\d)?")
_BETWEEN = re.compile(r"[()\[\]/;=|]|\s-\s|\bor\b|\beq(?:uiv)?\b")


@dataclass(frozen=True, slots=True)
class EitherMark:
    """A number such as “1.234”, read with the mark between thousands or before the decimals; `mark` is “.” or “,”."""

    grouped: Decimal
    decimal: Decimal
    mark: str


@dataclass(slots=True)
class MoneyReading:
    """What one value is: plain decimal text, either reading, or a cell with flaws.

    `currency` is what the cell itself says; `dollar` that it says $ alone. `decimal_mark` is what the value proves of
    the column: “,” or “.”; `scaled` that the cell itself says thousands or millions. `amounts` are those of a cell that
    says the same in two currencies.
    """

    amount: str | EitherMark | Cell
    currency: str | None = None
    dollar: bool = False
    decimal_mark: str | None = None
    scaled: bool = False
    amounts: Mapping[str, str] | None = None


def _flawed(code: str, **words: object) -> MoneyReading:
    return MoneyReading(Cell(BLANK, (Flaw(code, words=words),)))


def plain(number: Decimal) -> str:
    """A decimal as digits and a point, without an exponent. It must not be huge."""
    return format(number, "f")


def read_amount(value: object) -> MoneyReading:
    """What a cell of a money column says; never raises. The text is exact, not yet in the decimals of a currency."""
    if isinstance(value, bool):
        return _flawed("unreadable-amount")
    if isinstance(value, int):
        if abs(value) > LARGEST_MINOR:
            return _flawed("amount-too-large")
        return MoneyReading(str(value)) if value >= 0 else _flawed("negative-amount")
    if isinstance(value, float):
        return _of_float(value)
    if isinstance(value, Decimal):
        return _of_decimal(value)
    return _of_text(value) if isinstance(value, str) else _flawed("unreadable-amount")


def _of_float(value: float) -> MoneyReading:
    text = repr(value)  # the shortest text that is this float: 0.1 is 0.1, as the user typed it
    if "e" in text or "n" in text or text[0] == "-":
        if not math.isfinite(value):
            return _flawed("unreadable-amount")
        return _of_decimal(Decimal(text))
    return MoneyReading(text)


def _of_decimal(
    value: Decimal, currency: str | None = None, dollar: bool = False, mark: str | None = None, scaled: bool = False
) -> MoneyReading:
    if not value.is_finite():
        return _flawed("unreadable-amount")
    if value < 0:
        return _flawed("negative-amount")
    if value and value.adjusted() > 16:
        return _flawed("amount-too-large")
    if value and value.adjusted() < -20:
        return _flawed("unreadable-amount")
    return MoneyReading(plain(abs(value)), currency, dollar, mark, scaled)


def _of_text(text: str) -> MoneyReading:
    if len(text) > _LONGEST:
        return _flawed("unreadable-amount")
    text = text.strip().translate(_ARABIC_MARKS)
    if _SCIENTIFIC.fullmatch(text):
        return _of_decimal(Decimal(text))
    numbers = _NUMBERS.findall(text)
    if not numbers:
        return _flawed("unreadable-amount")
    if len(numbers) > 1:
        return _of_two(text) if len(numbers) == 2 else _flawed("amount-range")
    before, _, behind = text.partition(numbers[0])
    if before.endswith((".", ",")):  # “.5” is no 5
        return _flawed("unreadable-amount")
    bracketed = before.startswith("(") and behind.endswith(")")  # how accountants write less than nothing
    minus = ("-", "−", "–")
    negative = bracketed or before.startswith(minus) or before.rstrip().endswith(minus) or behind.startswith(minus[:2])
    found = read_unit(before, behind)
    if found is None:
        return _flawed("amount-range" if re.search(r"[<>≤≥~≈]|\b(?:ca|approx|about|up|max|circa|etwa|env|min)\b",
                                                   text.casefold()) else "unreadable-amount")  # fmt: skip
    if found.in_doubt:
        return _flawed("mil-in-doubt")
    currency, dollar, power = found.currency, found.dollar, found.power
    number = _indian(numbers[0], text) or _number(numbers[0])
    if number is None:
        return _flawed("unreadable-amount")
    if negative:
        return _flawed("negative-amount")
    figure, mark = number
    if isinstance(figure, EitherMark):
        if behind.startswith(_NO_CENTS):  # “750.000,-”: only a whole amount ends so
            return _of_decimal(figure.grouped.scaleb(power), currency, dollar, "," if figure.mark == "." else ".")
        figure = EitherMark(figure.grouped.scaleb(power), figure.decimal.scaleb(power), figure.mark)
        return MoneyReading(figure, currency, dollar, scaled=bool(power))
    return _of_decimal(figure.scaleb(power), currency, dollar, mark, bool(power))


def _indian(number: str, text: str) -> tuple[Decimal, str] | None:
    """A number in lakhs, where the currency is one of those that are written so; elsewhere it is a typing mistake."""
    if number.count(",") > 1 and _LAKHS.fullmatch(number) and _RUPEES.search(text):
        return _decimal(number.replace(",", "")), "."
    return None


def _of_two(text: str) -> MoneyReading:
    """“USD 5m (EUR 4.6m)”: the amount in each currency, where there are two; anything else is a range."""
    halves = [half for half in _BETWEEN.split(text) if half.strip()]
    if len(halves) != 2:
        return _flawed("amount-range")
    readings = [_of_text(half) for half in halves]
    amounts = {one.currency: one.amount for one in readings if one.currency and isinstance(one.amount, str)}
    if len(amounts) != 2:
        return _flawed("amount-range")
    return MoneyReading(
        Cell(BLANK, (Flaw("two-currencies"),)), amounts=amounts, scaled=any(one.scaled for one in readings)
    )


def _number(text: str) -> tuple[Decimal | EitherMark, str | None] | None:
    """The number in figures and marks, and the decimal mark it proves; None if its marks make no sense."""
    spaced = text.translate(_DROP_GROUPERS)
    if spaced != text and not _grouped(re.split(rf"[{_GROUPERS}]", re.split(r"[.,]", text)[0])):
        return None
    text_has_groups = spaced != text
    commas, points = spaced.count(","), spaced.count(".")
    if not commas and not points:
        return _decimal(spaced), None
    if commas and points:
        mark, other = (",", ".") if spaced.rindex(",") > spaced.rindex(".") else (".", ",")
        whole, _, rest = spaced.partition(mark)
        if spaced.count(mark) > 1 or not _grouped(whole.split(other)) or text_has_groups:
            return None
        return _decimal(whole.replace(other, "") + "." + rest), mark
    mark = "," if commas else "."
    if commas + points > 1:
        parts = spaced.split(mark)
        if not _grouped(parts) or text_has_groups:
            return None
        return _decimal("".join(parts)), "." if mark == "," else ","
    whole, _, rest = spaced.partition(mark)
    if len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0" and not text_has_groups:
        return EitherMark(_decimal(whole + rest), _decimal(f"{whole}.{rest}"), mark), None
    if mark == "," and _SECOND_AMOUNT.fullmatch(rest):  # “100000,200000” are two amounts, written as a list
        return None
    return _decimal(f"{whole}.{rest}"), mark


def _grouped(parts: list[str]) -> bool:
    """Whether the parts are a number in thousands: one to three figures, then three each."""
    return 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


def _decimal(text: str) -> Decimal:
    return Decimal(text if text.isascii() else "".join(str(int(mark)) if mark.isdecimal() else mark for mark in text))


def in_currency(amount: str, currency: str) -> Cell:
    """Plain decimal text in the decimals of the currency, half to even where it has more; KeyError if it is unknown."""
    digits = MINOR_DIGITS[currency]
    whole, _, rest = amount.partition(".")
    if len(rest) <= digits and len(whole) <= 11:
        if whole[0] == "0" and len(whole) > 1:
            whole = whole.lstrip("0") or "0"
        return Cell(f"{whole}.{rest.ljust(digits, '0')}" if digits else whole)
    with localcontext(prec=80):
        try:
            exact = Decimal(amount)
            kept = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
        except InvalidOperation:
            return Cell(BLANK, (Flaw("amount-too-large"),))
        if kept.scaleb(digits) > LARGEST_MINOR:
            return Cell(BLANK, (Flaw("amount-too-large"),))
        if kept == exact:
            return Cell(plain(kept))
        return Cell(plain(kept), (Flaw("amount-rounded", words={"kept": plain(kept), "currency": currency}),))


def read_currency(value: object, numbers: Mapping[int, str] = MappingProxyType({})) -> Cell:
    """What a cell of a currency column says; never raises. `numbers` are currencies by number."""
    number = number_of(value)
    if number is not None and number in numbers:
        kept = numbers[number]
        return Cell(kept, (Flaw("currency-number", words={"kept": kept}),))
    if not isinstance(value, str):
        return Cell(BLANK, (Flaw("unknown-currency"),))
    text = value.strip()
    code = text.upper() if len(text) == 3 else ""
    if code in MINOR_DIGITS:
        return Cell(code)
    known = CURRENCY_SIGNS.get(text) or CURRENCY_WORDS.get(fold(text))
    if known:
        return Cell(known)
    if text == "$":
        return Cell("USD", (Flaw("dollar-read-as-usd"),))
    inside = {word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in MINOR_DIGITS}
    if len(inside) == 1:  # “Euro (EUR)”
        return Cell(inside.pop())
    return Cell(BLANK, (Flaw("unknown-currency"),))
