"""The fast grid held against the slow one on generated portfolios, and laws that hold for every portfolio."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.core.columns import FAR_FUTURE, FAR_PAST
from portfolio.core.coverage import build_grid, count_grid
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.gaps import build_gaps
from portfolio.core.grid import Grid
from portfolio.core.periods import day_from_number
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import Axis, CellState, Scope, Significance, Status, Tier
from tests.core import world
from tests.core.reference import Reference

# Days at and beside every border of the rules, from the day of the report.
BORDERS = (-900, -200, -91, -90, -89, -1, 0, 1, 30, 89, 90, 91, 120, 210, 211, 274, 275, 276, 364, 365, 366, 455, 900)
PLACES = [place.key for place in world.WORLD.places]
SHARES = st.sampled_from([None, None, None, *map(Decimal, ("0", "10", "33.33", "50", "66.67", "80", "100"))])
DAYS = st.none() | st.sampled_from(BORDERS).map(lambda days: world.TODAY + timedelta(days=days))
#: Portfolios that each law is tried on; `make test-slow` says thousands.
PORTFOLIOS = int(os.environ.get("FUZZ_PORTFOLIOS", "80"))
SETTINGS = settings(max_examples=PORTFOLIOS, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def some_links(keys: list[int], grades: list[str]) -> st.SearchStrategy[Any]:
    """Up to four links to different things."""
    return st.lists(
        st.tuples(st.sampled_from(keys), st.sampled_from(grades), SHARES), max_size=4, unique_by=lambda link: link[0]
    ).map(tuple)


@st.composite
def portfolios(draw: st.DrawFn) -> list[ProjectFact]:
    """Up to seven projects at the borders of the rules; half of the time crowded into one corner, where they meet."""
    crowded = draw(st.booleans())
    statuses = ["pipeline", "implementation"] if crowded else [None, *(status.value for status in Status)]
    objectives = [11] if crowded else [*world.OBJECTIVES, world.ELSEWHERE_OBJECTIVE]
    places = [world.KENYA, world.EAST, world.EAC] if crowded else PLACES
    days = st.sampled_from(BORDERS).map(lambda days: world.TODAY + timedelta(days=days)) if crowded else DAYS
    size = draw(st.integers(0, 7))
    return [
        ProjectFact(
            id=number,
            code=f"P{draw(st.integers(0, 3))}{number}",
            title=f"Project {number}",
            status=draw(st.sampled_from(statuses)),
            planned_start=draw(days),
            planned_end=draw(days),
            actual_start=None if crowded else draw(DAYS),
            actual_end=None if crowded else draw(st.none() | DAYS),
            budget_eur_cents=draw(st.none() | st.integers(0, 400) | st.integers(0, 2**53 - 1)),
            parent_id=draw(st.none() | st.integers(1, size + 1)),
            last_reviewed_on=draw(DAYS),
            objectives=draw(some_links(objectives, ["principal"] if crowded else [*map(str, Significance)])),
            places=draw(some_links(places, [*map(str, Tier)])),
        )
        for number in range(1, size + 1)
    ]


QUESTIONS = st.fixed_dictionaries(
    {
        "axis": st.sampled_from(Axis),
        "as_of": st.sampled_from([world.TODAY, world.TODAY, date(2026, 6, 14), date(2024, 2, 29), date(2027, 1, 31)]),
        "horizon_months": st.sampled_from([12, 12, 12, 0, 1, 24]),
        "scope": st.sampled_from(Scope),
        "include_non_partner": st.booleans(),
        "not_applicable": st.sets(st.tuples(st.sampled_from(world.OBJECTIVES), st.sampled_from(PLACES)), max_size=3),
    }
)


def reference_for(projects: list[ProjectFact], question: dict[str, Any]) -> Reference:
    return Reference(
        projects,
        world.WORLD,
        world.OBJECTIVES,
        question["axis"],
        question["as_of"],
        question["horizon_months"],
        question["scope"],
        frozenset(question["not_applicable"]),
        question["include_non_partner"],
    )


def build(projects: list[ProjectFact], question: dict[str, Any]) -> Grid:
    return build_grid(Facts.from_projects(projects), world.WORLD, framework=world.OBJECTIVES, **question)


def as_date(day: int) -> date | None:
    """A day of the grid as the reference says it."""
    if day == FAR_FUTURE:
        return date.max
    return None if day == FAR_PAST else day_from_number(day)


@SETTINGS
@given(portfolios(), QUESTIONS)
def test_every_cell_is_what_the_contract_says(projects: list[ProjectFact], question: dict[str, Any]) -> None:
    slow = reference_for(projects, question)
    grid = build(projects, question)
    assert [place.key for place in grid.columns] == [place.key for place in slow.columns()]
    counts = count_grid(
        grid.facts,
        world.WORLD,
        framework=world.OBJECTIVES,
        **{name: question[name] for name in ("axis", "as_of", "horizon_months", "scope")},
    )
    for r, objective in enumerate(world.OBJECTIVES):
        for c, column in enumerate(grid.columns):
            cell = grid.cell(r, c)
            assert cell.state == slow.state(objective, column)
            assert (cell.active, cell.upcoming, cell.ended) == tuple(
                slow.number(objective, column, activity) for activity in ("active", "upcoming", "ended")
            )
            assert cell.direct == slow.counted(objective, column, "direct")
            assert cell.via == slow.counted(objective, column, "via")
            assert cell.projects == cell.direct + cell.via == counts[r, c]
            assert cell.depth == pytest.approx(float(slow.depth(objective, column)), abs=1e-9)
            assert as_date(int(grid.strong_until[r, c])) == slow.strong_until(objective, column)
            assert cell.last_ended_on == slow.last_ended(objective, column)
            assert cell.next_start_on == slow.next_start(objective, column)
            if question["axis"] is Axis.COUNTRY:
                assert cell.countries is None
            else:
                assert cell.countries is not None
                states = {state.value: number for state, number in cell.countries.items() if number}
                assert states == slow.countries(objective, column)


@SETTINGS
@given(portfolios(), QUESTIONS)
def test_every_cent_stands_where_the_contract_puts_it(projects: list[ProjectFact], question: dict[str, Any]) -> None:
    slow = reference_for(projects, question)
    grid = build(projects, question)
    rows = [*world.OBJECTIVES, None]
    columns = [*(place.key for place in grid.columns), *EXTRA_COLUMNS]
    fast = {(rows[r], columns[c]): int(grid.money[r, c]) for r, c in zip(*np.nonzero(grid.money), strict=True)}
    assert fast == slow.money()
    for r, row in enumerate(rows):
        for c, column in enumerate(grid.columns):
            assert grid.via_money[r, c] == slow.via_money(row, column)
    assert grid.totals.portfolio_eur_cents == slow.portfolio_total() == int(grid.money.sum())
    assert grid.totals.adds_up


@SETTINGS
@given(portfolios(), QUESTIONS)
def test_the_projects_of_a_cell_explain_its_numbers(projects: list[ProjectFact], question: dict[str, Any]) -> None:
    slow = reference_for(projects, question)
    grid = build(projects, question)
    of_project = {p.id: slow.money(p) for p in projects}
    for r, objective in enumerate(world.OBJECTIVES):
        for c, column in enumerate(grid.columns):
            listed = {entry.id: entry for entry in grid.projects_of(r, c)}
            present = {p.id for p in slow.present(objective, column)}
            for p in projects:
                cents = of_project[p.id].get((objective, column.key), 0)
                in_cell = p.id in present and slow.activity(p) in ("active", "upcoming", "ended")
                if in_cell or cents:
                    entry = listed.pop(p.id)
                    assert entry.activity == slow.activity(p)
                    assert (entry.presence, entry.tier) == (slow.presence(p, column) or (None, None))
                    assert entry.significance == slow.significance(p, objective)
                    assert entry.budget_eur_cents == cents
            assert all(entry.via_eur_cents for entry in listed.values()), "nobody else is listed without a reason"
            everybody = grid.projects_of(r, c)
            assert sum(entry.via_eur_cents for entry in everybody) == grid.via_money[r, c]
    for r in range(len(world.OBJECTIVES) + 1):
        for name, cells in grid.extras().items():
            listed_there = grid.projects_of(r, name)
            assert sum(entry.budget_eur_cents for entry in listed_there) == cells[r].budget_eur_cents
            counted = [entry for entry in listed_there if grid.situation.counted[entry.index]]
            assert cells[r].projects <= len(counted)
    for c, column in enumerate(grid.columns):
        unclassified = [p for p in projects if slow.is_unclassified(p) and slow.presence(p, column) and slow.counts(p)]
        assert grid.unclassified(c).projects == len(unclassified)


@SETTINGS
@given(portfolios(), QUESTIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(projects: list[ProjectFact], question: dict[str, Any], chance: Any) -> None:
    mixed = [
        replace(p, objectives=tuple(chance.sample(p.objectives, len(p.objectives))),
                places=tuple(chance.sample(p.places, len(p.places))))
        for p in chance.sample(projects, len(projects))
    ]  # fmt: skip
    one, other = build(projects, question), build(mixed, question)
    for name in ("state", "depth", "money", "via_money", "margin", "strong_until", "active", "direct", "via"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert one.totals == other.totals
    assert one.caveats == other.caveats
    named = [
        [(gap.row, gap.column, gap.reason, gap.priority, gap.last_project and gap.last_project.id) for gap in gaps]
        for gaps in (build_gaps(one), build_gaps(other))
    ]
    assert named[0] == named[1]


@SETTINGS
@given(portfolios(), QUESTIONS)
def test_a_strong_lasting_project_never_makes_a_gap(projects: list[ProjectFact], question: dict[str, Any]) -> None:
    strong = world.project(50, objectives=[11, 12], places=[world.KENYA, world.EAC], planned_start=date(2020, 1, 1))
    before = {(gap.row, gap.column): gap for gap in build_gaps(build(projects, question))}
    after = build([*projects, strong], question)
    for gap in build_gaps(after):
        assert (gap.row, gap.column) in before
        assert gap.state.is_gap <= before[gap.row, gap.column].state.is_gap
    for key in (world.KENYA, world.EAC):
        if key in (place.key for place in after.columns):
            state = world.cell_of(after, key).state
            assert state in (CellState.COVERED, CellState.NOT_APPLICABLE)


@SETTINGS
@given(portfolios(), QUESTIONS, st.data())
def test_a_selection_is_a_portfolio_of_its_own(
    projects: list[ProjectFact], question: dict[str, Any], data: st.DataObject
) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(projects), max_size=len(projects)))
    facts = Facts.from_projects(projects)
    selected = facts.select(np.array(keep, dtype=np.bool_))
    fresh = [p for p, kept in zip(projects, keep, strict=True) if kept]
    one = build_grid(selected, world.WORLD, framework=world.OBJECTIVES, **question)
    other = build(fresh, question)
    for name in ("state", "depth", "money", "via_money", "margin", "active"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert (one.totals, one.caveats) == (other.totals, other.caveats)
