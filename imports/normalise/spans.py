"""Stretches of time in one cell: two dates, a quarter or half of a year, a date without its other end, a vague one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imports.normalise.almanac import (
    FILLERS,
    FROM_WORDS,
    HALF_WORDS,
    OPEN_WORDS,
    ORDINALS,
    QUARTER_WORDS,
    UNTIL_WORDS,
    VAGUE_WORDS,
)
from imports.normalise.dates import UNREADABLE, DateReading, full_year, read_date
from imports.normalise.flaws import BLANK, Cell, Flaw
from portfolio.core.project import FIRST_YEAR, LAST_YEAR
from portfolio.core.text import fold

LONGEST_SPAN = 90
_YEARS = re.compile(r"(\d{4})\s*[-–—/]\s*(\d{4}|\d{2})")
#: Where two dates meet; tried from the clearest to the least clear.
_JOINTS = (
    re.compile(r"\s*(?:→|->|=>|–|—|\n)\s*"),
    re.compile(r"\s+-\s+|\s*;\s*"),
    re.compile(r"\s+(?:to|until|till|through|bis|au|à|a|al|hasta|até|tot|t/m|do|til|till|до|по|έως)\s+", re.IGNORECASE),
    re.compile(r"\s*-\s*"),
    re.compile(r"\s*/\s*"),
)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]?\s*第?\s*([1-4一二三四])\s*(?:四半期|季度|분기)")
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_YEAR_INSIDE = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@dataclass(slots=True)
class Span:
    """A stretch of time. `kind` is "period" (two dates), "part" (of a year) or "open" (one end is not known).

    `first` and `last` are its ends; an end that is not known is None.
    """

    kind: str
    first: DateReading | None
    last: DateReading | None


def read_span(text: str) -> Span | DateReading:
    """What a text says that is no date; the reading of an unreadable one if it is no stretch of time either."""
    text = text.strip()
    if len(text) > LONGEST_SPAN:
        return UNREADABLE
    folded = fold(text)
    if folded in OPEN_WORDS:
        return Span("open", None, None)
    if not any(letter.isdigit() for letter in folded):
        return UNREADABLE
    return _part(text, folded) or _years(text) or _period(text) or _open(text) or _vague(text) or UNREADABLE


def _part(text: str, folded: str) -> Span | None:
    """A quarter or a half of a year: “Q3 2024”, “2024-H1”, “3. Quartal 2024”, “III kw. 2024”."""
    found = _EAST_ASIAN.fullmatch(text)
    if found:
        return _months_of(int(found[1]), _CHINESE.get(found[2]) or int(found[2]), 3)
    tokens = _TOKENS.findall(folded)
    if not 2 <= len(tokens) <= 8:
        return None
    length = 3 if any(token in QUARTER_WORDS for token in tokens) else 6 if HALF_WORDS.intersection(tokens) else 0
    if not length:
        return None
    years = [token for token in tokens if token.isdecimal() and len(token) == 4]
    figures = [token for token in tokens if token.isdecimal() and len(token) < 3]
    numbers = [int(token) for token in figures if len(token) == 1]
    if not years and len(figures) == 2 and len(figures[-1]) == 2:  # “Q3 24”
        years, numbers = [figures[-1]], [int(figures[0])]
    elif len(figures) > 1:
        return None
    if not numbers:
        numbers = [ORDINALS[token] for token in tokens if token in ORDINALS]
    if len(years) != 1 or len(set(numbers)) != 1 or not 1 <= numbers[0] <= 12 // length:
        return None
    return _months_of(full_year(years[0]), numbers[0], length)


def _months_of(year: int, number: int, length: int) -> Span | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, last = (number - 1) * length + 1, number * length
    return Span("part", DateReading(Cell(f"{year:04d}-{first:02d}")), DateReading(Cell(f"{year:04d}-{last:02d}")))


def _years(text: str) -> Span | None:
    """Two years: “2019-2022”, “2019/22”."""
    found = _YEARS.fullmatch(text)
    if not found:
        return None
    last = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
    if last < found[1]:
        return None
    return _of_two(read_date(found[1]), read_date(last))


def _period(text: str) -> Span | None:
    """Two dates with a joint between them; what the first one lacks, it takes from the second."""
    words = text.split()
    if words and fold(words[0]) in FROM_WORDS:
        text = " ".join(words[1:])
    for joint in _JOINTS:
        # Dates have hyphens and slashes of their own: the joint is the one in the middle.
        joints = list(joint.finditer(text))
        if not joints or not len(joints) % 2:
            continue
        middle = joints[len(joints) // 2]
        front, back = text[: middle.start()].strip(), text[middle.end() :].strip()
        words = back.split()
        if words and fold(words[0]) in UNTIL_WORDS:
            back = " ".join(words[1:])
        if not front:
            continue
        if not back or fold(back) in OPEN_WORDS:
            first = _side(front)
            return Span("open", first, None) if first is not None else None
        first, last = _borrowed(front, back) or _side(front), _side(back, last=True)
        if first is not None and last is not None:
            return _of_two(first, last)
    return None


def _side(text: str, *, last: bool = False) -> DateReading | None:
    """One end of a period: a date, or the beginning or end of a part of a year; None if it is neither."""
    reading = read_date(text)
    if isinstance(reading.cell, Cell) and reading.cell.value is BLANK:
        part = _part(text, fold(text))
        return None if part is None else part.last if last else part.first
    return reading


def _borrowed(front: str, back: str) -> DateReading | None:
    """“March – June 2024”, “01.03. – 30.06.2024”: the year stands behind the second date alone.

    Only where the first has one number less than the second: the first half of “Nov 15 – Dec 2018” is whole.
    """
    year = _YEAR_INSIDE.search(back)
    if year is None or len(_NUMBER.findall(front)) != len(_NUMBER.findall(back)) - 1:
        return None
    joint = "" if front.endswith((".", "/", "-")) else "/" if "/" in front else " "
    reading = read_date(f"{front}{joint}{year[1]}")
    return None if isinstance(reading.cell, Cell) and reading.cell.value is BLANK else reading


def _of_two(first: DateReading, last: DateReading) -> Span | None:
    unusable = [one for one in (first, last) if isinstance(one.cell, Cell) and one.cell.value is BLANK]
    return None if unusable else Span("period", first, last)


def _open(text: str) -> Span | None:
    """A date with “since” or “until” before it."""
    word, _, rest = text.partition(" ")
    known = fold(word) in FROM_WORDS, fold(word) in UNTIL_WORDS
    reading = _side(rest) if any(known) and rest else None
    if reading is None:
        return None
    return Span("open", reading, None) if known[0] else Span("open", None, reading)


def _vague(text: str) -> DateReading | None:
    """“ca. 2024”, “mid-2024”, “2024 (tbc)”, “March 2024?”: kept as the date that is sure, and said."""
    bare = text.strip("~≈?() ")
    words = [word for word in re.split(r"[\s().,~?≈-]+", bare) if word]
    kept = [word for word in words if fold(word) not in VAGUE_WORDS and (fold(word) not in FILLERS or word == words[0])]
    if not kept or (kept == words and bare == text):
        return None
    reading = read_date(bare if kept == words else " ".join(kept))
    if not isinstance(reading.cell, Cell) or reading.cell.value is BLANK or reading.cell.flaws:
        return None
    return DateReading(Cell(reading.cell.value, (Flaw("vague-date", words={"kept": reading.cell.value}),)))
