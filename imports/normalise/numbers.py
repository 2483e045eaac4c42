"""Numbers as people write them -> decimal text; where a mark may part thousands or decimals, the column decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from imports.fields import CLEAR
from imports.normalise.flaws import BLANK, EMPTIED, Cell, Flaw
from imports.normalise.words import BLANK_WORDS

_SPACES = re.compile(r"[\s\u00a0\u202f'’]+")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_LONGEST = 60
#: Numbers beyond this many figures are no measurement.
_MOST_FIGURES = 30


def number_reader(cells: Iterable[object], *, whole: bool = False) -> Callable[[object], Cell]:
    """The reader of a column of numbers. Cells that say that nothing is known are blank, without a word about it."""
    comma = _comma_is_decimal(cells)

    def read(value: object) -> Cell:
        if value is None or isinstance(value, bool):
            return Cell(BLANK) if value is None else Cell(BLANK, (Flaw("unreadable-number"),))
        if isinstance(value, int | float | Decimal):
            return _kept(repr(value) if isinstance(value, float) else str(value), whole=whole)
        if not isinstance(value, str):
            return Cell(BLANK, (Flaw("unreadable-number"),))
        text = value.strip()
        if not text or text.casefold() in BLANK_WORDS:
            return Cell(BLANK)
        if text.casefold() == CLEAR.casefold():
            return Cell(EMPTIED)
        return _of_text(text, comma=comma, whole=whole)

    return read


def _comma_is_decimal(cells: Iterable[object]) -> bool | None:
    """What the column proves of a comma: True, False, or None where nothing does."""
    for cell in cells:
        if not isinstance(cell, str) or "," not in cell or len(cell) > _LONGEST:
            continue
        text = _SPACES.sub("", cell)
        front, _, back = text.rpartition(",")
        if not back.isdigit():
            if "." in back and front:
                return False  # 1,234.5
            continue
        if "." in front or len(back) != 3 or front.lstrip("+-") == "0":
            return True  # 1.234,5 or 1,0956 or 0,125
        if "," in front:
            return False  # 1,234,567
    return None


def _of_text(text: str, *, comma: bool | None, whole: bool) -> Cell:
    text = _SPACES.sub("", text).replace("−", "-")
    if len(text) > _LONGEST:
        return Cell(BLANK, (Flaw("unreadable-number"),))
    if _PLAIN.fullmatch(text):
        return _kept(text, whole=whole)
    if _DECIMAL_COMMA.fullmatch(text):
        decimal, grouped = text.replace(",", "."), text.replace(",", "")
        front, _, back = text.partition(",")
        if comma or len(back) != 3 or len(front.lstrip("+-")) > 3 or front.lstrip("+-") == "0":
            return _kept(decimal, whole=whole)
        if comma is None and not whole:
            return Cell(BLANK, (Flaw("number-separator", words={"grouped": grouped, "decimal": decimal}),))
        return _kept(grouped, whole=whole)
    if _GROUPED.fullmatch(text):
        last = max(text.rfind("."), text.rfind(","))
        both = "." in text and "," in text
        plain = re.sub(r"[.,]", "", text[:last] if both else text)
        return _kept(f"{plain}.{text[last + 1 :]}" if both else plain, whole=whole)
    return Cell(BLANK, (Flaw("unreadable-number"),))


def _kept(text: str, *, whole: bool) -> Cell:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Cell(BLANK, (Flaw("unreadable-number"),))
    if not number.is_finite() or abs(number.adjusted()) > _MOST_FIGURES:
        return Cell(BLANK, (Flaw("unreadable-number"),))
    if whole and number != number.to_integral_value():
        return Cell(BLANK, (Flaw("whole-number"),))
    return Cell(format(number.normalize() if number else Decimal(0), "f"))
