"""Dates as people write them -> partial-date text; where day and month cannot be told apart, both readings are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from babel import Locale

from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.territories import LANGUAGES
from portfolio.core.periods import PartialDate
from portfolio.core.project import FIRST_YEAR, LAST_YEAR
from portfolio.core.text import fold

#: Days that a spreadsheet counts from 30 December 1899 (its 29 February 1900 is not a day, hence not the 31st).
_EPOCH = date(1899, 12, 30)
#: Numbers outside these years are rather mistyped years (20225) than days.
_FIRST_SERIAL = (date(1970, 1, 1) - _EPOCH).days
_LAST_SERIAL = (date(2099, 12, 31) - _EPOCH).days
#: A year of two figures up to this one is of this century.
_PIVOT = 68
_LONGEST = 60

_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[ap]m|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
_FIGURES = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})")
_DAY_WORD_YEAR = re.compile(
    r"(?:(\d{1,2})\s*(?:st|nd|rd|th|er|º|ª|°)?[\s.,/-]*(?:de\s|of\s|d'|di\s)?\s*)?"
    r"([^\W\d_]{3,})[.,]?[\s./',’-]*(?:de\s+|del\s+|of\s+|do\s+)?(\d{4}|\d{2})\.?(?:\s*(?:г|р|года|roku|r)\.?)?",
)
_WORD_DAY_YEAR = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?)?")
_RANGE = re.compile(r"\d{4}\s*(?:[-–—/]|to|bis|until|à|a)\s*(?:\d{1,2}[./-]){0,2}\d{4}|\d\s+[-–—]\s+\d")


@dataclass(frozen=True, slots=True)
class EitherOrder:
    """A date that is one day read day first, and another read month first."""

    day_first: str
    month_first: str


@dataclass(slots=True)
class DateReading:
    """What one value is: a cell or either order; `order` is what the value proves of the column, "dmy" or "mdy"."""

    cell: Cell | EitherOrder
    order: str | None = None


@cache
def month_names() -> Mapping[str, int]:
    """Folded month names and abbreviations in the shipped languages -> 1 to 12, without names of two months."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    folded = fold(name).replace(" ", "")
                    if len(folded) >= 3 and not folded[0].isdigit():
                        found.setdefault(folded, set()).add(number)
    found.update(
        {"sept": {9}, "mrz": {3}, "maerz": {3}, "jänner": {1}, "janner": {1}, "fev": {2}, "avr": {4}, "dez": {12}}
    )
    english = Locale.parse("en").months["format"]
    for width in ("wide", "abbreviated"):
        found.update({fold(name): {number} for number, name in english[width].items()})
    return MappingProxyType({name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1})


def _good(year: int, month: int | None = None, day: int | None = None) -> Cell:
    """The partial date, or the flaw that there is no such day or year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Cell(BLANK, (Flaw("year-out-of-range"),))
    if day is not None:
        try:
            return Cell(date(year, month or 1, day).isoformat())
        except ValueError:
            return Cell(BLANK, (Flaw("impossible-date"),))
    if month is not None:
        return Cell(f"{year:04d}-{month:02d}") if 1 <= month <= 12 else Cell(BLANK, (Flaw("impossible-date"),))
    return Cell(f"{year:04d}")


_UNREADABLE = DateReading(Cell(BLANK, (Flaw("unreadable-date"),)))


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year <= _PIVOT else 1900)


def read_date(value: object) -> DateReading:
    """What a cell of a date column says; never raises. Spreadsheet dates, numbers and text."""
    if isinstance(value, datetime | date):
        return DateReading(_good(value.year, value.month, value.day))
    if isinstance(value, bool):
        return _UNREADABLE
    if isinstance(value, int | float | Decimal):
        return _of_number(value)
    if isinstance(value, str):
        return _of_text(value)
    return _UNREADABLE


def _of_number(value: int | float | Decimal) -> DateReading:
    try:
        whole = int(value)
    except (ValueError, OverflowError):
        return _UNREADABLE
    if value == whole and FIRST_YEAR <= whole <= LAST_YEAR:
        return DateReading(_good(whole))
    if value == whole and 10**7 <= whole < 10**8:
        return DateReading(_good(whole // 10**4, whole // 100 % 100, whole % 100))
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        day = (_EPOCH + timedelta(days=whole)).isoformat()
        return DateReading(Cell(day, (Flaw("serial-date", words={"kept": day}),)))
    return _UNREADABLE


def _of_text(text: str) -> DateReading:
    if len(text) > _LONGEST:
        return _UNREADABLE
    text = text.strip()
    if ":" in text:
        text = _TIME.sub("", text).strip()
    if text.isdecimal() and text.isascii() and len(text) != 4:
        reading = _of_number(int(text)) if len(text) in (5, 8) else _UNREADABLE
        if reading is _UNREADABLE and len(text) == 5:
            return DateReading(Cell(BLANK, (Flaw("year-out-of-range"),)))
        return reading
    if len(text) == 6 and text.endswith(".0") and text[:4].isdecimal():  # a year that was once a number in a cell
        return _of_number(int(text[:4]))
    found = _ISO.fullmatch(text)
    if found:
        year, _, month, day = found.groups()
        return DateReading(_good(int(year), int(month) if month else None, int(day) if day else None))
    found = _FIGURES.fullmatch(text)
    if found:
        return _of_figures(int(found[1]), found[2], int(found[3]), _full_year(found[4]))
    found = _MONTH_YEAR.fullmatch(text)
    if found:
        return DateReading(_good(int(found[2]), int(found[1])))
    return _of_words(text)


def _of_figures(first: int, mark: str, second: int, year: int) -> DateReading:
    if (first > 12 and second > 12) or not first or not second:
        return DateReading(Cell(BLANK, (Flaw("impossible-date"),)))
    if first > 12 or mark == ".":  # nobody puts the month first before a full stop
        return DateReading(_good(year, second, first), "dmy" if mark != "." else None)
    if second > 12:
        return DateReading(_good(year, first, second), "mdy")
    if first == second:
        return DateReading(_good(year, first, second))
    day_first, month_first = _good(year, second, first), _good(year, first, second)
    if day_first.flaws:
        return DateReading(day_first)
    return DateReading(EitherOrder(day_first.value, month_first.value))


def _of_words(text: str) -> DateReading:
    found = _DAY_WORD_YEAR.fullmatch(text)
    if found:
        month = month_names().get(fold(found[2]))
        if month is not None:
            # “Mar-15” is a month and a year: a day without a year would say nothing of a project.
            return DateReading(_good(_full_year(found[3]), month, int(found[1]) if found[1] else None))
    found = _WORD_DAY_YEAR.fullmatch(text)
    if found and (month := month_names().get(fold(found[1]))) is not None:
        return DateReading(_good(int(found[3]), month, int(found[2])))
    found = _EAST_ASIAN.fullmatch(text)
    if found:
        return DateReading(_good(int(found[1]), *(int(part) if part else None for part in found.groups()[1:])))
    if _RANGE.search(text):
        return DateReading(Cell(BLANK, (Flaw("date-range"),)))
    return _UNREADABLE


def ends_before(end: str, start: str) -> bool:
    """Whether the last day that `end` may be lies before the first day that `start` may be; both partial-date text."""
    return end < start and PartialDate.parse(end).last() < PartialDate.parse(start).first()
