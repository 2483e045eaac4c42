"""What a rule says of a value, of which values, over which needs, and what that does to priorities."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.core.needrules import (
    NEED_RULE,
    Derived,
    KnownNeed,
    derive,
    level_counts,
    plan_needs,
    shifts_of,
)
from portfolio.core.needs import need_matrix
from portfolio.core.terms import Axis
from tests.core.world import FIJI, KENYA, RWANDA, TONGA, grid_of, links, project


def rule(**more: Any) -> dict[str, Any]:
    """A rule with bounds, of an index where higher is better."""
    given = {"high": "30", "medium": "50", "low": "70"} if "tiers" not in more else {}
    return NEED_RULE.normal({"code": "R", "title": "Rule", "index": "X", **given, **more})


def value(country: str, year: int, score: str | None, tier: str | None = None) -> dict[str, Any]:
    """A value of the index."""
    return {"index": "X", "country": country, "year": year, "score": score, "tier": tier, "source": None}


@pytest.mark.parametrize(
    ("score", "higher", "level"),
    [
        ("0", True, 3), ("30", True, 3), ("30.01", True, 2), ("50", True, 2), ("69.9", True, 1), ("70.1", True, 0),
        ("80", False, 3), ("70", False, 3), ("69.9", False, 2), ("50", False, 2), ("30", False, 1), ("29", False, 0),
    ],
)  # fmt: skip
def test_bounds_belong_to_the_needier_side(score: str, higher: bool, level: int) -> None:
    given = rule() if higher else rule(high="70", medium="50", low="30")
    assert derive(given, [value("KE", 2024, score)], higher_is_better=higher)["KE"].level == level


def test_the_latest_value_that_has_what_is_asked_for_counts_unless_it_is_too_old() -> None:
    values = [value("KE", 2020, "20"), value("KE", 2024, None, "T1"), value("UG", 2018, "60"), value("UG", 2021, "90")]
    assert derive(rule(), values, higher_is_better=True) == {
        "KE": Derived(3, 2020, "20", None),
        "UG": Derived(0, 2021, "90", None),
    }
    assert list(derive(rule(oldest_year=2021), values, higher_is_better=True)) == ["UG"]
    tiers = rule(tiers=["T1 = 0", "T5=3"])
    assert derive(tiers, [*values, value("RW", 2024, "1", "T3")], higher_is_better=True) == {
        "KE": Derived(0, 2024, None, "T1")
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"high": None, "medium": None, "low": None}, "at least one bound"),
        ({"high": "30", "medium": "80"}, "must rise, or fall"),
        ({"high": "30", "medium": "30"}, "must rise, or fall"),
        ({"high": "much"}, "is not a number"),
        ({"tiers": ["T1=4"]}, "is not a tier with its need"),
        ({"tiers": ["T1=1", "T1=2"]}, "given twice"),
        ({"tiers": ["T1=1"], "high": "3"}, "not both"),
        ({"oldest_year": "20"}, "whole number from 1950"),
        ({"title": ""}, "Title is missing"),
    ],
)
def test_what_is_no_rule_is_said(given: dict[str, Any], sentence: str) -> None:
    wrong = NEED_RULE.problems(NEED_RULE.normal({**rule(**given), **given}))
    assert sentence in " ".join(problem.sentence for problem in wrong)


def test_entered_needs_win_and_a_rule_takes_back_only_its_own() -> None:
    def need(number: int, country: str, level: int, made_by: str | None = None, of: str | None = None) -> KnownNeed:
        return KnownNeed(number, 1, country, of, level, "rule" if made_by else "entered", made_by)

    known = [
        need(1, "KE", 1),
        need(2, "UG", 1, "R@1"),
        need(3, "RW", 2, "R@1"),
        need(4, "SO", 3, "R@1"),
        need(5, "SO", 3, "other@7", of="f:1"),
        need(6, "UG", 0, "R@1", of="f:2"),
    ]
    derived = {code: Derived(2, 2024, "40", None) for code in ("KE", "UG", "RW", "TZ")}
    plan = plan_needs("R", None, derived, known)
    assert plan.added == (("TZ", 2),)
    assert [(one.id, level) for one, level in plan.changed] == [(2, 2)]
    assert [one.id for one in plan.same] == [3]
    assert sorted(one.id for one in plan.removed) == [4, 6]
    assert [(one.id, level) for one, level in plan.kept] == [(1, 2)]
    assert plan.moves
    assert not plan_needs("R", None, {}, [need(1, "KE", 1)]).moves


def test_shifts_name_the_cells_whose_need_changes_with_both_priorities() -> None:
    grid = grid_of(project(1, places=links([KENYA], "priority")), axis=Axis.COUNTRY, needs={(None, FIJI): 1})
    places = [(place.key,) for place in grid.columns]
    after = need_matrix({(None, FIJI): 3, (11, KENYA): 2, (12, RWANDA): 0, (13, TONGA): 3}, grid.rows, places)
    found = {(grid.rows[one.row], one.place): one for one in map(_placed(grid), shifts_of(grid, after))}
    fiji = found[11, FIJI].shift
    assert (fiji.before, fiji.after, fiji.priority_before, fiji.priority_after) == (1, 3, 1.0, 3.0)
    covered = found[11, KENYA].shift
    assert (covered.priority_before, covered.priority_after) == (0.0, 0.0)
    unneeded = found[12, RWANDA].shift
    assert (unneeded.before, unneeded.after, unneeded.priority_before, unneeded.priority_after) == (None, 0, 1.5, 0.0)
    shifts = shifts_of(grid, after)
    assert len(shifts) == 6
    assert shifts[0].priority_after - shifts[0].priority_before == 2.0
    assert level_counts(shifts) == {3: 4, 2: 1, 1: 0, 0: 1, None: 0}
    assert shifts_of(grid, grid.need) == ()


class _Placed:
    def __init__(self, shift: Any, place: int) -> None:
        self.shift, self.row, self.place = shift, shift.row, place


def _placed(grid: Any) -> Any:
    return lambda shift: _Placed(shift, grid.columns[shift.column].key)
