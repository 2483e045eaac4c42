"""Dates known by day, month or year, months added to a date, and the window a report looks at; no clock in here."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from portfolio.core.terms import Precision

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
FIRST_REPORT_DAY = date(1900, 1, 1)
LAST_REPORT_DAY = date(2199, 12, 31)
LONGEST_HORIZON_MONTHS = 1200

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_number(day: date) -> int:
    """Days from 1 January 1970 to `day`, negative before it."""
    return day.toordinal() - EPOCH_ORDINAL


def day_from_number(number: int) -> date:
    """The date `number` days after 1 January 1970."""
    return date.fromordinal(number + EPOCH_ORDINAL)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), or that month's last day if it is shorter.

    ValueError if the result lies outside the years 1 to 9999.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= years <= date.max.year:
        raise ValueError(f"{months} months from {day.isoformat()} is not a year between 1 and 9999.")
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which at least the year is known. ValueError if there is no such date."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("A date with a day needs a month.")
        try:
            self.first()
        except ValueError:
            raise ValueError(f"There is no date {self}.") from None

    @classmethod
    def parse(cls, written: str) -> PartialDate:
        """Read "2024", "2024-03" or "2024-03-15"; ValueError, with a sentence for the reader, on anything else."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise ValueError(f"“{written.strip()[:40]}” is not a date like 2024, 2024-03 or 2024-03-15.")
        year, month, day = (None if part is None else int(part) for part in found.groups())
        assert year is not None
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date, precision: Precision = Precision.DAY) -> PartialDate:
        """What is known of a stored day: the part of it that its precision vouches for."""
        if precision is Precision.YEAR:
            return cls(day.year)
        return cls(day.year, day.month) if precision is Precision.MONTH else cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        """Day, month or year: the finest part that is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    def first(self) -> date:
        """The first day it may be: how a start is stored."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def last(self) -> date:
        """The last day it may be: how an end is stored."""
        month = 12 if self.month is None else self.month
        return date(self.year, month, monthrange(self.year, month)[1] if self.day is None else self.day)

    def in_words(self) -> str:
        """English: "15 March 2024", "March 2024" or "2024"."""
        if self.month is None:
            return str(self.year)
        name = f"{_MONTHS[self.month - 1]} {self.year}"
        return name if self.day is None else f"{self.day} {name}"

    def __str__(self) -> str:
        return f"{self.year:04d}" + "".join(f"-{part:02d}" for part in (self.month, self.day) if part is not None)


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `as_of` to the same day `horizon_months` later, both included.

    ValueError unless `as_of` lies in the years 1900 to 2199 and the horizon is 0 to 1200 months.
    """

    as_of: date
    horizon_months: int = 12

    def __post_init__(self) -> None:
        if not FIRST_REPORT_DAY <= self.as_of <= LAST_REPORT_DAY:
            raise ValueError("A report can be dated from 1900 to 2199.")
        if not 0 <= self.horizon_months <= LONGEST_HORIZON_MONTHS:
            raise ValueError(f"A report can look 0 to {LONGEST_HORIZON_MONTHS} months ahead.")

    @property
    def last(self) -> date:
        """The last day of the window."""
        return add_months(self.as_of, self.horizon_months)

    @property
    def days(self) -> int:
        """How many days the window has; at least 1."""
        return (self.last - self.as_of).days + 1
