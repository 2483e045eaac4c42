"""A portfolio that was renewed after edits is the one that loading everything anew would give, array for array."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import renewal
from portfolio.core.allocation import allocate
from portfolio.core.almanac import Almanac
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.presence import expand
from portfolio.core.renewal import descent, joined, renewed
from portfolio.core.terms import Axis
from tests.core import world
from tests.core.test_coverage_against_reference import SETTINGS, portfolios
from tests.core.world import project


def differences(one: Any, other: Any, name: str = "") -> list[str]:
    """Names of the parts that are not the same."""
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and np.array_equal(one, other)
        return [] if same else [f"{name}: {one.dtype} {one.tolist()} is not {other.dtype} {other.tolist()}"]
    if is_dataclass(one):
        return [
            line
            for each in fields(one)
            if each.name not in ("descent", "_kept")
            for line in differences(getattr(one, each.name), getattr(other, each.name), f"{name}.{each.name}")
        ]
    return [] if one == other else [name]


def by_id(projects: list[ProjectFact]) -> list[ProjectFact]:
    """As they are loaded."""
    return sorted(projects, key=lambda each: each.id)


def assert_carried(before: list[ProjectFact], after: list[ProjectFact]) -> None:
    """Renew facts and expansions from `before` to `after` and hold them against those made from nothing."""
    old = Facts.from_projects(by_id(before))
    was = {each.id: each for each in before}
    edited = [each for each in after if was.get(each.id) != each]
    gone = was.keys() - {each.id for each in after}
    new = renewed(old, Facts.from_projects(edited), gone)
    anew = Facts.from_projects(by_id(after))
    assert differences(new, anew) == []
    monkey = pytest.MonkeyPatch()
    monkey.setattr(renewal, "MOST_FRESH", 1.0)
    for axis in Axis:
        asked = (world.WORLD, world.OBJECTIVES, axis, world.TODAY)
        expand(old, *asked)
        child = replace(new, descent=descent(old, new), _kept={})
        carried, made = expand(child, *asked), expand(anew, *asked)
        assert differences(carried, made) == []
        assert differences(Almanac.of(child, carried.cells), Almanac.of(anew, made.cells)) == []
    monkey.undo()


@SETTINGS
@given(portfolios(), portfolios(), st.sets(st.integers(0, 7)))
def test_renewing_gives_what_loading_gives(one: list[ProjectFact], other: list[ProjectFact], changed: set[int]) -> None:
    after = [other[at] if at in changed and at < len(other) else each for at, each in enumerate(one)]
    known = {each.id for each in after}
    after += [each for each in other[len(one) :] if each.id not in known]
    unique = {each.id: each for each in after}
    assert_carried(one, list(unique.values()))


@pytest.mark.parametrize(
    "after",
    [
        pytest.param([project(1), project(2), project(3, parent_id=2, budget_eur_cents=70)], id="a part is new"),
        pytest.param([project(1)], id="one is gone"),
        pytest.param([], id="all are gone"),
        pytest.param([project(1), project(2, budget_eur_cents=5, places=())], id="one has no place any more"),
        pytest.param([project(number) for number in range(1, 9)], id="most are new"),
        pytest.param([project(1, objectives=(12, 13)), project(2)], id="the first changed"),
    ],
)
def test_edits_of_each_kind_are_carried(after: list[ProjectFact]) -> None:
    assert_carried([project(1), project(2, budget_eur_cents=100, places=(world.KENYA, world.FIJI))], after)


def test_what_is_carried_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Facts.from_projects([project(number) for number in range(1, 50)])
    asked = (world.WORLD, world.OBJECTIVES, Axis.COUNTRY, world.TODAY)
    expand(old, *asked)
    new = renewed(old, Facts.from_projects([project(7, objectives=(13,))]), ())
    sizes: list[int] = []
    monkeypatch.setattr(
        "portfolio.core.presence.allocate",
        lambda facts, *rest: sizes.append(len(facts)) or allocate(facts, *rest),  # type: ignore[func-returns-value]
    )
    expand(replace(new, descent=descent(old, new), _kept={}), *asked)
    assert sizes == [1]


def test_a_draft_beside_renewed_facts_is_expanded_too() -> None:
    old = Facts.from_projects([project(1), project(2)])
    asked = (world.WORLD, world.OBJECTIVES, Axis.COUNTRY, world.TODAY)
    expand(old, *asked)
    now = Facts.from_projects([project(1), project(2)])
    tried = joined(
        replace(now, descent=descent(old, now), _kept={}), Facts.from_projects([project(3, places=world.FIJI)])
    )
    drafted = Facts.from_projects([project(1), project(2), project(3, places=world.FIJI)])
    assert differences(expand(tried, *asked), expand(drafted, *asked)) == []


def test_facts_with_other_links_come_from_nowhere() -> None:
    old = Facts.from_projects([project(1), project(2)])
    asked = (world.WORLD, world.OBJECTIVES, Axis.COUNTRY, world.TODAY)
    expand(old, *asked)
    now = Facts.from_projects([project(1), project(2)])
    moved = Facts.from_projects([project(1, objectives=(13,)), project(2)])
    tried = replace(now, descent=descent(old, now), objectives=moved.objectives, _kept={})
    assert differences(expand(tried, *asked), expand(moved, *asked)) == []
