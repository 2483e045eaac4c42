"""Headings that are stretches of time: “Jan 2025”, “Q1 2025”, “2025-W12”, or days a month or a week apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from imports.normalise.dates import DateReading, EitherOrder, read_date
from imports.normalise.flaws import Cell
from imports.normalise.spans import Span, read_span
from imports.table.words import CALENDAR_STEPS
from portfolio.core.periods import PartialDate
from portfolio.core.project import FIRST_YEAR, LAST_YEAR
from portfolio.core.text import fold

#: A stretch of time: its first and last date, as partial-date text.
Stretch = tuple[str, str]
_LONGEST = 30
_WEEK_WORDS = (
    r"(?:calendar )?week|wk|w|kw|cw|kalenderwoche|woche|semaine|sem|semana|settimana|sett|vecka|v|uge|uke|viikko|vko"
    r"|tyden|tydzien|tydz|het|nadal|savaite|nedela|teden|tjedan|saptamana|седмица|неделя|тиждень|εβδομαδα|εβδ|hafta"
)
_WEEK = re.compile(rf"(?:{_WEEK_WORDS}) ?(\d{{1,2}}) (\d{{4}})|(\d{{4}}) (?:{_WEEK_WORDS}) ?(\d{{1,2}})")


def stretches(headings: Sequence[str]) -> list[Stretch | None]:
    """What each heading says from when to when; a day, as spreadsheets keep months, lasts until the next one begins.

    None for a heading that is no such stretch, and for all that are days where these do not follow each other as weeks,
    months, quarters or years do, or could be read with the day first and the month first.
    """
    found: list[Stretch | None] = []
    days: list[tuple[int, DateReading]] = []
    for at, heading in enumerate(headings):
        text = heading.strip()
        reading = _reading(text) if 3 < len(text) <= _LONGEST and any(map(str.isdigit, text)) else None
        found.append(reading if isinstance(reading, tuple) else None)
        if isinstance(reading, DateReading):
            days.append((at, reading))
    read = [days_read for order in ("dmy", "mdy") if (days_read := _in_steps([day for _, day in days], order))]
    if read and all(other == read[0] for other in read):
        for (at, _), stretch in zip(days, read[0], strict=True):
            found[at] = stretch
    return found


def _reading(text: str) -> Stretch | DateReading | None:
    """A stretch, or the day that begins one."""
    week = _WEEK.fullmatch(fold(text))
    span = read_span(text)
    if isinstance(span, Span) and span.kind == "part":
        return _of_span(span)
    if week:
        return _of_week(int(week[2] or week[3]), int(week[1] or week[4]))
    reading = read_date(text)
    if isinstance(reading.cell, EitherOrder):
        return reading
    said = reading.cell.value
    if not isinstance(said, str) or reading.cell.flaws:
        return None
    return reading if len(said) == len("2025-01-01") else (said, said)


def _of_span(span: Span) -> Stretch | None:
    ends = [one.cell.value for one in (span.first, span.last) if one is not None and isinstance(one.cell, Cell)]
    return (ends[0], ends[1]) if len(ends) == 2 else None


def _of_week(year: int, week: int) -> Stretch | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return first.isoformat(), (first + timedelta(days=6)).isoformat()


def _in_steps(days: Sequence[DateReading], order: str) -> list[Stretch] | None:
    """The stretches that begin on these days, if each is as far from the one before as a calendar has it."""
    dates: list[date] = []
    for day in days:
        said = day.cell
        text = (said.day_first if order == "dmy" else said.month_first) if isinstance(said, EitherOrder) else said.value
        dates.append(date.fromisoformat(text))
    gaps = [(after - before).days for before, after in pairwise(dates)]
    step = next((one for one in CALENDAR_STEPS if gaps and all(one[0] <= gap <= one[1] for gap in gaps)), None)
    if step is None:
        return None
    if step[0] >= 28 and all(one.day == 1 for one in dates):
        months = {28: 1, 59: 2, 89: 3, 181: 6, 365: 12}[step[0]]
        return [(f"{one:%Y-%m}", _months_later(one, months - 1)) for one in dates]
    # The last one is as long as the one before.
    ends = [*dates[1:], dates[-1] + (dates[-1] - dates[-2])]
    return [(first.isoformat(), (end - timedelta(days=1)).isoformat()) for first, end in zip(dates, ends, strict=True)]


def _months_later(first: date, months: int) -> str:
    count = first.month - 1 + months
    return f"{first.year + count // 12:04d}-{count % 12 + 1:02d}"


def in_order(found: Sequence[Stretch]) -> bool:
    """Whether each stretch begins after the one before has ended."""
    return all(
        PartialDate.parse(before[1]).last() < PartialDate.parse(after[0]).first() for before, after in pairwise(found)
    )
