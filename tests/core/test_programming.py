"""What a set of interventions gains is what the grid says once they are in the portfolio, for every set."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.core.activity import situation_of
from portfolio.core.columns import FAR_FUTURE
from portfolio.core.coverage import build_grid
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.gaps import build_gaps
from portfolio.core.grid import Grid
from portfolio.core.interventions import (
    Candidate,
    build_extensions,
    build_templates,
    candidates_alone,
    in_order,
    with_candidates,
)
from portfolio.core.limits import Wishes, build_limits
from portfolio.core.needs import Needs
from portfolio.core.periods import day_from_number
from portfolio.core.programming import PARTS, Program, build_cells, losses_of
from portfolio.core.terms import Activity, Axis, Intervention, Strand
from tests.core import world
from tests.core.test_coverage_against_reference import QUESTIONS, portfolios


def subsets(size: int) -> list[tuple[int, ...]]:
    """Every set of so many things."""
    return list(chain.from_iterable(combinations(range(size), number) for number in range(size + 1)))


def total(grid: Grid) -> int:
    """The need-weighted gap of a grid, in parts of a point."""
    return sum(losses_of(grid).values())


NAMED = set(world.OBJECTIVES)
NEEDS = st.dictionaries(
    st.tuples(st.none() | st.sampled_from(world.OBJECTIVES), st.sampled_from([world.KENYA, world.RWANDA, world.FIJI])),
    st.integers(0, 3),
    max_size=4,
)


DRAFTS = portfolios().map(lambda found: [one for one in found if {link[0] for link in one.objectives} & NAMED][:3])
#: Which of the projects that could run longer do, and by how many days.
LONGER = st.dictionaries(st.integers(0, 6), st.sampled_from([1, 90, 365, 900]), max_size=2)


def asked(
    projects: list[ProjectFact], drafts: list[ProjectFact], longer: dict[int, int], **question: Any
) -> tuple[Grid, tuple[Candidate, ...]]:
    """A portfolio's grid, and the candidates: drafts, and projects with an end that run longer."""
    grid = build_grid(Facts.from_projects(projects), world.WORLD, framework=world.OBJECTIVES, **question)
    activity = situation_of(Facts.from_projects(drafts), grid.window, grid.scope).activity
    # A draft that is over before the day is nothing to pay for.
    drafts = [one for one, number in zip(drafts, activity.tolist(), strict=True) if number != Activity.ENDED.number]
    found = [Candidate(f"draft-{one.id}", Intervention.DRAFT, one.title, 1, project=one) for one in drafts]
    named = np.unique(grid.expansion.cells.project)
    for row in named[grid.facts.ends[named] < FAR_FUTURE].tolist():
        if row in longer:
            until = day_from_number(int(grid.facts.ends[row]) + longer[row])
            found.append(Candidate(f"extend-{row}", Intervention.EXTENSION, "", 1, extends=row, ends_on=until))
    return grid, in_order(found)


def program_of(grid: Grid, candidates: tuple[Candidate, ...]) -> Program:
    """The program without limits."""
    alone = candidates_alone(grid.facts, candidates)
    return Program(tuple(one.cost_eur_cents for one in candidates), build_cells(grid, alone))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(portfolios(), DRAFTS, LONGER, NEEDS, QUESTIONS)
def test_every_set_gains_what_the_grid_says_after_it(
    projects: list[ProjectFact],
    drafts: list[ProjectFact],
    longer: dict[int, int],
    needs: Needs,
    question: dict[str, Any],
) -> None:
    grid, candidates = asked(projects, drafts, longer, needs=needs, **question)
    program = program_of(grid, candidates)
    for chosen in subsets(len(candidates)):
        facts = with_candidates(grid.facts, [candidates[one] for one in chosen])
        after = build_grid(facts, world.WORLD, framework=world.OBJECTIVES, needs=needs, **question)
        assert program.gain(chosen) == total(grid) - total(after), chosen


def test_the_gap_that_is_weighed_is_the_priority_of_the_gap_list() -> None:
    projects = [world.project(1, planned_end=world.TODAY + timedelta(days=40)), world.project(2, [(12, "significant")])]
    needs = {(None, world.KENYA): 3, (11, world.RWANDA): 1, (None, world.FIJI): 0}
    grid = world.grid_of(*projects, needs=needs)
    listed = {(gap.row, gap.column): round(gap.priority * PARTS) for gap in build_gaps(grid) if gap.priority}
    assert losses_of(grid) == listed
    assert len(set(listed.values())) == 4


def test_two_that_close_one_gap_are_counted_once() -> None:
    grid = world.grid_of(axis=Axis.REGION, needs={(11, world.KENYA): 2})
    kenya, rwanda = (
        Candidate(f"draft-{at}", Intervention.DRAFT, "", 100, project=world.project(at, places=[place]))
        for at, place in enumerate((world.KENYA, world.RWANDA), start=1)
    )
    program = program_of(grid, (kenya, rwanda))
    assert program.gain({0}) == program.gain({1}) == program.gain({0, 1}) == 2 * PARTS


