"""Months of a portfolio: who is active, starts and ends in each, and budgets spread over their days to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.columns import Days
from portfolio.core.course import Chosen, Course, build_course, month_starts, spread
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.periods import day_number
from portfolio.core.terms import Axis, Status
from tests.core import world
from tests.core.test_coverage_against_reference import QUESTIONS, SETTINGS, portfolios, reference_for

MONTHS = month_starts(date(2024, 1, 31), 48)
COUNTRIES = [place.key for place in world.WORLD.columns(Axis.COUNTRY)]


def course(*projects: ProjectFact, **parts: Any) -> Course:
    asked: dict[str, Any] = {"framework": world.OBJECTIVES, "axis": Axis.COUNTRY, "days": MONTHS} | parts
    return build_course(Facts.from_projects(projects), world.WORLD, **asked)


def numbers(*days: date) -> Days:
    return np.array([day_number(day) for day in days], dtype=np.int32)


def test_months_begin_on_their_first_day() -> None:
    assert MONTHS[0] == date(2024, 1, 1)
    assert MONTHS[-1] == date(2027, 12, 1)


def test_a_budget_falls_on_its_days_evenly() -> None:
    # 59 days of February and March 2025 at 10 cents.
    project = world.project(planned_start=date(2025, 2, 1), planned_end=date(2025, 3, 31), budget_eur_cents=590)
    found = course(project)
    assert {day: cents for day, cents in zip(MONTHS, found.running_eur_cents.tolist(), strict=True) if cents} == {
        date(2025, 2, 1): 280,
        date(2025, 3, 1): 310,
    }


def test_pipeline_cancelled_suspended_and_undated_money_is_told_apart() -> None:
    dates = {"planned_start": date(2025, 2, 1), "planned_end": date(2025, 2, 28), "budget_eur_cents": 100}
    found = course(
        world.project(1, status=Status.PIPELINE, **dates),
        world.project(2, status=Status.CANCELLED, **dates),
        world.project(3, status=Status.SUSPENDED, **dates),
        world.project(4, **{**dates, "planned_end": None, "budget_eur_cents": 7}),
        world.project(5, **{**dates, "planned_start": None, "budget_eur_cents": 20}),
        world.project(6, **{**dates, "planned_start": date(2025, 3, 1), "budget_eur_cents": 300}),
    )
    assert found.running_eur_cents.sum() == 0
    assert found.pipeline_eur_cents.sum() == found.pipeline_eur_cents[13] == 100
    assert found.not_spread_eur_cents == 327


def test_starts_and_ends_fall_in_their_months() -> None:
    found = course(
        world.project(1, planned_start=date(2025, 2, 28), planned_end=date(2025, 3, 1)),
        world.project(2, planned_start=date(2025, 3, 31), planned_end=date(2025, 4, 30)),
        world.project(3, planned_start=date(2025, 3, 5), planned_end=None),
        world.project(4, status=Status.PIPELINE, planned_start=date(2025, 3, 5), planned_end=date(2025, 3, 6)),
    )
    assert found.starting[13:17].tolist() == [1, 2, 0, 0]
    assert found.ending[13:17].tolist() == [0, 1, 1, 0]


def test_a_chosen_cell_counts_its_projects_and_its_share_of_the_money() -> None:
    both = world.project(1, objectives=[11, 12], places=[world.KENYA, world.FIJI], budget_eur_cents=400)
    other = world.project(2, objectives=[12], places=[world.KENYA], budget_eur_cents=50)
    kenya = COUNTRIES.index(world.KENYA)
    dates = {"shown": range(len(COUNTRIES)), "days": month_starts(date(2025, 1, 1), 72)}
    cell = course(both, other, chosen=Chosen(0, kenya), **dates)
    assert (cell.active.max(), cell.running_eur_cents.sum()) == (1, 100)
    row = course(both, other, chosen=Chosen(row=1), **dates)
    assert (row.active.max(), row.running_eur_cents.sum()) == (2, 250)
    column = course(both, other, chosen=Chosen(column=kenya), **dates)
    assert (column.active.max(), column.running_eur_cents.sum()) == (2, 250)
    hidden = course(both, other, chosen=Chosen(row=1), days=dates["days"], shown=[COUNTRIES.index(world.FIJI)])
    assert (hidden.active.max(), hidden.running_eur_cents.sum()) == (1, 100)


LIVES = st.tuples(st.integers(-40_000, 40_000), st.integers(0, 30_000), st.integers(0, 2**53 - 1))


@SETTINGS
@given(st.lists(LIVES, min_size=1, max_size=5), st.lists(st.integers(-80_000, 80_000), max_size=8, unique=True))
def test_what_is_spent_by_a_day_is_exact_and_all_of_it_in_the_end(
    lives: list[tuple[int, int, int]], between: list[int]
) -> None:
    starts = np.array([start for start, _, _ in lives], dtype=np.int32)
    ends = starts + np.array([length for _, length, _ in lives], dtype=np.int32)
    cents = np.array([amount for _, _, amount in lives], dtype=np.int64)
    edges = np.array([-100_000, *sorted(between), 100_000], dtype=np.int32)
    found = spread(starts, ends, cents, edges)
    assert found.sum() == cents.sum()
    for edge, spent in zip(edges[1:].tolist(), np.cumsum(found).tolist(), strict=True):
        exact = [
            Fraction(amount * min(max(edge - start, 0), length + 1), length + 1) for start, length, amount in lives
        ]
        assert spent == sum(share.numerator // share.denominator for share in exact)


@SETTINGS
@given(portfolios(), QUESTIONS, st.integers(0, len(MONTHS) - 1), st.booleans(), st.booleans())
def test_counts_are_those_of_the_contract(
    projects: list[ProjectFact], question: dict[str, Any], at: int, by_row: bool, by_column: bool
) -> None:
    slow = reference_for(projects, question | {"as_of": MONTHS[at]})
    columns = slow.columns()
    found = build_course(
        Facts.from_projects(projects),
        world.WORLD,
        framework=world.OBJECTIVES,
        axis=question["axis"],
        days=MONTHS,
        horizon_months=question["horizon_months"],
        chosen=Chosen(0 if by_row else None, 0 if by_column else None),
        shown=range(len(columns)),
    )
    rows = world.OBJECTIVES[:1] if by_row else world.OBJECTIVES
    there = {
        p.id for row in rows for column in (columns[:1] if by_column else columns) for p in slow.present(row, column)
    }
    chosen = [p for p in projects if p.id in there or not (by_row or by_column)]
    assert found.active[at] == sum(slow.activity(p) == "active" for p in chosen)
    assert found.coming[at] == sum(slow.activity(p) == "upcoming" for p in chosen)


def test_a_year_before_the_first_month_is_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 9999"):
        month_starts(date(9999, 12, 1), 2)


def test_money_before_and_after_the_months_is_not_in_them() -> None:
    project = world.project(planned_start=date(2023, 1, 1), planned_end=date(2028, 12, 31), budget_eur_cents=2192)
    found = course(project)
    assert found.running_eur_cents.sum() == (date(2028, 1, 1) - date(2024, 1, 1)) / timedelta(days=1)
