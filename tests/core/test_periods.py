"""Partial dates, months added to dates, and windows."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.core.periods import PartialDate, Window, add_months, day_from_number, day_number
from portfolio.core.terms import Precision


@pytest.mark.parametrize(
    ("written", "precision", "first", "last", "words"),
    [
        ("2024", Precision.YEAR, date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("2024-02", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2023-02", Precision.MONTH, date(2023, 2, 1), date(2023, 2, 28), "February 2023"),
        ("2024-03-15", Precision.DAY, date(2024, 3, 15), date(2024, 3, 15), "15 March 2024"),
        (" 0900-12 ", Precision.MONTH, date(900, 12, 1), date(900, 12, 31), "December 900"),
    ],
)
def test_a_partial_date_is_read_and_written_as_given(
    written: str, precision: Precision, first: date, last: date, words: str
) -> None:
    found = PartialDate.parse(written)
    assert str(found) == written.strip()
    assert found.precision is precision
    assert (found.first(), found.last()) == (first, last)
    assert found.in_words() == words
    assert PartialDate.of(first, precision) == PartialDate.of(last, precision) == found


@pytest.mark.parametrize(
    "written",
    ["", "24", "2024-1", "2024-13", "2024-00", "2024-02-30", "2023-02-29", "2024/03", "0000", "15.3.2024", "٢٠٢٤",
     "2024-03-15T00:00", "99999", "2024-03-15\n1"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        PartialDate.parse(written)


def test_a_day_without_a_month_is_no_date() -> None:
    with pytest.raises(ValueError, match="needs a month"):
        PartialDate(2024, None, 3)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
        (date(2026, 3, 1), -27, date(2023, 12, 1)),
    ],
)
def test_months_are_added_within_the_month(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@pytest.mark.parametrize(("day", "months"), [(date(9999, 12, 1), 1), (date(1, 1, 1), -1)])
def test_months_beyond_the_calendar_are_refused(day: date, months: int) -> None:
    with pytest.raises(ValueError, match="not a year"):
        add_months(day, months)


@pytest.mark.parametrize(
    ("as_of", "months", "last", "days"),
    [
        (date(2026, 6, 15), 12, date(2027, 6, 15), 366),
        (date(2026, 6, 15), 0, date(2026, 6, 15), 1),
        (date(2026, 1, 31), 1, date(2026, 2, 28), 29),
    ],
)
def test_a_window_has_both_its_ends(as_of: date, months: int, last: date, days: int) -> None:
    window = Window(as_of, months)
    assert (window.last, window.days) == (last, days)


@pytest.mark.parametrize(
    ("as_of", "months"),
    [(date(1899, 12, 31), 12), (date(2200, 1, 1), 12), (date(2026, 1, 1), -1), (date(2026, 1, 1), 1201)],
)
def test_a_window_out_of_range_is_refused_with_a_sentence(as_of: date, months: int) -> None:
    with pytest.raises(ValueError, match=r"A report can .*\.$"):
        Window(as_of, months)


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date(1970, 1, 1), date(2026, 6, 15), date.max])
def test_days_are_numbered_from_1970_and_back(day: date) -> None:
    assert day_from_number(day_number(day)) == day
    assert day_number(date(1970, 1, 2)) == 1
