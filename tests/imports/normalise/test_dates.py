"""Dates as people write them: exact, or a problem, or asked; never guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.normalise.dates import EitherOrder, ends_before, read_date
from imports.normalise.flaws import BLANK
from portfolio.core.periods import PartialDate


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        (date(2024, 3, 15), "2024-03-15"), (datetime(2024, 3, 15, 13, 5), "2024-03-15"), (2015, "2015"), (2015.0,
        "2015"),
        (Decimal(2015), "2015"), (43831, "2020-01-01"), (43831.5, "2020-01-01"), (20240315, "2024-03-15"),
        ("2024", "2024"), ("2015.0", "2015"), ("2024-03", "2024-03"), ("2024-3-5", "2024-03-05"), ("2024/03/15",
        "2024-03-15"),
        ("2024-03-15T00:00:00", "2024-03-15"), ("2024-03-15 10:30:00Z", "2024-03-15"), ("15/03/2024 00:00",
        "2024-03-15"),
        ("1 stycznia 2024 r.", "2024-01-01"), ("01.02.2024 r.", "2024-02-01"), ("2020 р.", "2020"),
        ("2023\u201104\u201101", "2023-04-01"), ("genn. 2024", "2024-01"),
        ("15.03.2024", "2024-03-15"), ("3.4.24", "2024-04-03"), ("15/03/2024", "2024-03-15"), ("03/15/2024",
        "2024-03-15"),
        ("03/03/2025", "2025-03-03"), ("12/2024", "2024-12"), ("01. Nov 15", "2015-11-01"), ("31. Dez 18",
        "2018-12-31"),
        ("1 March 2015", "2015-03-01"), ("March 2015", "2015-03"), ("Mar-15", "2015-03"), ("1-Jan-20", "2020-01-01"),
        ("March 15, 2024", "2024-03-15"), ("Sept 2020", "2020-09"), ("2nd May 2021", "2021-05-02"),
        ("1er janvier 2024", "2024-01-01"),
        ("15. März 2024", "2024-03-15"), ("15 de marzo de 2024", "2024-03-15"), ("grudzień 2024", "2024-12"),
        ("5 мая 2020 г.", "2020-05-05"),
        ("2024年3月15日", "2024-03-15"), ("29.02.2024", "2024-02-29"), ("1.1.68", "2068-01-01"),
        ("1.1.69", "1969-01-01"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_is_meant_and_no_finer(value: object, meaning: str) -> None:
    cell = read_date(value).cell
    assert not isinstance(cell, EitherOrder)
    assert cell.value == meaning


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2024-02-30", "impossible-date"), ("31.04.2014", "impossible-date"), ("29.02.2023", "impossible-date"),
        ("13/13/2025", "impossible-date"), ("2024-13", "impossible-date"), ("00.01.2024", "impossible-date"),
        ("20225", "year-out-of-range"), ("15.03.1066", "year-out-of-range"), (date(1900, 1, 1), "year-out-of-range"),
        ("soon", "unreadable-date"), ("", "unreadable-date"), ("listopad 2024", "month-in-doubt"),
        ("12 Foo 2020", "unreadable-date"), (0, "unreadable-date"), (60, "unreadable-date"), (-1, "unreadable-date"),
        (2958466, "unreadable-date"), (1e300, "unreadable-date"), (float("nan"), "unreadable-date"), (float("inf"),
        "unreadable-date"),
        (True, "unreadable-date"), (None, "unreadable-date"), (time(1), "unreadable-date"), (timedelta(1),
        "unreadable-date"),
        ("9" * 500, "unreadable-date"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_a_problem(value: object, code: str) -> None:
    cell = read_date(value).cell
    assert not isinstance(cell, EitherOrder)
    assert cell.value is BLANK
    assert [flaw.code for flaw in cell.flaws] == [code]


def test_day_and_month_that_may_be_exchanged_are_both_kept() -> None:
    assert read_date("03/04/2025").cell == EitherOrder("2025-04-03", "2025-03-04")
    assert read_date("3-4-25").cell == EitherOrder("2025-04-03", "2025-03-04")
    assert (read_date("13/04/2025").order, read_date("04/13/2025").order, read_date("13.04.2025").order) == (
        "dmy",
        "mdy",
        None,
    )


@pytest.mark.parametrize(
    ("end", "start", "before"),
    [
        ("2020", "2020-06-01", False), ("2019", "2020", True), ("2020-05", "2020-05-31", False), ("2020-05", "2020-06",
        True),
        ("2020-05-01", "2020-05", False), ("2021", "2020-06", False),
    ],
)  # fmt: skip
def test_an_end_lies_before_a_start_only_if_no_day_of_it_fits(end: str, start: str, before: bool) -> None:
    assert ends_before(end, start) is before


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)))
def test_every_day_survives_every_clear_spelling(day: date) -> None:
    spellings = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day} {day:%B} {day.year}", f"{day.day}-{day:%b}-{day.year}"]
    for written in (*spellings, day, datetime(day.year, day.month, day.day, 5)):
        cell = read_date(written).cell
        assert not isinstance(cell, EitherOrder)
        assert cell.value == day.isoformat()


@given(
    st.one_of(
        st.text(max_size=40),
        st.floats(),
        st.integers(),
        st.decimals(),
        st.from_regex(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}"),
    )
)
def test_reading_a_date_never_raises_and_gives_real_dates(value: object) -> None:
    cell = read_date(value).cell
    for text in (cell.day_first, cell.month_first) if isinstance(cell, EitherOrder) else (cell.value,):
        assert text is BLANK or str(PartialDate.parse(text)) == text
