"""What a planner states beside the budget, as constraints on sets of interventions; each can be said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portfolio.core.columns import Ints
from portfolio.core.facts import Facts
from portfolio.core.grid import Grid
from portfolio.core.interventions import Candidate
from portfolio.core.presence import VIA, expand
from portfolio.core.programming import Limit
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import Axis, Strand

#: Strands a share of the money can be asked for. A project of both counts half for each, as in the grid by strand.
SHARED = (Strand.CYBER_RESILIENCE, Strand.CYBERCRIME)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is stated, amounts in euro cents, shares in percent of the chosen money; None or 0 is not stated.

    `least_per_region` is a number of projects for each region in which something is missing; `take` are candidates by
    their position that must be in the set, and `leave` those that must not.
    """

    budget: int
    least_per_region: int = 0
    most_per_country: int | None = None
    most_per_region: int | None = None
    most_projects: int | None = None
    least_share: tuple[tuple[Strand, int], ...] = ()
    take: tuple[int, ...] = ()
    leave: tuple[int, ...] = ()


def build_limits(
    wishes: Wishes, grid: Grid, candidates: Sequence[Candidate], alone: Facts, *, missing_in: Sequence[int]
) -> tuple[Limit, ...]:
    """Every stated constraint, the budget first. `missing_in` are the keys of the regions where something is missing.

    A candidate is in a region when it links the region or a country in it. Its money stands in countries and regions as
    the grid divides it, so what is linked to a region counts for the region and for no country.
    """
    everything = range(len(candidates))
    costs = {one: candidates[one].cost_eur_cents for one in everything}
    limits = [Limit("budget", f"a budget of {_euro(wishes.budget)}", costs, most=wishes.budget)]
    if wishes.most_projects is not None:
        words = f"at most {wishes.most_projects} project{'' if wishes.most_projects == 1 else 's'}"
        limits.append(Limit("most-projects", words, dict.fromkeys(everything, 1), most=wishes.most_projects))
    if wishes.least_per_region:
        limits += _regions(wishes.least_per_region, grid, alone, missing_in)
    for axis, cents in ((Axis.COUNTRY, wishes.most_per_country), (Axis.REGION, wishes.most_per_region)):
        if cents is not None:
            limits += _caps(axis, cents, grid, alone)
    limits += [_share(strand, percent, candidates, alone) for strand, percent in wishes.least_share if percent]
    limits += [Limit(f"take-{one}", f"“{candidates[one].title}” taken", {one: 1}, least=1) for one in wishes.take]
    limits += [Limit(f"leave-{one}", f"“{candidates[one].title}” left out", {one: 1}, most=0) for one in wishes.leave]
    return tuple(limits)


def _regions(least: int, grid: Grid, alone: Facts, missing_in: Sequence[int]) -> list[Limit]:
    regions = grid.geography.columns(Axis.REGION)
    cells = expand(alone, grid.geography, grid.rows, Axis.REGION, grid.window.as_of).cells
    direct = cells.grade > VIA
    pairs = set(zip((cells.cell[direct] % len(regions)).tolist(), cells.project[direct].tolist(), strict=True))
    found = []
    for column, region in enumerate(regions):
        if region.key in missing_in:
            weights = {one: 1 for at, one in pairs if at == column}
            words = f"at least {least} project{'' if least == 1 else 's'} in {region.title}"
            found.append(Limit(f"region-{region.code}", words, weights, least=least))
    return found


def _caps(axis: Axis, cents: int, grid: Grid, alone: Facts) -> list[Limit]:
    found = []
    for column, weights in _money(axis, grid, alone).items():
        place = grid.geography.columns(axis)[column]
        if sum(weights.values()) > cents:
            words = f"at most {_euro(cents)} in {place.title}"
            found.append(Limit(f"most-{place.kind.value}-{place.code}", words, weights, most=cents))
    return found


def _money(axis: Axis, grid: Grid, alone: Facts) -> Mapping[int, dict[int, int]]:
    """Euro cents by column of an axis and candidate."""
    money = expand(alone, grid.geography, grid.rows, axis, grid.window.as_of).money
    columns = len(grid.geography.columns(axis))
    column: Ints = money.bucket % (columns + len(EXTRA_COLUMNS))
    found: dict[int, dict[int, int]] = {}
    inside = np.flatnonzero(column < columns)
    for at in inside[np.argsort(column[inside], kind="stable")].tolist():
        of_column = found.setdefault(int(column[at]), {})
        one = int(money.project[at])
        of_column[one] = of_column.get(one, 0) + int(money.cents[at])
    return found


def _share(strand: Strand, percent: int, candidates: Sequence[Candidate], alone: Facts) -> Limit:
    """Half cents are avoided by counting double."""
    weights = {}
    for one, candidate in enumerate(candidates):
        half = 2 if alone.strand[one] == strand.number else 1 if alone.strand[one] == Strand.BOTH.number else 0
        weights[one] = candidate.cost_eur_cents * (100 * half - 2 * percent)
    words = f"at least {percent} % of the money for {strand.label.lower()}"
    return Limit(f"share-{strand.value}", words, weights, least=0)


def _euro(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"EUR {whole:,}".replace(",", "\u202f") + (f".{rest:02d}" if rest else "")
