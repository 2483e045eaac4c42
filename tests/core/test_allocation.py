"""How money is spread over objectives and places."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.core.allocation import allocate, divide
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.geography import Geography, Place
from portfolio.core.money import split_cents
from portfolio.core.terms import Axis, PlaceKind, Scope
from tests.core.world import (
    COMMONWEALTH,
    EAC,
    EAST,
    ELSEWHERE_OBJECTIVE,
    EMPTY,
    FIJI,
    FORUM,
    FRANCE,
    KENYA,
    OBJECTIVES,
    PACIFIC,
    RWANDA,
    TODAY,
    WORLD,
    cell_of,
    cents_of,
    grid_of,
    project,
)

P, S = "principal", "significant"


@pytest.mark.parametrize(
    ("shares", "weights", "rest"),
    [
        ([None], [1], 0),
        ([None, None], [1, 1], 0),
        ([10000], [1], 0),
        ([2500, None], [1, 3], 0),
        ([2500, None, None], [2, 3, 3], 0),
        ([10000, None], [1, 0], 0),  # nothing is left for the one that says nothing
        ([8000, 8000], [1, 1], 0),  # scaled
        ([8000, 8000, None], [1, 1, 0], 0),
        ([3000, 2000], [3, 2], 5),  # the rest has no link
        ([0], [0], 1),
        ([0, None], [0, 1], 0),
        ([3333, 6667], [3333, 6667], 0),
    ],
)
def test_shares_become_whole_weights(shares: list[int | None], weights: list[int], rest: int) -> None:
    column = np.array([-1 if share is None else share for share in shares], dtype=np.int32)
    found = divide(1, np.zeros(len(shares), dtype=np.int32), np.arange(len(shares)), column)
    assert found.weight.tolist() == weights + ([rest] if rest else [])
    assert found.whole.tolist() == [sum(weights) + rest]
    assert found.slot.tolist() == [*range(len(shares)), *([-1] if rest else [])]
    assert bool(found.short[0]) is bool(rest)


def test_a_project_without_links_is_all_rest() -> None:
    found = divide(2, np.array([1], dtype=np.int32), np.array([5]), np.array([-1], dtype=np.int32))
    assert (found.slot.tolist(), found.none.tolist()) == ([-1, 5], [True, False])


@pytest.mark.parametrize(
    ("cents", "objectives", "places", "cells"),
    [
        (100, [11], [KENYA], {(11, KENYA): 100}),
        (100, [11, 12], [KENYA, RWANDA], {(11, KENYA): 25, (11, RWANDA): 25, (12, KENYA): 25, (12, RWANDA): 25}),
        (101, [11, 12], [KENYA, RWANDA], {(11, KENYA): 26, (11, RWANDA): 25, (12, KENYA): 25, (12, RWANDA): 25}),
        (2, [13, 12, 11], [KENYA], {(11, KENYA): 1, (12, KENYA): 1}),
        # By code: FJ before KE before RW, whatever the keys.
        (2, [11], [KENYA, RWANDA, FIJI], {(11, FIJI): 1, (11, KENYA): 1}),
        (100, [(11, P, 70), (12, S, 30)], [KENYA], {(11, KENYA): 70, (12, KENYA): 30}),
        (100, [(11, P, 70), 12], [KENYA], {(11, KENYA): 70, (12, KENYA): 30}),
        (100, [(11, P, 100), 12], [KENYA], {(11, KENYA): 100}),
        (100, [(11, P, 90), (12, P, 90)], [KENYA], {(11, KENYA): 50, (12, KENYA): 50}),
        (100, [(11, P, 60)], [KENYA], {(11, KENYA): 60, (None, KENYA): 40}),
        (100, [11], [(KENYA, "hub", 60)], {(11, KENYA): 60, (11, None): 40}),
        (
            100,
            [(11, P, 60)],
            [(KENYA, "hub", 60)],
            {(11, KENYA): 36, (11, None): 24, (None, KENYA): 24, (None, None): 16},
        ),
        (100, [], [KENYA], {(None, KENYA): 100}),
        (100, [11], [], {(11, None): 100}),
        (100, [], [], {(None, None): 100}),
        (100, [(ELSEWHERE_OBJECTIVE, P, 80), (11, P, 20)], [KENYA], {(11, KENYA): 20, (None, KENYA): 80}),
        (100, [ELSEWHERE_OBJECTIVE, 11], [KENYA], {(11, KENYA): 100}),
        (0, [11], [KENYA], {}),
        (None, [11], [KENYA], {}),
    ],
)
def test_money_is_spread_over_objective_by_place(
    cents: int | None, objectives: Any, places: Any, cells: dict[tuple[int | None, int | None], int]
) -> None:
    facts = Facts.from_projects([project(objectives=objectives, places=places, budget_eur_cents=cents)])
    found = allocate(facts, WORLD, OBJECTIVES)
    rows = [*OBJECTIVES, None]
    places_found = [None if key == -1 else key for key in found.place.tolist()]
    spread = zip((rows[row] for row in found.row.tolist()), places_found, strict=True)
    assert dict(zip(spread, found.cents.tolist(), strict=True)) == cells


@pytest.mark.parametrize("cents", [1, 999, 2**53 - 1])
def test_huge_weights_are_divided_exactly(cents: int) -> None:
    """So many odd shares that the weights' products leave 64 bits: the parts are still those of exact arithmetic."""
    places = [Place(900, PlaceKind.REGION, "R", "R")]
    places += [Place(key, PlaceKind.COUNTRY, f"C{key:03d}", f"C{key}", region=900) for key in range(100, 197)]
    framework = tuple(range(1, 90))
    one = ProjectFact(
        id=1, code="P", title="P", budget_eur_cents=cents,
        objectives=((1, P, Decimal("33.33")), *((key, P, None) for key in framework[1:])),
        places=((100, "hub", Decimal("0.01")), *((key, "hub", None) for key in range(101, 197))),
    )  # fmt: skip
    found = allocate(Facts.from_projects([one]), Geography.of(places), framework)
    objective_weights = [3333 * 88, *[6667] * 88]
    place_weights = [1 * 96, *[9999] * 96]
    assert sum(objective_weights) * sum(place_weights) > 3_037_000_499
    due = split_cents(cents, [a * b for a in objective_weights for b in place_weights])
    fast = dict(zip(zip(found.row.tolist(), found.place.tolist(), strict=True), found.cents.tolist(), strict=True))
    assert [fast.get((row, key), 0) for row in range(89) for key in range(100, 197)] == due


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 2**53 - 1),
    st.lists(st.integers(0, 10000), min_size=1, max_size=4).filter(any),
    st.lists(st.integers(0, 10000), min_size=1, max_size=4).filter(any),
)
def test_every_cent_is_given_once(cents: int, objectives: list[int], places: list[int]) -> None:
    keys = [FIJI, KENYA, RWANDA, EAC]
    one = ProjectFact(
        id=1, code="P", title="P", budget_eur_cents=cents,
        objectives=tuple((11 + n, P, Decimal(share) / 100) for n, share in enumerate(objectives[:3])),
        places=tuple((keys[n], "hub", Decimal(share) / 100) for n, share in enumerate(places)),
    )  # fmt: skip
    found = allocate(Facts.from_projects([one]), WORLD, OBJECTIVES)
    assert int(found.cents.sum()) == cents
    assert (found.cents > 0).all()


