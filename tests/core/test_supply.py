"""Need against supply: which cells are short, what a country adds up to, and groups that overlap."""

from __future__ import annotations

import pytest

from portfolio.core.supply import CountrySupply, Spot, countries_of, groups_of, shortages_of, spots_of
from portfolio.core.terms import Axis, CellState
from tests.core.world import (
    COMMONWEALTH,
    EAC,
    EAST,
    FIJI,
    KENYA,
    OBJECTIVES,
    PACIFIC,
    RWANDA,
    TODAY,
    TONGA,
    WORLD,
    grid_of,
    links,
    project,
)

NEEDS = {(None, KENYA): 3, (12, KENYA): 1, (None, RWANDA): 2, (13, FIJI): 3}


def _spots() -> tuple[Spot, ...]:
    work = project(1, places=links([KENYA], "priority"), budget_eur_cents=500)
    return spots_of(grid_of(work, needs=NEEDS, not_applicable=[(13, FIJI)]))


def test_a_cell_is_short_where_the_need_is_high_and_less_than_one_strong_project_stands() -> None:
    short = [(spot.place.key, OBJECTIVES[spot.row], spot.need) for spot in shortages_of(_spots())]
    assert short == [(KENYA, 13, 3), (RWANDA, 11, 2), (RWANDA, 12, 2), (RWANDA, 13, 2)]
    kenya = next(spot for spot in _spots() if (spot.place.key, spot.row) == (KENYA, 0))
    assert (kenya.depth, kenya.state, kenya.eur_cents, kenya.is_short) == (1.0, CellState.COVERED, 500, False)


def test_a_country_has_the_mean_of_its_known_needs_and_all_that_stands_there() -> None:
    found = {one.place.key: one for one in countries_of(_spots())}
    kenya = found[KENYA]
    assert (kenya.need, kenya.depth, kenya.eur_cents) == (pytest.approx(7 / 3), 1.0, 500)
    assert (kenya.needy, kenya.short) == (2, 1)
    assert found[TONGA].need is None
    # what is declared not applicable is no cell of need or supply
    assert found[FIJI].need is None


def test_groups_count_the_countries_they_have_and_may_share_them() -> None:
    countries = countries_of(_spots())
    groups = [WORLD.by_key[key] for key in (EAST, PACIFIC, EAC, COMMONWEALTH)]
    found = groups_of(countries, groups, lambda group: WORLD.countries_of(group.key, TODAY))
    assert [(one.place.key, one.countries, one.known, one.needy, one.short) for one in found] == [
        (EAC, 3, 2, 5, 4),
        (EAST, 3, 2, 5, 4),
        (COMMONWEALTH, 2, 1, 2, 1),
        (PACIFIC, 2, 0, 0, 0),
    ]
    assert found[0].median_depth == 0.0
    assert groups_of((), groups, lambda group: WORLD.countries_of(group.key, TODAY)) == ()


def test_supply_is_looked_at_by_country_alone() -> None:
    with pytest.raises(ValueError, match="by country"):
        spots_of(grid_of(axis=Axis.REGION))


def test_a_country_without_cells_of_need_is_not_short() -> None:
    assert not any(one.short for one in countries_of(spots_of(grid_of())))
    assert isinstance(countries_of(spots_of(grid_of()))[0], CountrySupply)
