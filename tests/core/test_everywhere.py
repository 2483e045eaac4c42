"""All regions as one column: nothing is lost, nothing counted twice, and the rules of a region hold."""

from __future__ import annotations

import pytest

from portfolio.core.columns import NOT_KNOWN
from portfolio.core.coverage import build_grid
from portfolio.core.everywhere import EVERYWHERE, gather
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.grid import Cell, Grid
from portfolio.core.terms import Axis, CellState
from tests.core.world import EAC, EAST, FIJI, FRANCE, KENYA, OBJECTIVES, PACIFIC, TODAY, UNION, WORLD, links, project


def _whole(*projects: ProjectFact, every: bool = False) -> tuple[Grid, Cell]:
    facts, world, whole = gather(Facts.from_projects(projects), WORLD, include_non_partner=every)
    grid = build_grid(facts, world, framework=OBJECTIVES, axis=Axis.REGION, as_of=TODAY, include_non_partner=every)
    at = next(number for number, place in enumerate(grid.columns) if place.key == whole.key)
    assert whole.code == EVERYWHERE
    return grid, grid.cell(0, at)


@pytest.mark.parametrize(
    ("places", "state"),
    [
        ([KENYA], CellState.COVERED),
        ([EAST, PACIFIC], CellState.COVERED),
        ([EAC], CellState.THIN),
        ([FRANCE], CellState.NEVER),
        ([UNION], CellState.NEVER),
    ],
)
def test_a_link_to_any_partner_region_or_country_is_one_to_the_whole(places: list[int], state: CellState) -> None:
    _, cell = _whole(project(1, places=links(places, "priority")))
    assert cell.state is state
    assert cell.projects == (0 if state is CellState.NEVER else 1)


def test_a_project_in_two_regions_counts_once_and_its_money_in_full() -> None:
    grid, cell = _whole(project(1, places=links([EAST, PACIFIC, FRANCE], "priority"), budget_eur_cents=301))
    assert (cell.projects, cell.direct) == (1, 1)
    assert cell.budget_eur_cents == grid.totals.cells_eur_cents
    assert grid.totals.adds_up
    assert grid.totals.hidden_eur_cents in (100, 101)


def test_the_whole_says_how_many_of_its_countries_are_covered() -> None:
    _, cell = _whole(project(1, places=links([KENYA], "priority")), project(2, places=links([FIJI], "priority")))
    assert cell.countries is not None
    assert (cell.countries[CellState.COVERED], sum(cell.countries.values())) == (2, 5)
    _, cell = _whole(project(1, places=links([UNION], "priority")), every=True)
    assert cell.state is CellState.COVERED
    assert cell.countries is not None
    assert sum(cell.countries.values()) == 6


def test_what_is_gathered_is_kept_and_the_facts_stay_as_they_were() -> None:
    facts = Facts.from_projects([project(1, places=links([EAST], "priority"))])
    first, second = gather(facts, WORLD), gather(facts, WORLD)
    assert all(one is other for one, other in zip(first, second, strict=True))
    assert facts.places.key.tolist() == [EAST]
    assert first[0].places.share.tolist() == [NOT_KNOWN]