def test_a_parent_counts_with_what_its_children_do_not_use() -> None:
    def total(*children: ProjectFact, budget: int = 1000) -> int:
        parent = project(1, budget_eur_cents=budget)
        return grid_of(parent, *children).totals.portfolio_eur_cents

    assert total() == 1000
    assert total(project(2, parent_id=1, budget_eur_cents=300)) == 1000
    assert total(project(2, parent_id=1, budget_eur_cents=300), project(3, parent_id=2, budget_eur_cents=100)) == 1000
    assert total(project(2, parent_id=1, budget_eur_cents=None)) == 1000
    assert total(project(2, parent_id=1, budget_eur_cents=1300)) == 1300, "never below zero"
    assert total(project(2, parent_id=1, budget_eur_cents=300, status="cancelled")) == 1000
    assert total(project(2, parent_id=1, budget_eur_cents=300, status="suspended")) == 700, "used, but not in scope"
    assert total(project(2, parent_id=2, budget_eur_cents=300)) == 1300, "nobody is a child of its own"
    assert total(project(2, parent_id=77, budget_eur_cents=300)) == 1300, "a parent outside counts for nothing here"


def test_children_outside_a_selection_use_nothing_of_it() -> None:
    facts = Facts.from_projects([project(1, budget_eur_cents=1000), project(2, parent_id=1, budget_eur_cents=300)])
    assert facts.own_budget.tolist() == [700, 300]
    assert facts.select(np.array([True, False])).own_budget.tolist() == [1000]
    assert facts.select(np.array([False, True])).own_budget.tolist() == [300]


