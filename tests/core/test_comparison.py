"""Two grids side by side: each pair of states has one meaning, and a grid against itself differs nowhere."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from portfolio.core.comparison import SERVED, compare, difference_of
from portfolio.core.facts import ProjectFact
from portfolio.core.terms import Axis, CellState, Difference
from tests.core.test_coverage_against_reference import SETTINGS, portfolios
from tests.core.world import FIJI, KENYA, column_of, grid_of, project

COVERED, ENDING, THIN, PLANNED = CellState.COVERED, CellState.ENDING, CellState.THIN, CellState.PLANNED
LAPSED, NEVER, OUT = CellState.LAPSED, CellState.NEVER, CellState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        (NEVER, COVERED, Difference.GAINED),
        (PLANNED, THIN, Difference.GAINED),
        (LAPSED, ENDING, Difference.GAINED),
        (COVERED, LAPSED, Difference.LOST),
        (THIN, PLANNED, Difference.LOST),
        (COVERED, ENDING, Difference.ENDING),
        (THIN, ENDING, Difference.ENDING),
        (ENDING, COVERED, Difference.STRONGER),
        (THIN, COVERED, Difference.STRONGER),
        (COVERED, THIN, Difference.WEAKER),
        (PLANNED, LAPSED, Difference.OTHER),
        (COVERED, OUT, Difference.OTHER),
        (OUT, NEVER, Difference.OTHER),
        (ENDING, ENDING, Difference.SAME),
    ],
)
def test_every_pair_of_states_has_one_meaning(before: CellState, after: CellState, difference: Difference) -> None:
    assert difference_of(before, after) is difference


def test_what_is_gained_one_way_is_lost_the_other() -> None:
    for one in CellState:
        for other in CellState:
            there, back = difference_of(one, other), difference_of(other, one)
            assert (there is Difference.GAINED) == (back is Difference.LOST)
            assert (there is Difference.SAME) == (one is other)
            if {there, back} & {Difference.ENDING, Difference.STRONGER, Difference.WEAKER}:
                assert {one, other} <= SERVED


def test_a_day_later_a_project_that_ended_is_lost_and_one_that_began_gained() -> None:
    ends = project(1, places=(KENYA,), planned_end=date(2026, 6, 15))
    begins = project(2, places=(FIJI,), planned_start=date(2026, 6, 16))
    first, second = (grid_of(ends, begins, as_of=day) for day in (date(2026, 6, 15), date(2026, 6, 16)))
    line = {pair.before.column: pair for pair in compare(first, second)[0]}
    assert line[column_of(first, KENYA)].difference is Difference.LOST
    assert line[column_of(first, FIJI)].difference is Difference.GAINED


def test_grids_over_other_places_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same objectives and places"):
        compare(grid_of(axis=Axis.REGION), grid_of(axis=Axis.COUNTRY))


@SETTINGS
@given(portfolios())
def test_a_grid_against_itself_differs_nowhere_and_shows_what_the_grid_shows(projects: list[ProjectFact]) -> None:
    for axis in Axis:
        grid = grid_of(*projects, axis=axis)
        lines = compare(grid, grid)
        assert [[pair.before for pair in line] for line in lines] == grid.table()
        assert {pair.difference for line in lines for pair in line} <= {Difference.SAME}
