"""Grids by strand, funder, implementer and programme: the contract's rules with other links in place of objectives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core.coverage import build_grid
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.grid import Grid
from portfolio.core.rows import facts_by, row_keys
from portfolio.core.terms import Axis, CellState, OrganisationRole, Rows, Strand
from tests.core import world
from tests.core.reference import Reference
from tests.core.test_coverage_against_reference import QUESTIONS, SETTINGS, portfolios
from tests.core.world import FIJI, KENYA, project


def grid_by(rows: Rows, *projects: ProjectFact, **question: Any) -> Grid:
    facts = facts_by(Facts.from_projects(projects), rows)
    asked: dict[str, Any] = {"axis": Axis.COUNTRY, "as_of": world.TODAY} | question
    return build_grid(facts, world.WORLD, framework=tuple(row_keys(facts)), **asked)


def keys_of(one: ProjectFact, projects: list[ProjectFact], rows: Rows) -> list[int]:
    """The rows that a project stands in, one sentence of the definition after the other."""
    if rows is Rows.STRAND:
        both = [Strand.CYBER_RESILIENCE, Strand.CYBERCRIME]
        stated = [] if one.strand is None else both if one.strand == Strand.BOTH else [Strand(one.strand)]
        return [strand.number for strand in stated]
    if rows is Rows.PROGRAMME:
        by_id = {other.id: other for other in projects}
        seen, top = {one.id}, one
        while top.parent_id in by_id and top.parent_id != top.id:
            top = by_id[top.parent_id]
            if top.id in seen:
                return []
            seen.add(top.id)
        has_children = any(other.parent_id == one.id and other is not one for other in projects)
        return [top.id] if has_children or top is not one else []
    return sorted({key for key, role in one.organisations if role == rows.value})


@st.composite
def described(draw: st.DrawFn) -> list[ProjectFact]:
    links = st.tuples(st.integers(501, 503), st.sampled_from([role.value for role in OrganisationRole]))
    return [
        replace(
            one,
            strand=draw(st.none() | st.sampled_from([strand.value for strand in Strand])),
            organisations=tuple(sorted(draw(st.sets(links, max_size=3)))),
        )
        for one in draw(portfolios())
    ]


@pytest.mark.parametrize("rows", [kind for kind in Rows if kind is not Rows.OBJECTIVE])
@SETTINGS
@given(projects=described(), question=QUESTIONS)
def test_every_cell_by_other_rows_is_what_the_contract_says(
    rows: Rows, projects: list[ProjectFact], question: dict[str, Any]
) -> None:
    asked = question | {"not_applicable": set()}
    grid = grid_by(rows, *projects, **asked)
    linked = [
        replace(one, objectives=tuple((key, "principal", None) for key in keys_of(one, projects, rows)))
        for one in projects
    ]
    assert list(grid.rows) == sorted({key for one in linked for key, _, _ in one.objectives})
    slow = Reference(
        linked, world.WORLD, grid.rows, asked["axis"], asked["as_of"], asked["horizon_months"], asked["scope"],
        frozenset(), asked["include_non_partner"],
    )  # fmt: skip
    for r, key in enumerate(grid.rows):
        for c, column in enumerate(grid.columns):
            cell = grid.cell(r, c)
            assert cell.state == slow.state(key, column)
            assert cell.direct == slow.counted(key, column, "direct")
    assert grid.totals.adds_up


def test_the_money_of_a_project_with_two_funders_is_divided_equally_to_the_cent() -> None:
    shared = project(1, budget_eur_cents=101, organisations=((7, "funder"), (8, "funder"), (8, "implementer")))
    alone = project(2, budget_eur_cents=50, places=(FIJI,))
    grid = grid_by(Rows.FUNDER, shared, alone)
    assert grid.rows == (7, 8)
    assert [int(row.sum()) for row in grid.money] == [51, 50, 50]
    assert grid.totals.unclassified_eur_cents == 50
    assert grid.totals.adds_up
    assert grid_by(Rows.IMPLEMENTER, shared, alone).rows == (8,)


def test_a_project_of_both_strands_stands_in_both_rows_and_one_without_makes_its_place_unknown() -> None:
    grid = grid_by(Rows.STRAND, project(1, strand="both"), project(2, places=(FIJI,)))
    assert grid.rows == (1, 2)
    states = {place.key: grid.state[:, at].tolist() for at, place in enumerate(grid.columns)}
    assert states[KENYA] == [CellState.COVERED.number] * 2
    assert states[FIJI] == [CellState.UNKNOWN.number] * 2


def test_a_programme_is_the_topmost_parent_and_a_circle_is_none() -> None:
    top, middle, leaf = project(1), project(2, parent_id=1), project(3, parent_id=2)
    circle = (project(4, parent_id=5), project(5, parent_id=4), project(6, parent_id=4))
    facts = facts_by(Facts.from_projects([top, middle, leaf, *circle, project(7, parent_id=99)]), Rows.PROGRAMME)
    assert facts.objectives.key.tolist() == [1, 1, 1]
    assert facts.objectives.project.tolist() == [0, 1, 2]


def test_by_objective_the_facts_are_themselves_and_other_rows_are_worked_out_once() -> None:
    facts = Facts.from_projects([project(1, strand="both")])
    assert facts_by(facts, Rows.OBJECTIVE) is facts
    assert facts_by(facts, Rows.STRAND) is facts_by(facts, Rows.STRAND)
    assert np.array_equal(facts_by(facts, Rows.STRAND).own_budget, facts.own_budget)
