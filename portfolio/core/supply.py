"""Need against supply: what each country needs, what stands there, and where much is needed and little stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from portfolio.core.geography import Place
from portfolio.core.grid import STATES, Grid
from portfolio.core.terms import Axis, CellState

#: A need from here on is high.
HIGH_NEED = 2
#: A depth below this is thin: less than one strong project over the whole window.
THIN_DEPTH = 1.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the grid over countries: its need (None: unknown), its depth and its euro cents."""

    row: int
    column: int
    place: Place
    state: CellState
    need: int | None
    depth: float
    eur_cents: int

    @property
    def is_short(self) -> bool:
        """Whether the need is high and the supply thin."""
        return self.need is not None and self.need >= HIGH_NEED and self.depth < THIN_DEPTH


@dataclass(frozen=True, slots=True)
class CountrySupply:
    """A country over all rows: mean of the known needs (None: none is known), depth and money in all.

    `short` counts its cells of high need and thin supply, `needy` those of high need.
    """

    place: Place
    need: float | None
    depth: float
    eur_cents: int
    needy: int
    short: int


@dataclass(frozen=True, slots=True)
class GroupSupply:
    """Countries of a region or partner organisation: those with a known need, cells of high need, and those short."""

    place: Place
    countries: int
    known: int
    needy: int
    short: int
    median_depth: float


def spots_of(grid: Grid) -> tuple[Spot, ...]:
    """Every shown cell of a grid over countries that is not declared not applicable, by row and column."""
    if grid.axis is not Axis.COUNTRY:
        raise ValueError("Supply is looked at by country.")
    width = len(grid.columns)
    money = grid.money[:-1, :width]
    found = []
    for row in range(len(grid.rows)):
        for column in grid.shown:
            state, need = STATES[grid.state[row, column]], grid.need[row, column]
            if state is not CellState.NOT_APPLICABLE:
                found.append(
                    Spot(
                        row,
                        column,
                        grid.columns[column],
                        state,
                        None if np.isnan(need) else int(need),
                        float(grid.depth[row, column]),
                        int(money[row, column]),
                    )
                )
    return tuple(found)


def countries_of(spots: Iterable[Spot]) -> tuple[CountrySupply, ...]:
    """The countries of these cells, in the order in which they first come."""
    by_place: dict[int, list[Spot]] = {}
    for spot in spots:
        by_place.setdefault(spot.place.key, []).append(spot)
    return tuple(_country(found) for found in by_place.values())


def _country(spots: Sequence[Spot]) -> CountrySupply:
    needs = [spot.need for spot in spots if spot.need is not None]
    return CountrySupply(
        place=spots[0].place,
        need=sum(needs) / len(needs) if needs else None,
        depth=sum(spot.depth for spot in spots),
        eur_cents=sum(spot.eur_cents for spot in spots),
        needy=sum(need >= HIGH_NEED for need in needs),
        short=sum(spot.is_short for spot in spots),
    )


def shortages_of(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """The cells of high need and thin supply: the highest need first, of equals the thinnest, then row and column."""
    short = [spot for spot in spots if spot.is_short]
    return tuple(sorted(short, key=lambda spot: (-(spot.need or 0), spot.depth, spot.row, spot.column)))


def groups_of(
    countries: Sequence[CountrySupply], groups: Iterable[Place], members: Callable[[Place], Iterable[int]]
) -> tuple[GroupSupply, ...]:
    """The groups that have any of these countries, most short cells first; organisations overlap, so never add them."""
    by_key = {country.place.key: country for country in countries}
    found = []
    for group in groups:
        inside = [by_key[key] for key in members(group) if key in by_key]
        if inside:
            found.append(
                GroupSupply(
                    place=group,
                    countries=len(inside),
                    known=sum(one.need is not None for one in inside),
                    needy=sum(one.needy for one in inside),
                    short=sum(one.short for one in inside),
                    median_depth=float(median(one.depth for one in inside)),
                )
            )
    return tuple(sorted(found, key=lambda group: (-group.short, group.place.position, group.place.code)))