BUCKETS = [
    # axis, place, where its money stands
    (Axis.COUNTRY, KENYA, KENYA),
    (Axis.COUNTRY, EAST, "regional"),
    (Axis.COUNTRY, EAC, "regional"),
    (Axis.REGION, KENYA, EAST),
    (Axis.REGION, EAST, EAST),
    (Axis.REGION, EAC, EAST),
    (Axis.REGION, FORUM, PACIFIC),
    (Axis.REGION, COMMONWEALTH, "several-regions"),
    (Axis.REGION, EMPTY, "several-regions"),
    (Axis.ORGANISATION, EAC, EAC),
    (Axis.ORGANISATION, KENYA, "members"),
    (Axis.ORGANISATION, FRANCE, "elsewhere"),
    (Axis.ORGANISATION, EAST, "regional"),
]


@pytest.mark.parametrize(("axis", "place", "where"), BUCKETS)
def test_money_stands_in_one_column_of_each_axis(axis: Axis, place: int, where: int | str) -> None:
    grid = grid_of(project(places=[place], budget_eur_cents=99), axis=axis)
    if isinstance(where, int):
        assert cents_of(grid, where) == 99
        assert grid.totals.cells_eur_cents == 99
    else:
        assert grid.extras()[where][0].budget_eur_cents == 99
        assert grid.extras()[where][0].projects == 1
        assert grid.totals.cells_eur_cents == grid.totals.hidden_eur_cents == 0
        assert getattr(grid.totals, where.replace("-", "_") + "_eur_cents") == 99
    assert grid.totals.adds_up
    assert int(grid.money.sum()) == 99


def test_an_organisation_shows_what_was_linked_to_it_and_to_its_members_apart() -> None:
    grid = grid_of(
        project(1, places=[EAC], budget_eur_cents=100),
        project(2, places=[KENYA, RWANDA], budget_eur_cents=60),
        axis=Axis.ORGANISATION,
    )
    eac, commonwealth = cell_of(grid, EAC), cell_of(grid, COMMONWEALTH)
    assert (eac.budget_eur_cents, eac.via_eur_cents) == (100, 60)
    assert (commonwealth.budget_eur_cents, commonwealth.via_eur_cents) == (0, 30)
    assert grid.totals.portfolio_eur_cents == 160, "each project once, however many organisations"
    assert (grid.totals.cells_eur_cents, grid.totals.members_eur_cents) == (100, 60)


def test_the_money_of_hidden_columns_is_still_in_the_sum() -> None:
    grid = grid_of(project(1, places=[FRANCE], budget_eur_cents=40), project(2, budget_eur_cents=2))
    assert (grid.totals.cells_eur_cents, grid.totals.hidden_eur_cents, grid.totals.portfolio_eur_cents) == (2, 40, 42)
    narrowed = grid_of(project(2, budget_eur_cents=2), within=PACIFIC)
    assert (narrowed.totals.cells_eur_cents, narrowed.totals.hidden_eur_cents) == (0, 2)
    assert narrowed.totals.adds_up


@pytest.mark.parametrize(
    ("parts", "current", "everything"),
    [
        ({}, 10, 10),
        ({"planned_start": TODAY.replace(year=2027)}, 10, 10),
        ({"planned_start": TODAY.replace(year=2028)}, 0, 10),
        ({"planned_end": TODAY.replace(year=2025)}, 0, 10),
        ({"planned_start": None, "planned_end": None}, 0, 10),
        ({"status": "suspended"}, 0, 10),
        ({"status": "pipeline"}, 10, 10),
        ({"status": "cancelled"}, 0, 0),
    ],
)
def test_the_scope_says_whose_money_is_shown(parts: dict[str, Any], current: int, everything: int) -> None:
    shown = {scope: cents_of(grid_of(project(budget_eur_cents=10, **parts), scope=scope), KENYA) for scope in Scope}
    assert shown == {Scope.CURRENT: current, Scope.ALL: everything}


def test_the_unclassified_row_counts_and_pays_by_column() -> None:
    grid = grid_of(project(1, objectives=[], budget_eur_cents=10), project(2, objectives=[], places=[]))
    row = grid.unclassified(next(c for c, place in enumerate(grid.columns) if place.key == KENYA))
    assert (row.projects, row.budget_eur_cents) == (1, 10)
    assert grid.unclassified("unplaced").projects == 1
    assert [entry.id for entry in grid.projects_of(3, "unplaced")] == [2]
    assert grid.totals.unclassified_eur_cents == 10
