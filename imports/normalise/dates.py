"""Dates as people write them -> partial-date text; where day and month cannot be told apart, both readings are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from imports.normalise.almanac import FILLERS, month_numbers, weekday_names
from imports.normalise.flaws import BLANK, Cell, Flaw
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
LONGEST_DATE = 60

_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[ap]m|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:([-/.])\s?(\d{1,2})(?:\2\s?(\d{1,2})\.?)?)?")
_FIGURES = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?(?:\s*(?:г|р)\.?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})\.?")
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?)?(?:\s*(?:星期.|.曜日|.요일))?"
)
_VIETNAMESE = re.compile(
    r"(?:[^\d,]+,\s*)?(?:(?:ngày\s+)?(\d{1,2})\s+)?tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})", re.IGNORECASE
)
#: The word for “year” behind its number: “31 grudnia 2025 r.”, where it is no quarter of the year either.
_YEAR_WORD = re.compile(r"(\d{4})\s*(?:r|roku?|г|год|года|р|рік|року)\.?$", re.IGNORECASE)
#: Hyphens that do not break, and what stands for a minus in dates pasted from a text.
_HYPHENS = {ord(mark): "-" for mark in "\u2010\u2011\u2212"}
_TOKENS = re.compile(r"\d+|[^\W\d_]+")


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


UNREADABLE = DateReading(Cell(BLANK, (Flaw("unreadable-date"),)))


def full_year(text: str) -> int:
    """The year that two or four figures are."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year <= _PIVOT else 1900)


def read_date(value: object) -> DateReading:
    """What a cell of a date column says; never raises. Spreadsheet dates, numbers and text."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, datetime | date):
        return DateReading(_good(value.year, value.month, value.day))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _of_number(value)
    return UNREADABLE


def _of_number(value: int | float | Decimal) -> DateReading:
    try:
        whole = int(value)
    except (ValueError, OverflowError):
        return UNREADABLE
    if value == whole and FIRST_YEAR <= whole <= LAST_YEAR:
        return DateReading(_good(whole))
    if value == whole and 10**7 <= whole < 10**8:
        return DateReading(_good(whole // 10**4, whole // 100 % 100, whole % 100))
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        day = (_EPOCH + timedelta(days=whole)).isoformat()
        return DateReading(Cell(day, (Flaw("serial-date", words={"kept": day}),)))
    return UNREADABLE


def _of_text(text: str) -> DateReading:
    if len(text) > LONGEST_DATE:
        return UNREADABLE
    text = _YEAR_WORD.sub(r"\1", text.strip().translate(_HYPHENS))
    if ":" in text:
        text = _TIME.sub("", text).strip()
    if text.endswith(".0") and text[:-2].isdecimal():  # a number that was once in a cell of a spreadsheet
        text = text[:-2]
    if text.isdecimal() and len(text) != 4:
        reading = _of_number(int(text)) if len(text) in (5, 8) else UNREADABLE
        if reading is UNREADABLE and len(text) == 5:
            return DateReading(Cell(BLANK, (Flaw("year-out-of-range"),)))
        return reading
    found = _ISO.fullmatch(text)
    if found:
        year, _, month, day = found.groups()
        return DateReading(_good(int(year), int(month) if month else None, int(day) if day else None))
    found = _FIGURES.fullmatch(text)
    if found:
        return _of_figures(int(found[1]), found[2], int(found[3]), full_year(found[4]))
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
    for pattern, order in ((_EAST_ASIAN, (0, 1, 2)), (_VIETNAMESE, (2, 1, 0))):
        found = pattern.fullmatch(text)
        if found:
            year, month, day = (None if found[at + 1] is None else int(found[at + 1]) for at in order)
            assert year is not None
            return DateReading(_good(year, month, day))
    numbers: list[str] = []
    words: list[str] = []
    for token in _TOKENS.findall(fold(text)):
        if token.isdecimal():
            numbers.append(token)
        else:
            words.append(token)
    months = month_numbers().get("".join(words))
    if months is None:
        words = [word for word in words if word not in FILLERS and word not in weekday_names()]
        months = month_numbers().get("".join(words), frozenset())
    if not months and len(numbers) == 3 and not words:  # “Monday, 15/03/2024”
        figures = text[text.index(numbers[0]) :] if numbers[0] in text else ""
        return _of_text(figures) if figures != text and _FIGURES.fullmatch(figures) else UNREADABLE
    if not months or not 1 <= len(numbers) <= 2:
        return UNREADABLE
    if len(months) > 1:
        return DateReading(Cell(BLANK, (Flaw("month-in-doubt"),)))
    return _with_month(numbers, next(iter(months)))


def _with_month(numbers: list[str], month: int) -> DateReading:
    """The date of a month's name with one or two numbers: a year, or a day and a year in either order."""
    if len(numbers) == 1:
        # “Mar-15” is a month and a year: a day without a year would say nothing of a project.
        return DateReading(_good(full_year(numbers[0]), month)) if len(numbers[0]) in (2, 4) else UNREADABLE
    day, year = numbers if len(numbers[0]) < 3 else reversed(numbers)
    if len(day) > 2 or len(year) not in (2, 4):
        return UNREADABLE
    return DateReading(_good(full_year(year), month, int(day)))


def ends_before(end: str, start: str) -> bool:
    """Whether the last day that `end` may be lies before the first day that `start` may be; both partial-date text."""
    return end < start and PartialDate.parse(end).last() < PartialDate.parse(start).first()
