"""States of many days at once are those of each day's grid; losses are the cells that a long window calls ending."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.cliffs import MarksOn, find_losses, states_over
from portfolio.core.course import month_starts
from portfolio.core.coverage import Marks, build_grid
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.periods import add_months
from portfolio.core.terms import Axis, CellState, Status
from tests.core import world
from tests.core.test_coverage_against_reference import QUESTIONS, SETTINGS, portfolios, reference_for

MONTHS = month_starts(date(2023, 11, 1), 60)
KENYA = [place.key for place in world.WORLD.columns(Axis.COUNTRY)].index(world.KENYA)


def constantly(marks: Marks) -> MarksOn:
    """The same declarations on every day."""
    return lambda _day: marks


def over(projects: list[ProjectFact], days: Any = MONTHS, axis: Axis = Axis.COUNTRY, **parts: Any) -> Any:
    facts = Facts.from_projects(projects)
    parts["not_applicable"] = constantly(parts.get("not_applicable", ()))
    return states_over(facts, world.WORLD, framework=world.OBJECTIVES, axis=axis, days=days, **parts)


def told(projects: list[ProjectFact], **parts: Any) -> dict[str, list[date]]:
    """The months in which Kenya's first objective has each state."""
    found: dict[str, list[date]] = {}
    for day, state in zip(MONTHS, over(projects, **parts)[0, KENYA], strict=True):
        found.setdefault(tuple(CellState)[state].value, []).append(day)
    return found


@SETTINGS
@given(portfolios(), QUESTIONS, st.lists(st.integers(-900, 900), min_size=1, max_size=6, unique=True))
def test_every_day_is_what_the_grid_of_that_day_says(
    projects: list[ProjectFact], question: dict[str, Any], offsets: list[int]
) -> None:
    days = [world.TODAY + timedelta(days=offset) for offset in sorted(offsets)]
    asked = {name: question[name] for name in ("axis", "horizon_months", "not_applicable")}
    states = over(projects, days, **asked)
    facts = Facts.from_projects(projects)
    for at, day in enumerate(days):
        grid = build_grid(facts, world.WORLD, framework=world.OBJECTIVES, as_of=day, **asked)
        assert np.array_equal(states[:, :, at], grid.state), day


@SETTINGS
@given(portfolios(), QUESTIONS, st.lists(st.sampled_from(MONTHS), min_size=1, max_size=2, unique=True))
def test_every_day_is_what_the_contract_says(
    projects: list[ProjectFact], question: dict[str, Any], days: list[date]
) -> None:
    days = sorted(days)
    states = over(projects, days, **{name: question[name] for name in ("axis", "horizon_months", "not_applicable")})
    for at, day in enumerate(days):
        slow = reference_for(projects, question | {"as_of": day})
        for row, objective in enumerate(world.OBJECTIVES):
            for column, place in enumerate(slow.columns()):
                assert tuple(CellState)[states[row, column, at]] == slow.state(objective, place)


def test_a_cell_goes_from_never_to_planned_covered_ending_and_lapsed() -> None:
    found = told([world.project(planned_start=date(2024, 11, 15), planned_end=date(2026, 11, 14))])
    assert found["planned"] == list(MONTHS[1:13])
    assert found["covered"] == list(MONTHS[13:25])
    assert found["ending"] == list(MONTHS[25:37])
    assert found["lapsed"] == list(MONTHS[37:])
    assert found["never"] == [MONTHS[0]]


def test_a_day_counts_from_start_to_end_both_included() -> None:
    project = world.project(planned_start=date(2025, 3, 1), planned_end=date(2025, 5, 1))
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2025, 5, 1), date(2025, 5, 2)]
    states = over([project], days, horizon_months=0)[0, KENYA]
    assert [tuple(CellState)[state].value for state in states] == ["never", "covered", "covered", "lapsed"]


def test_pipeline_past_its_planned_start_still_follows() -> None:
    ending = world.project(1, planned_end=date(2026, 6, 30))
    late = world.project(2, status=Status.PIPELINE, planned_start=date(2025, 2, 1), planned_end=date(2029, 1, 1))
    assert "ending" in told([ending])
    assert "ending" not in told([ending, late])


def test_a_declaration_holds_on_its_own_days() -> None:
    days = [date(2026, 6, 14), date(2026, 6, 15), date(2026, 6, 16)]
    facts = Facts.from_projects([world.project()])
    states = states_over(
        facts,
        world.WORLD,
        framework=world.OBJECTIVES,
        axis=Axis.COUNTRY,
        days=days,
        not_applicable=lambda day: [(11, world.KENYA)] if day == days[1] else [],
    )[0, KENYA]
    assert [tuple(CellState)[state].value for state in states] == ["covered", "not-applicable", "covered"]


def test_no_days_have_no_states() -> None:
    assert over([world.project()], []).shape == (3, 6, 0)


@SETTINGS
@given(portfolios(), QUESTIONS)
def test_losses_are_what_a_grid_of_twenty_four_months_calls_ending(
    projects: list[ProjectFact], question: dict[str, Any]
) -> None:
    facts = Facts.from_projects(projects)
    grid = build_grid(facts, world.WORLD, framework=world.OBJECTIVES, **question)
    long = build_grid(facts, world.WORLD, framework=world.OBJECTIVES, **(question | {"horizon_months": 24}))
    losses = find_losses(grid, constantly(question["not_applicable"]))
    ending = {
        (cell.row, cell.column): cell.ends_on
        for line in long.table()
        for cell in line
        if cell.state is CellState.ENDING
    }
    assert {(loss.row, loss.column): loss.on for loss in losses} == ending
    assert [loss.on for loss in losses] == sorted(loss.on for loss in losses)
    slow = reference_for(projects, question)
    for loss in losses:
        objective, place = world.OBJECTIVES[loss.row], grid.columns[loss.column]
        strong = [
            p
            for p in slow.present(objective, place)
            if slow.activity(p) == "active" and slow.is_strong(p, objective, place)
        ]
        assert {int(facts.ids[row]) for row in loss.projects} == {p.id for p in strong}
        assert facts.ends[loss.projects[0]] == max(facts.ends[row] for row in loss.projects)
        money = [slow.money(p).get((objective, place.key), 0) for p in strong]
        assert loss.budget_eur_cents == sum(money)
        assert loss.without_budget == sum(p.budget_eur_cents is None for p in strong)
        after = reference_for(projects, question | {"as_of": loss.on + timedelta(days=1)})
        assert loss.then == after.state(objective, place)


@pytest.mark.parametrize(("months", "lost"), [(6, 0), (7, 0), (8, 1), (24, 1)])
def test_a_loss_lies_before_the_last_day_of_the_window(months: int, lost: int) -> None:
    project = world.project(planned_end=add_months(world.TODAY, 7))
    assert len(find_losses(world.grid_of(project), months=months)) == lost


def test_a_strong_successor_in_time_is_no_loss() -> None:
    first = world.project(1, planned_end=date(2027, 1, 31))
    in_time = world.project(2, planned_start=date(2027, 5, 1), planned_end=date(2030, 1, 1))
    late = world.project(2, planned_start=date(2027, 5, 2), planned_end=date(2030, 1, 1))
    assert find_losses(world.grid_of(first, in_time)) == ()
    (loss,) = find_losses(world.grid_of(first, late))
    assert (loss.on, loss.then) == (date(2027, 1, 31), CellState.PLANNED)
