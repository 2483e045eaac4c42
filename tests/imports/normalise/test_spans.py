"""Stretches of time in one cell: taken apart, kept at what is sure, or left out and said."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from imports.normalise import Drafts
from imports.normalise.dates import DateReading, EitherOrder, read_date
from imports.normalise.flaws import BLANK, Cell
from imports.normalise.spans import Span, read_span
from imports.normalise.territories import LANGUAGES
from tests.imports.normalise.test_normalise import codes, drafted, written


def plain(reading: DateReading | None) -> object:
    return None if reading is None else reading.cell.value if isinstance(reading.cell, Cell) else reading.cell


def span(text: str) -> object:
    found = read_span(text)
    return (found.kind, plain(found.first), plain(found.last)) if isinstance(found, Span) else plain(found)


@pytest.mark.parametrize(
    "text",
    [
        "Q3 2024", "2024 Q3", "2024-Q3", "Q3/2024", "Q3 24", "3Q2024", "3. Quartal 2024", "3rd quarter 2024",
        "third quarter of 2024", "T3 2024", "3e trimestre 2024", "3T24", "III kw. 2024", "III kwartał 2024",
        "3. čtvrtletí 2024", "3ο τρίμηνο 2024", "3-й квартал 2024", "trimestrul III 2024", "2024年第3四半期",
    ],
)  # fmt: skip
def test_a_quarter_is_three_months(text: str) -> None:
    assert span(text) == ("part", "2024-07", "2024-09")


@pytest.mark.parametrize(
    "text", ["H2 2024", "2024 H2", "2H2024", "S2 2024", "2e semestre 2024", "2. Halbjahr 2024", "second half of 2024",
             "II półrocze 2024"],
)  # fmt: skip
def test_a_half_year_is_six_months(text: str) -> None:
    assert span(text) == ("part", "2024-07", "2024-12")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-2022", "2019", "2022"), ("2019–2022", "2019", "2022"), ("2019/22", "2019", "2022"),
        ("01/2020 – 12/2023", "2020-01", "2023-12"), ("01/2020-12/2023", "2020-01", "2023-12"),
        ("Jan 2020 - Dec 2023", "2020-01", "2023-12"), ("01.01.2020-31.12.2023", "2020-01-01", "2023-12-31"),
        ("2020-01-01 to 2023-12-31", "2020-01-01", "2023-12-31"), ("2020-01-01/2023-12-31", "2020-01-01",
        "2023-12-31"), ("2020-01-01 - 2023-12-31", "2020-01-01", "2023-12-31"), ("from 2019 to 2022", "2019", "2022"),
        ("von 2019 bis 2022", "2019", "2022"), ("du 13/01/2019 au 31/12/2022", "2019-01-13", "2022-12-31"),
        ("March – June 2024", "2024-03", "2024-06"), ("01.03. - 30.06.2024", "2024-03-01", "2024-06-30"),
        ("15 March to 20 April 2024", "2024-03-15", "2024-04-20"), ("Nov 15 – Dec 2018", "2015-11", "2018-12"),
        ("Q1 2020 - Q4 2022", "2020-01", "2022-12"),
    ],
)  # fmt: skip
def test_two_dates_in_a_cell_are_both_read(text: str, first: str, last: str) -> None:
    assert span(text) == ("period", first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019 - ongoing", "2019", None), ("since 2019", "2019", None), ("seit 2019", "2019", None), ("2019 –",
        "2019", None), ("until 2022", None, "2022"), ("bis 2022", None, "2022"), ("ongoing", None, None),
        ("en cours", None, None), ("w trakcie", None, None),
    ],
)  # fmt: skip
def test_an_end_that_is_not_known_stays_unknown(text: str, first: str | None, last: str | None) -> None:
    assert span(text) == ("open", first, last)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("mid-2024", "2024"), ("2024?", "2024"), ("2024 (tbc)", "2024"), ("ca. 2024", "2024"), ("end of 2024", "2024"),
     ("approx. March 2024", "2024-03")],
)  # fmt: skip
def test_a_vague_date_is_kept_as_what_is_sure_and_said(text: str, kept: str) -> None:
    found = read_span(text)
    assert isinstance(found, DateReading)
    assert isinstance(found.cell, Cell)
    assert (found.cell.value, [flaw.code for flaw in found.cell.flaws]) == (kept, ["vague-date"])


@pytest.mark.parametrize("text", ["soon", "12 Foo 2020", "36 months", "Q5 2024", "1.5", "12-15", "3/24", "x" * 999])
def test_what_is_no_stretch_of_time_stays_unreadable(text: str) -> None:
    found = read_span(text)
    assert isinstance(found, DateReading)
    assert plain(found) is BLANK


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["long", "full"])
def test_a_day_written_out_in_a_shipped_language_is_that_day_or_left_out(language: str, width: str) -> None:
    for month in range(1, 13):
        day = date(2024, month, 15)
        cell = read_date(format_date(day, width, language)).cell
        assert isinstance(cell, Cell)
        assert cell.value == day.isoformat() or (cell.value is BLANK and cell.flaws[0].code == "month-in-doubt")


def rows(text: str) -> Drafts:
    return drafted(written(text))


def test_a_period_in_one_column_is_the_start_and_the_end_and_is_said() -> None:
    (row,) = rows("Title | Start\nOne | 01/2020 – 12/2023").rows
    assert (row.values["planned_start"], row.values["planned_end"]) == ("2020-01", "2023-12")
    assert codes(row) == [("B2", "period-split")]


def test_a_period_written_into_both_columns_needs_no_word() -> None:
    (row,) = rows("Title | Start | End\nOne | 2019-2022 | 2019-2022").rows
    assert (row.values["planned_start"], row.values["planned_end"]) == ("2019", "2022")
    assert codes(row) == []


def test_a_period_against_another_end_keeps_what_its_own_column_says() -> None:
    (row,) = rows("Title | Start | End\nOne | 2019-2022 | 2023").rows
    assert (row.values["planned_start"], row.values["planned_end"]) == ("2019", "2023")
    assert codes(row) == [("B2", "start-twice")]


def test_an_end_that_says_since_when_is_no_start_beside_one_that_waits_or_cannot_be_read() -> None:
    text = "Title | Country | Start | End\nOne | Kenya | {} | 2026-ongoing"
    for start in ("01/02/2023", "FY2022"):
        assert "planned_start" not in drafted(written(text.format(start))).rows[0].values
    assert drafted(written(text.format(""))).rows[0].values["planned_start"] == "2026"


def test_a_quarter_is_its_first_month_as_a_start_and_its_last_as_an_end() -> None:
    (row,) = rows("Title | Start | End\nOne | Q3 2024 | H1 2026").rows
    assert (row.values["planned_start"], row.values["planned_end"]) == ("2024-07", "2026-06")
    assert codes(row) == [("B2", "part-of-year"), ("C2", "part-of-year")]


def test_an_end_that_is_not_known_yet_is_left_as_it_is_and_said() -> None:
    row = rows("Title | Start | End\nOne | 2019 | ongoing\nTwo | 2019 | 2024").rows[0]
    assert "planned_end" not in row.values
    assert codes(row) == [("C2", "no-date-yet")]


def test_the_order_of_days_and_months_in_periods_is_asked_once_and_holds_for_both_ends() -> None:
    text = "Title | Start\nOne | 03/04/2020 - 05/06/2021\nTwo | 02/03/2022"
    asked = rows(text)
    assert [question.key for question in asked.questions] == ["date_order:1"]
    assert [question.rows for question in asked.questions] == [2]
    decided = rows(text + "\nThree | 25/03/2022 - 26/03/2023").rows
    assert decided[0].values["planned_start"] == "2020-04-03"
    assert decided[0].values["planned_end"] == "2021-06-05"


@given(
    st.one_of(st.text(max_size=60), st.from_regex(r"(Q|H|ca\. )?[0-9]{1,4}[ ./–-]+(to )?[0-9]{1,4}", fullmatch=True))
)
def test_reading_a_stretch_of_time_never_raises_and_gives_dates(text: str) -> None:
    found = read_span(text)
    for end in (found.first, found.last) if isinstance(found, Span) else ():
        assert end is None or isinstance(end.cell, EitherOrder) or isinstance(end.cell.value, str)
