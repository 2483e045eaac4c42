"""How each project's money is spread over (objective x place): exact cents, no dates, no scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from portfolio.core.columns import NOT_KNOWN, WHOLE_SHARE, Days, Flags, Ints, Links
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.renewal import Descent, merged

Value = TypeVar("Value", bound=np.generic)

#: Stands for "no objective" among rows and for "no place" among places.
REST = -1
# Products of two numbers up to here fit a signed 64-bit integer.
_LARGEST_FACTOR = 3_037_000_499


@dataclass(frozen=True, eq=False, slots=True)
class Division:
    """What each project is divided over in one dimension (objectives or places), as whole weights.

    `project`, `slot`, `weight` are parallel, ordered by project, then slot in the order of codes; the REST slot comes
    last. `whole` is the sum of a project's weights (1 or more), `count` how many slots it has. The flags say, per
    project: shares stated above 100 and scaled (`over`), stated below 100 with no link left to take the rest
    (`short`), divided equally among several links because shares are missing (`unstated`), nothing linked (`none`).
    """

    project: Days
    slot: Ints
    weight: Ints
    whole: Ints
    count: Ints
    over: Flags
    short: Flags
    unstated: Flags
    none: Flags


@dataclass(frozen=True, eq=False, slots=True)
class Allocation:
    """Euro cents per project, objective row and place key, REST where there is none; only amounts above 0.

    For every project the cents add up to its own budget.
    """

    project: Days
    row: Ints
    place: Ints
    cents: Ints
    objectives: Division
    places: Division


def objective_rows(links: Links, framework: tuple[int, ...]) -> Ints:
    """Row of each objective link in the framework, REST for links to other frameworks' objectives."""
    keys = np.array(framework, dtype=np.int64)
    if not len(keys):
        return np.full(len(links.key), REST, dtype=np.int64)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, links.key, sorter=order), len(keys) - 1)
    rows: Ints = np.where(keys[order[at]] == links.key, order[at], REST)
    return rows


def divide(size: int, project: Days, slot: Ints, share: Days) -> Division:
    """Weights of the links of `size` projects; links must come ordered by project, then code.

    Missing shares take equal parts of what is left to 100. Shares above 100 are scaled to it (links without a share
    then get nothing). Shares below 100 with no link to take the rest leave it in the REST slot, as does a project
    without links. Source: the coverage contract, "Allocation of money".
    """
    links = np.bincount(project, minlength=size)
    missing = np.bincount(project[share == NOT_KNOWN], minlength=size)
    stated = np.zeros(size, dtype=np.int64)
    known = share != NOT_KNOWN
    np.add.at(stated, project[known], share[known])

    over = stated > WHOLE_SHARE
    short = (links > 0) & (missing == 0) & (stated < WHOLE_SHARE)
    none = links == 0
    left = np.maximum(WHOLE_SHARE - stated, 0)
    # With m missing shares a stated one weighs m times itself and a missing one all that is left: no fractions.
    factor = np.where((missing > 0) & (left > 0), missing, 1)
    weight = np.where(known, share * factor[project], left[project]).astype(np.int64)

    rest = np.flatnonzero(short | none)
    rest_weight = np.where(none, 1, left)[rest]
    all_projects = np.concatenate([project, rest]).astype(np.int32)
    all_slots = np.concatenate([slot, np.full(len(rest), REST, dtype=np.int64)])
    all_weights = np.concatenate([weight, rest_weight])
    order = np.argsort(all_projects, kind="stable")
    all_projects, all_slots, all_weights = all_projects[order], all_slots[order], all_weights[order]

    count = np.bincount(all_projects, minlength=size)
    if size:
        first = np.cumsum(count) - count
        all_weights //= np.gcd.reduceat(all_weights, first)[all_projects]
        whole = np.add.reduceat(all_weights, first)
    else:
        whole = np.zeros(0, dtype=np.int64)
    unstated = (links > 1) & (missing > 0)
    return Division(all_projects, all_slots, all_weights, whole, count, over, short, unstated, none)


def place_ranks(geography: Geography) -> dict[int, int]:
    """Order of the places by code, then kind (an organisation may have a country's code)."""
    ordered = sorted(geography.places, key=lambda place: (place.code, place.kind.number, place.key))
    return {place.key: rank for rank, place in enumerate(ordered)}


