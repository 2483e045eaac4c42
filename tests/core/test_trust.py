"""What stands beside a grid: what its projects state, who reports well, and what the unknowns could make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from portfolio.core.facts import ProjectFact
from portfolio.core.terms import Axis, CellState
from portfolio.core.trust import CRITERIA, Bound, trust_of
from tests.core.test_coverage_against_reference import SETTINGS, portfolios
from tests.core.world import EAST, FIJI, KENYA, RWANDA, TODAY, grid_of, project

WHOLE: dict[str, Any] = {"budget_eur_cents": 100}


@pytest.mark.parametrize(
    ("criterion", "parts"),
    [
        ("budget", {"budget_eur_cents": None}),
        ("dates", {"planned_end": None}),
        ("dates", {"planned_start": None}),
        ("objectives", {"objectives": ()}),
        ("places", {"places": ()}),
        ("shares", {"objectives": ((11, "principal", None), (12, "principal", None))}),
        ("updated", {"last_reviewed_on": date(2025, 12, 14)}),
    ],
)
def test_what_a_project_does_not_state_is_counted_under_its_criterion_alone(
    criterion: str, parts: dict[str, Any]
) -> None:
    found = trust_of(grid_of(project(1, **WHOLE), project(2, **WHOLE | parts))).stated
    assert found.projects == 2
    assert found.known == {name: 1 if name == criterion else 2 for name in CRITERIA}
    assert found.score == pytest.approx(11 / 12)


def test_cancelled_projects_are_nobodys_and_what_ended_needs_no_update() -> None:
    gone = project(1, status="cancelled", organisations=((7, "funder"),))
    ended = project(2, **WHOLE, planned_end=date(2026, 1, 1), last_reviewed_on=None, organisations=((8, "funder"),))
    found = trust_of(grid_of(gone, ended))
    assert found.stated.projects == 1
    assert found.stated.known["updated"] == 1
    assert list(found.organisations) == [8]


def test_money_is_at_least_that_of_the_projects_whose_days_are_known() -> None:
    half = project(2, budget_eur_cents=7, planned_end=None)
    coming = project(3, budget_eur_cents=20, planned_start=date(2027, 1, 1))
    grid = grid_of(project(1, **WHOLE), half, coming, project(4, **WHOLE, planned_end=date(2026, 1, 1)), project(5))
    assert (grid.totals.portfolio_eur_cents, trust_of(grid).money_if_empty) == (127, 120)


def test_an_organisation_answers_for_each_of_its_projects_once() -> None:
    both = project(1, **WHOLE, organisations=((7, "funder"), (7, "implementer"), (8, "partner")))
    poor = project(2, organisations=((7, "funder"),), planned_end=None, last_reviewed_on=None)
    found = trust_of(grid_of(both, poor)).organisations
    assert (found[7].projects, found[7].known["budget"], found[7].known["places"]) == (2, 1, 2)
    assert found[8].score == 1.0
    assert found[7].score == pytest.approx(9 / 12)


def test_a_project_without_objectives_could_cover_its_whole_column() -> None:
    grid = grid_of(project(1, objectives=(), places=(KENYA,)), axis=Axis.COUNTRY)
    found = trust_of(grid)
    cells = grid.state[:, list(grid.shown)].size
    assert found.covered == Bound(now=0, if_empty=0, if_covered=3)
    assert found.gaps == Bound(now=cells, if_empty=cells, if_covered=cells - 3)


def test_a_project_without_places_could_cover_its_row_and_one_without_both_is_only_counted() -> None:
    grid = grid_of(project(1, places=()), project(2, objectives=(), places=()), axis=Axis.REGION)
    found = trust_of(grid)
    assert found.covered == Bound(0, 0, len(grid.shown))
    assert found.nowhere == 1


def test_undated_projects_run_if_all_is_covered_and_open_ones_are_gone_if_all_is_empty() -> None:
    undated = project(1, places=(KENYA,), planned_start=None, planned_end=None)
    running_on = project(2, places=(RWANDA,), planned_end=None)
    sure = project(3, places=(FIJI,))
    found = trust_of(grid_of(undated, running_on, sure, axis=Axis.COUNTRY))
    assert found.covered == Bound(now=2, if_empty=1, if_covered=3)
    assert found.projects == Bound(now=2, if_empty=1, if_covered=3)
    assert found.budgets_unknown == 2


def test_a_cell_that_does_not_apply_is_in_no_bound() -> None:
    grid = grid_of(project(1, objectives=(), places=(KENYA,)), axis=Axis.COUNTRY, not_applicable={(11, KENYA)})
    assert CellState.NOT_APPLICABLE.number in grid.state
    assert trust_of(grid).covered.if_covered == 2


@SETTINGS
@given(portfolios())
def test_what_is_lies_between_the_bounds(projects: list[ProjectFact]) -> None:
    for axis in Axis:
        found = trust_of(grid_of(*projects, axis=axis))
        assert found.covered.if_empty <= found.covered.now <= found.covered.if_covered
        assert found.gaps.if_covered <= found.gaps.now <= found.gaps.if_empty
        assert found.projects.if_empty <= found.projects.now <= found.projects.if_covered
        assert all(0 <= count <= found.stated.projects for count in found.stated.known.values())


@SETTINGS
@given(portfolios())
def test_a_portfolio_that_states_everything_has_no_room_between_its_bounds(projects: list[ProjectFact]) -> None:
    known = [
        replace(
            one,
            planned_start=one.planned_start or TODAY,
            planned_end=one.planned_end or TODAY,
            objectives=one.objectives or ((11, "principal", None),),
            places=one.places or ((EAST, "priority", None),),
        )
        for one in projects
        if not one.objectives or any(key != 99 for key, _, _ in one.objectives)
    ]
    found = trust_of(grid_of(*known))
    for bound in (found.covered, found.gaps, found.projects):
        assert bound.now == bound.if_empty == bound.if_covered
