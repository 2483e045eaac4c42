"""The solver held against trying every set, on small cases whose pieces come from the rules of coverage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.core.facts import ProjectFact
from portfolio.core.interventions import candidates_alone
from portfolio.core.limits import Wishes, build_limits
from portfolio.core.programming import CellProgram, Limit, Outcome, Program, build_cells
from portfolio.core.terms import CellState, Strand
from portfolio.planning.solver import Infeasible, best_set, can_be_kept, least_set
from tests.core import world
from tests.core.test_coverage_against_reference import portfolios
from tests.core.test_programming import DRAFTS, LONGER, NEEDS, asked, subsets

PLENTY = 60.0


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    """What a planner might state, in amounts that bind."""
    return {
        "budget": draw(st.integers(0, 25)),
        "least_per_region": draw(st.sampled_from([0, 0, 1, 2])),
        "most_per_country": draw(st.none() | st.integers(0, 6)),
        "most_per_region": draw(st.none() | st.integers(0, 9)),
        "most_projects": draw(st.none() | st.integers(0, 4)),
        "least_share": ((Strand.CYBERCRIME, draw(st.sampled_from([0, 0, 30, 50]))),),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(portfolios(), DRAFTS, LONGER, NEEDS, wishes(), st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_the_best_set_is_the_best_of_all_sets(
    projects: list[ProjectFact],
    drafts: list[ProjectFact],
    longer: dict[int, int],
    needs: Any,
    stated: dict[str, Any],
    costs: list[int],
) -> None:
    strands = [Strand.CYBERCRIME, Strand.BOTH, Strand.CYBER_RESILIENCE]
    drafts = [replace(one, strand=strands[at]) for at, one in enumerate(drafts)]
    grid, unpriced = asked(projects, drafts, longer, needs=needs, axis=world.Axis.REGION, as_of=world.TODAY)
    candidates = [replace(one, cost_eur_cents=cost) for one, cost in zip(unpriced, costs, strict=False)]
    alone = candidates_alone(grid.facts, candidates)
    limits = build_limits(Wishes(**stated), grid, candidates, alone, missing_in=[world.EAST])
    program = Program(tuple(costs[: len(candidates)]), build_cells(grid, alone), limits)
    kept = [frozenset(chosen) for chosen in subsets(len(candidates)) if program.allows(chosen)]
    assert can_be_kept(program, limits, seconds=PLENTY) == bool(kept)
    if not kept:
        with pytest.raises(Infeasible):
            best_set(program, seconds=PLENTY)
        return
    best = max(program.gain(chosen) for chosen in kept)
    found = best_set(program, seconds=PLENTY)
    assert found.chosen in kept
    assert (found.gain, found.bound, found.proven, found.gap) == (best, best, True, 0.0)
    cheapest = least_set(program, dict(enumerate(program.costs)), seconds=PLENTY, gain=best)
    assert cheapest is not None
    equals = [chosen for chosen in kept if program.gain(chosen) >= best]
    assert cheapest.chosen in equals
    assert program.cost(cheapest.chosen) == min(map(program.cost, equals))


def closes(gain: int, *candidates: int) -> CellProgram:
    """A cell that any of these closes."""
    outcomes = (Outcome(CellState.COVERED, 0, any_of=frozenset(candidates)), Outcome(CellState.NEVER, gain, True))
    return CellProgram(0, 0, gain, outcomes)


def test_the_second_set_is_the_best_that_leaves_something_out() -> None:
    cells = (closes(50, 0), closes(40, 1), closes(39, 2), closes(1, 0, 1, 2))
    costs = (10, 10, 10)
    program = Program(costs, cells, (Limit("budget", "", dict(enumerate(costs)), most=20),))
    first = best_set(program, seconds=PLENTY)
    assert (first.chosen, first.gain) == ({0, 1}, 91)
    another = Limit("another", "", dict.fromkeys(first.chosen, 1), most=len(first.chosen) - 1)
    second = best_set(program, seconds=PLENTY, others=(another,))
    assert (second.chosen, second.gain) == ({0, 2}, 90)


def test_a_budget_is_kept_to_the_cent() -> None:
    # One cent over, among amounts for which the solver's own tolerance would let thousands of euro pass.
    costs = (999_999_999_999_999, 7, 300_000_000_000_001)
    cells = tuple(closes(100, one) for one in range(3))
    for budget, gain in ((sum(costs), 300), (sum(costs) - 1, 200), (costs[0] + 6, 200), (costs[0] - 1, 200), (6, 0)):
        program = Program(costs, cells, (Limit("budget", "", dict(enumerate(costs)), most=budget),))
        found = best_set(program, seconds=PLENTY)
        assert (found.gain, found.proven) == (gain, True)
        assert program.cost(found.chosen) <= budget


def test_nothing_to_choose_from_is_an_answer() -> None:
    assert best_set(Program((), ()), seconds=PLENTY).chosen == frozenset()
    with pytest.raises(Infeasible):
        best_set(Program((), (), (Limit("region", "", {}, least=1),)), seconds=PLENTY)