def allocate(facts: Facts, geography: Geography, framework: tuple[int, ...]) -> Allocation:
    """Spread every project's own budget over its objectives of the framework and its places.

    Objective share x place share, in cents by largest remainder, ties by the order of objectives in the framework,
    then by place code. ValueError if an objective comes twice or a project is linked to a place the geography does
    not know.
    """
    if len(set(framework)) != len(framework):
        raise ValueError("An objective comes twice in the framework.")
    rows = objective_rows(facts.objectives, framework)
    inside = np.flatnonzero(rows != REST)
    inside = inside[np.lexsort((rows[inside], facts.objectives.project[inside]))]
    objectives = divide(len(facts), facts.objectives.project[inside], rows[inside], facts.objectives.share[inside])

    rank_of = place_ranks(geography)
    try:
        ranks = np.array([rank_of[key] for key in facts.places.key.tolist()], dtype=np.int64)
    except KeyError as unknown:
        raise ValueError(f"No place has the key {unknown}.") from None
    order = np.lexsort((ranks, facts.places.project))
    places = divide(len(facts), facts.places.project[order], facts.places.key[order], facts.places.share[order])

    left, right, project = cross(objectives, places, facts.own_budget > 0)
    cents = _largest_remainder(facts.own_budget, project, left, right, objectives, places)
    kept = cents > 0
    left, right = left[kept], right[kept]
    return Allocation(project[kept], objectives.slot[left], places.slot[right], cents[kept], objectives, places)


def carried_allocation(before: Allocation, part: Allocation, descent: Descent) -> Allocation:
    """The allocation of facts from that of their source and that of their fresh rows alone."""
    rows = descent.rows()
    row = descent.new_row[before.project]
    keep = row >= 0
    project, places, cents, objective = merged(
        (row[keep],),
        (rows[part.project],),
        (row[keep], before.place[keep], before.cents[keep], before.row[keep]),
        (rows[part.project].astype(np.int32), part.place, part.cents, part.row),
    )
    return Allocation(
        project,
        objective,
        places,
        cents,
        _carried_division(before.objectives, part.objectives, descent),
        _carried_division(before.places, part.places, descent),
    )


def _carried_division(before: Division, part: Division, descent: Descent) -> Division:
    rows = descent.rows()
    row = descent.new_row[before.project]
    keep = row >= 0
    project, slot, weight = merged(
        (row[keep],),
        (rows[part.project],),
        (row[keep], before.slot[keep], before.weight[keep]),
        (rows[part.project].astype(np.int32), part.slot, part.weight),
    )
    there = np.flatnonzero(descent.new_row >= 0)

    def put(old: NDArray[Value], new: NDArray[Value]) -> NDArray[Value]:
        column = np.empty(len(descent.fresh), dtype=old.dtype)
        column[descent.new_row[there]], column[rows] = old[there], new
        return column

    return Division(
        project,
        slot,
        weight,
        put(before.whole, part.whole),
        put(before.count, part.count),
        put(before.over, part.over),
        put(before.short, part.short),
        put(before.unstated, part.unstated),
        put(before.none, part.none),
    )


def cross(objectives: Division, places: Division, of: Flags) -> tuple[Ints, Ints, Days]:
    """Every (objective slot, place slot) of the chosen projects: two arrays of positions, and the projects' rows."""
    return cross_join(
        np.flatnonzero(of[objectives.project]), objectives.project, places.count, np.cumsum(places.count) - places.count
    )


def cross_join(chosen: Ints, left_project: Days, right_count: Ints, right_first: Ints) -> tuple[Ints, Ints, Days]:
    """Pair each chosen left entry with every right entry of its project; right entries are ordered by project."""
    counts = right_count[left_project[chosen]]
    left = np.repeat(chosen, counts)
    project = left_project[left]
    within = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    return left, right_first[project] + within, project


def _largest_remainder(
    budget: Ints, project: Days, left: Ints, right: Ints, objectives: Division, places: Division
) -> Ints:
    """Cents of each pair; pairs come ordered by project, objective, place."""
    weight = objectives.weight[left] * places.weight[right]
    wholes = objectives.whole * places.whole
    whole, total = wholes[project], budget[project]
    # total * weight may pass 64 bits; (total // whole) * weight cannot, and the rest is small unless `whole` is huge.
    rest = total % whole
    down: Ints = total // whole * weight + rest * weight // whole
    remainder = rest * weight % whole
    for position in np.flatnonzero(whole > _LARGEST_FACTOR).tolist():
        exact = int(total[position]) * int(weight[position])
        down[position], remainder[position] = divmod(exact, int(whole[position]))

    size = len(budget)
    given = np.zeros(size, dtype=np.int64)
    np.add.at(given, project, down)
    to_give = np.where(np.bincount(project, minlength=size) > 0, budget - given, 0)
    owed = np.flatnonzero(to_give[project] > 0)
    owed = owed[np.lexsort((owed, -remainder[owed], project[owed]))]
    counts = np.bincount(project[owed], minlength=size)
    within = np.arange(len(owed)) - (np.cumsum(counts) - counts)[project[owed]]
    down[owed[within < to_give[project[owed]]]] += 1
    return down
