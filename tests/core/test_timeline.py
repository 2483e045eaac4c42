"""Lineages stand in one line, side by side only where they overlap."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.periods import Window
from portfolio.core.terms import Activity, Status
from portfolio.core.timeline import Life, Line, activities_on, build_lines


def life(number: int, start: str | None = None, end: str | None = None, after: int | None = None) -> Life:
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return Life(number, f"P{number}", planned_start=first, planned_end=last, predecessor=after)


def numbers(lines: tuple[Line, ...]) -> list[list[int]]:
    return [[one.id for one in line.lives] for line in lines]


def test_a_chain_of_successors_is_one_line_in_order_of_its_starts() -> None:
    lines = build_lines(
        [
            life(3, "2023-08-01", "2026-12-31", after=2),
            life(1, "2013-11-01", "2016-10-31"),
            life(9, "2015-01-01", "2016-01-01"),
            life(2, "2016-11-01", "2023-07-31", after=1),
        ]
    )
    assert numbers(lines) == [[1, 2, 3], [9]]
    assert lines[0].lanes == (0, 0, 0)


def test_overlapping_projects_of_a_line_stand_in_lanes() -> None:
    (line,) = build_lines(
        [life(1, "2020-01-01", "2021-12-31"), life(2, "2021-12-31", None, 1), life(3, "2022-01-01", "2023-01-01", 1)]
    )
    assert (line.lanes, line.depth) == ((0, 1, 0), 2)


def test_a_predecessor_outside_joins_nobody_and_a_circle_is_one_line() -> None:
    assert numbers(build_lines([life(1, "2020-01-01", after=7), life(2, "2021-01-01", after=7)])) == [[1], [2]]
    assert numbers(build_lines([life(1, "2020-01-01", after=2), life(2, "2021-01-01", after=1)])) == [[1, 2]]


def test_whoever_has_no_start_is_first_and_whoever_has_no_date_is_last() -> None:
    lines = build_lines([life(1), life(2, "2020-01-01"), life(3, None, "2019-01-01")])
    assert numbers(lines) == [[3], [2], [1]]
    assert [line.lives[0].dated for line in lines] == [True, True, False]


def test_actual_dates_win_and_a_move_is_told() -> None:
    planned = date(2024, 1, 1), date(2025, 12, 31)
    ran = Life(1, "P1", *planned, actual_start=date(2024, 3, 1))
    assert (ran.start, ran.end, ran.moved) == (date(2024, 3, 1), date(2025, 12, 31), True)
    assert not Life(2, "P2", *planned, actual_start=planned[0]).moved
    assert not Life(3, "P3", actual_end=planned[1]).moved


DAYS = st.none() | st.integers(0, 60).map(lambda days: date(2020, 1, 1) + timedelta(days=days))
LIVES = st.lists(st.tuples(DAYS, DAYS, st.none() | st.integers(0, 12)), max_size=12).map(
    lambda rows: [
        Life(number, f"P{number}", start, end, predecessor=None if after == number else after)
        for number, (start, end, after) in enumerate(rows)
    ]
)


@given(LIVES)
def test_everybody_stands_once_with_its_predecessor_and_apart_in_its_lane(lives: list[Life]) -> None:
    lines = build_lines(lives)
    at = {one.id: number for number, line in enumerate(lines) for one in line.lives}
    assert sorted(at) == [one.id for one in lives]
    for one in lives:
        if one.predecessor in at:
            assert at[one.id] == at[one.predecessor]
    for line in lines:
        for lane in range(line.depth):
            taken = [one for one, where in zip(line.lives, line.lanes, strict=True) if where == lane]
            assert taken
            # Only what has a date is drawn, and needs room.
            drawn = [one for one in taken if one.dated]
            assert drawn or line.depth == 1
            for before, after in itertools.pairwise(drawn):
                assert (before.end or date.max) < (after.start or date.min)


def test_what_has_no_date_takes_no_lane_of_its_own() -> None:
    [line] = build_lines([Life(1, "A", date(2020, 1, 1)), Life(2, "B", predecessor=1)])
    assert (line.lanes, line.depth) == ((0, 0), 1)


@pytest.mark.parametrize(
    ("one", "status", "expected"),
    [
        (Life(1, "A", date(2020, 1, 1)), None, Activity.ACTIVE),
        (Life(1, "A", None, date(2026, 6, 1)), Status.CLOSED, Activity.ACTIVE),
        (Life(1, "A", None, date(2026, 5, 31)), None, Activity.ENDED),
        (Life(1, "A", date(2026, 6, 2)), None, Activity.UPCOMING),
        (Life(1, "A", date(2028, 1, 1)), None, Activity.LATER),
        (Life(1, "A", date(2020, 1, 1)), Status.PIPELINE, Activity.UPCOMING),
        (Life(1, "A"), None, Activity.UNDATED),
        (Life(1, "A", date(2020, 1, 1)), Status.CANCELLED, Activity.CANCELLED),
    ],
)
def test_a_day_tells_what_a_project_is_as_coverage_does(one: Life, status: Status | None, expected: Activity) -> None:
    assert activities_on([one], [status], Window(date(2026, 6, 1))) == [expected]
