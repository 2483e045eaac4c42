"""What an almanac of days says of each cell is what counting its projects one by one says."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import almanac, presence
from portfolio.core.almanac import Almanac, almanac_of
from portfolio.core.coverage import build_grid, count_grid
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.grid import Grid
from portfolio.core.presence import expand
from portfolio.core.terms import Axis, Scope
from tests.core import world
from tests.core.test_coverage_against_reference import QUESTIONS, SETTINGS, portfolios
from tests.core.world import project

NUMBERS = ("active", "upcoming", "ended", "direct", "via")


def assert_same(grid: Grid, other: Grid) -> None:
    for name in NUMBERS:
        one, two = getattr(grid, name), getattr(other, name)
        assert np.array_equal(one, two), name
        assert one.dtype == two.dtype, name


def counted(grid: Grid) -> Any:
    return count_grid(
        grid.facts,
        grid.geography,
        framework=grid.rows,
        axis=grid.axis,
        as_of=grid.window.as_of,
        horizon_months=grid.window.horizon_months,
        scope=grid.scope,
    )


@SETTINGS
@given(portfolios(), QUESTIONS, st.sampled_from([almanac.OF_32_BITS, 0]))
def test_days_in_order_count_what_counting_counts(
    projects: list[ProjectFact], question: dict[str, Any], narrow: int
) -> None:
    one_by_one = build_grid(Facts.from_projects(projects), world.WORLD, framework=world.OBJECTIVES, **question)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(almanac, "FROM_ENTRIES", 0)
        patch.setattr(almanac, "OF_32_BITS", narrow)
        in_order = build_grid(Facts.from_projects(projects), world.WORLD, framework=world.OBJECTIVES, **question)
        assert np.array_equal(counted(in_order), in_order.projects)
        patch.undo()
        patch.setattr(presence, "LONG_RUN", 0)
        run_by_run = build_grid(Facts.from_projects(projects), world.WORLD, framework=world.OBJECTIVES, **question)
    assert_same(in_order, one_by_one)
    assert_same(run_by_run, one_by_one)
    assert np.array_equal(counted(one_by_one), one_by_one.projects)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"planned_start": date(2030, 1, 1), "planned_end": date(2020, 1, 1)}, id="ends before it starts"),
        pytest.param({"planned_start": date(2026, 12, 1), "planned_end": date(2020, 1, 1)}, id="starts in the window"),
        pytest.param({"planned_start": None}, id="no start"),
        pytest.param({"planned_end": None}, id="no end"),
        pytest.param({"planned_start": None, "planned_end": None}, id="no date"),
        pytest.param({"status": "pipeline"}, id="pipeline"),
        pytest.param({"status": "pipeline", "planned_end": date(2020, 1, 1)}, id="pipeline that was missed"),
        pytest.param({"status": "suspended"}, id="suspended"),
        pytest.param({"status": "cancelled"}, id="cancelled"),
    ],
)
@pytest.mark.parametrize("scope", Scope)
def test_odd_projects_are_told_apart(odd: dict[str, Any], scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    projects = [project(1, **odd), project(2), project(3, places=(world.EAC,), **odd)]
    question: dict[str, Any] = {"framework": world.OBJECTIVES, "axis": Axis.COUNTRY, "scope": scope}
    one_by_one = build_grid(Facts.from_projects(projects), world.WORLD, as_of=world.TODAY, **question)
    monkeypatch.setattr(almanac, "FROM_ENTRIES", 0)
    assert_same(build_grid(Facts.from_projects(projects), world.WORLD, as_of=world.TODAY, **question), one_by_one)


def test_an_almanac_is_made_of_many_entries_alone_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts.from_projects([project(1), project(2)])
    cells = expand(facts, world.WORLD, world.OBJECTIVES, Axis.REGION, world.TODAY).cells
    assert almanac_of(facts, cells) is None
    monkeypatch.setattr(almanac, "FROM_ENTRIES", len(cells.cell))
    made = almanac_of(facts, cells)
    assert isinstance(made, Almanac)
    assert almanac_of(facts, cells) is made