def test_two_together_can_do_what_neither_does_alone() -> None:
    day = timedelta(days=1)
    first = world.project(1, planned_end=world.TODAY + 100 * day)
    then = world.project(2, planned_start=world.TODAY + 150 * day, planned_end=world.TODAY + 900 * day)
    grid = world.grid_of(needs={(11, world.KENYA): 2})
    drafts = tuple(Candidate(one.code, Intervention.DRAFT, "", 1, project=one) for one in (first, then))
    program = program_of(grid, drafts)
    # Never (1) becomes ending (0.6), or planned (0.4).
    assert (program.gain({0}), program.gain({1})) == (round(0.8 * PARTS), round(1.2 * PARTS))
    assert program.gain({0, 1}) == 2 * PARTS


def test_an_extension_costs_its_days_of_its_own_budget_rounded_up() -> None:
    ends = world.TODAY + timedelta(days=99)
    parts = {"planned_start": ends - timedelta(days=299), "planned_end": ends}
    parent = world.project(1, budget_eur_cents=100_000, **parts)
    child = world.project(2, budget_eur_cents=9_999, parent_id=1, **parts)
    unknown, open_start = world.project(3, **parts), world.project(4, budget_eur_cents=5, planned_end=ends)
    lasting = world.project(5, budget_eur_cents=5)
    grid = world.grid_of(parent, child, unknown, replace(open_start, planned_start=None), lasting)
    offered, unpriced = build_extensions(grid, 12)
    assert [(one.key, one.cost_eur_cents) for one in offered] == [
        ("extend-1", -(-(100_000 - 9_999) * 365 // 300)),
        ("extend-2", -(-9_999 * 365 // 300)),
    ]
    assert offered[0].ends_on == ends.replace(year=ends.year + 1)
    assert [(one.row, one.why) for one in unpriced] == [
        (2, "no budget of its own in euro"),
        (3, "no start before its end"),
    ]


def test_a_template_closes_the_cell_it_was_made_for() -> None:
    grid = world.grid_of(world.project(1), axis=Axis.REGION, needs={(12, world.FIJI): 3, (13, world.FIJI): 0})
    made = build_templates(
        grid, months=36, cost_of=lambda row: 100 + row, title_of=lambda row, column: f"{row} {column}"
    )
    wanting = losses_of(grid)
    assert {(one.row, one.column) for one in made} >= wanting.keys()
    program = program_of(grid, tuple(made))
    for at, one in enumerate(made):
        assert program.gain({at}) == wanting.get((one.row, one.column), 0)
        assert one.cost_eur_cents == 100 + (one.row or 0)
    assert program.gain(range(len(made))) == total(grid)


def test_a_project_cannot_be_extended_twice() -> None:
    one = Candidate("extend-1", Intervention.EXTENSION, "", 1, extends=0, ends_on=world.TODAY)
    with pytest.raises(ValueError, match="one way only"):
        in_order([one, replace(one, key="other")])


def test_limits_speak_of_money_as_the_grid_divides_it() -> None:
    grid = world.grid_of(axis=Axis.REGION)
    drafts = in_order(
        Candidate(
            f"draft-{at}", Intervention.DRAFT, f"Draft {at}", cost, project=world.project(at, places=places, **parts)
        )
        for at, (cost, places, parts) in enumerate(
            [
                (100, [(world.KENYA, "priority", 75), (world.FIJI, "priority", 25)], {"strand": Strand.CYBERCRIME}),
                (50, [world.EAST], {"strand": Strand.BOTH}),
                (30, [world.EAC], {"strand": Strand.CYBER_RESILIENCE}),
            ],
            start=1,
        )
    )
    alone = candidates_alone(grid.facts, drafts)
    wishes = Wishes(
        budget=1000,
        least_per_region=1,
        most_per_country=70,
        most_per_region=120,
        most_projects=2,
        least_share=((Strand.CYBERCRIME, 60), (Strand.CYBER_RESILIENCE, 0)),
        take=(1,),
        leave=(2,),
    )
    limits = {
        limit.key: limit for limit in build_limits(wishes, grid, drafts, alone, missing_in=[world.EAST, world.PACIFIC])
    }
    weights = {key: limit.weights for key, limit in limits.items()}
    assert weights["region-eastern-africa"] == {0: 1, 1: 1}
    assert weights["region-pacific"] == {0: 1}
    assert weights["most-country-KE"] == {0: 75}
    assert weights["most-region-eastern-africa"] == {0: 75, 1: 50, 2: 30}
    assert "most-country-FJ" not in weights
    # 100 + 25 of 150 is for cybercrime; with the third project 125 of 180.
    assert limits["share-cybercrime"].holds({0, 1})
    assert not limits["share-cybercrime"].holds({1})
    assert not limits["share-cybercrime"].holds({1, 2})
    assert limits["share-cybercrime"].holds(())
    assert [limits[key].holds({1}) for key in ("take-1", "leave-2", "most-projects", "budget")] == [True] * 4
    assert [limits[key].words for key in ("budget", "region-pacific", "most-country-KE", "leave-2")] == [
        "a budget of EUR 10",
        "at least 1 project in Pacific",
        "at most EUR 0.70 in Kenya",
        "“Draft 3” left out",
    ]
