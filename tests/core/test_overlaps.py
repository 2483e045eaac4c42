"""Pairs of projects on one objective, at one place, at one time: what counts, its score, and that none is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import candidates
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.overlaps import DIFFERENT, NOT_KNOWN, PARTLY, SAME, Meeting, Overlaps, find_overlaps
from portfolio.core.periods import Window
from tests.core.world import (
    EAC,
    EAST,
    FIJI,
    FORUM,
    KENYA,
    OBJECTIVES,
    PACIFIC,
    RWANDA,
    SOMALIA,
    TODAY,
    TONGA,
    WORLD,
    project,
)

ONE = ((1, "funder"), (2, "implementer"))
TWO = ((3, "funder"), (4, "implementer"))


def _found(*projects: ProjectFact, day: date = TODAY) -> Overlaps:
    return find_overlaps(Facts.from_projects(projects), WORLD, framework=OBJECTIVES, window=Window(day, 12))


def _two(first: dict[str, Any], second: dict[str, Any]) -> Overlaps:
    return _found(project(1, **{"organisations": ONE, **first}), project(2, **{"organisations": TWO, **second}))


def test_an_empty_portfolio_has_no_overlaps() -> None:
    found = _found()
    assert (len(found), found.clusters, found.crowded) == (0, (), ())


def test_two_projects_that_share_everything_but_their_organisations_have_all_points() -> None:
    pair = _two({"budget_eur_cents": 10_000}, {"budget_eur_cents": 500}).pair(0)
    assert (pair.score, pair.parts) == (100, (30, 30, 20, 20))
    assert (pair.objectives, pair.meetings) == ((0,), (Meeting(KENYA, True),))
    assert (pair.starts_on, pair.ends_on, pair.months) == (date(2025, 1, 1), date(2030, 12, 31), 72)
    assert pair.cents == (10_000, 500)
    assert (pair.funders, pair.implementers) == (DIFFERENT, DIFFERENT)


def test_the_parts_of_the_score_follow_what_is_shared() -> None:
    found = _two(
        {
            "objectives": (11, 12),
            "places": [(KENYA, "priority", Decimal(60)), (RWANDA, "priority", Decimal(40))],
            "budget_eur_cents": 1000,
        },
        {
            "objectives": (12, 13),
            "places": (RWANDA, FIJI, TONGA),
            "planned_start": date(2027, 1, 1),
            "planned_end": date(2034, 12, 31),
            "status": "pipeline",
            "organisations": ((1, "funder"),),
        },
    )
    assert len(found) == 1
    one = found.pair(0)
    # one of two objectives; one of two places; four of six years; same funder, no implementer known of the second
    assert one.parts == (15, 15, 13, 5)
    assert (one.funders, one.implementers) == (SAME, NOT_KNOWN)
    assert one.cents == (200, 0)
    assert (one.starts_on, one.ends_on, one.months) == (date(2027, 1, 1), date(2030, 12, 31), 48)


def test_organisations_in_common_take_half_of_the_points() -> None:
    pair = _two(
        {"organisations": ((1, "funder"), (2, "implementer"), (5, "implementer"))},
        {"organisations": ((1, "funder"), (9, "funder"), (2, "implementer"), (6, "implementer"))},
    ).pair(0)
    assert (pair.funders, pair.implementers) == (PARTLY, PARTLY)
    assert pair.parts == (30, 30, 20, 10)


@pytest.mark.parametrize(
    ("first", "second", "meetings"),
    [
        ((KENYA,), (EAST,), (Meeting(KENYA, False),)),
        ((EAC,), (SOMALIA,), (Meeting(SOMALIA, False),)),
        ((EAST,), (EAST,), (Meeting(EAST, True),)),
        ((KENYA, EAST), (KENYA, RWANDA), (Meeting(KENYA, True), Meeting(RWANDA, False))),
        ((EAST,), (EAC,), None),  # two groups that share members
        ((PACIFIC,), (KENYA,), None),
        ((FORUM,), (FIJI,), (Meeting(FIJI, False),)),
    ],
)
def test_projects_meet_at_a_shared_link_or_through_one_group(
    first: tuple[int, ...], second: tuple[int, ...], meetings: tuple[Meeting, ...] | None
) -> None:
    for one, other in ((first, second), (second, first)):
        found = _two({"places": one}, {"places": other})
        if meetings is None:
            assert len(found) == 0
        else:
            pair = found.pair(0)
            assert pair.meetings == meetings
            assert pair.parts[1] == (30 * sum(met.direct for met in meetings) // min(len(one), len(other)) or 15)


@pytest.mark.parametrize(
    "second",
    [
        {"organisations": ONE},
        {"objectives": (13,)},
        {"objectives": ()},
        {"places": (FIJI,)},
        {"planned_end": date(2026, 1, 31)},
        {"planned_start": date(2031, 1, 1), "planned_end": date(2033, 1, 1), "status": "pipeline"},
        {"status": "cancelled"},
        {"status": "suspended"},
        {"planned_start": None, "planned_end": None},
        {"parent_id": 1},
    ],
)
def test_what_is_no_overlap(second: dict[str, Any]) -> None:
    assert len(_two({}, {})) == 1
    assert len(_two({}, second)) == 0


def test_open_ends_run_on_and_are_measured_to_the_end_of_the_window() -> None:
    pair = _two({"planned_end": None}, {"planned_end": None, "planned_start": date(2026, 6, 15)}).pair(0)
    assert (pair.starts_on, pair.ends_on, pair.months) == (date(2026, 6, 15), None, None)
    assert pair.parts[2] == 20


def test_pairs_come_best_first_and_are_found_by_their_projects() -> None:
    found = _found(
        project(1, organisations=ONE, objectives=(11, 12)),
        project(2, organisations=TWO, objectives=(11, 13)),
        project(3, organisations=(), objectives=(11, 12)),
    )
    assert [(found.pair(n).first, found.pair(n).second) for n in range(3)] == [(0, 2), (0, 1), (1, 2)]
    assert found.score.tolist() == [90, 85, 75]
    assert (found.find(2, 0), found.find(1, 2), found.find(0, 0)) == (0, 2, None)


def test_three_projects_of_different_organisations_in_one_cell_are_a_cluster() -> None:
    many = [project(n, organisations=((n % 2, "funder"), (n, "implementer"))) for n in (3, 2, 1)]
    (cluster,) = _found(*many).clusters
    assert (cluster.objective, cluster.place, cluster.projects) == (0, KENYA, (2, 1, 0))
    assert (cluster.funders, cluster.implementers) == (2, 3)
    assert _found(*many[:2]).clusters == ()
    assert _found(*(project(n, organisations=ONE) for n in (1, 2, 3))).clusters == ()


def test_a_cell_that_is_too_full_is_named_and_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_COMPARISONS", 3)
    many = [project(n, organisations=((n, "funder"),)) for n in range(1, 5)]
    assert len(_found(*many[:3])) == 3
    found = _found(*many, project(9, places=(FIJI,)), project(10, places=(FIJI,)))
    assert [(found.pair(0).first, found.pair(0).second)] == [(4, 5)]
    assert found.crowded == ((0, KENYA, 4),)


_PLACES = (KENYA, RWANDA, FIJI, EAST, PACIFIC, EAC, FORUM)
_DAYS = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2029, 12, 31)))


@st.composite
def _portfolios(draw: st.DrawFn) -> list[ProjectFact]:
    made = []
    for number in range(1, draw(st.integers(0, 7)) + 1):
        days = sorted(day for day in (draw(_DAYS), draw(_DAYS)) if day)
        made.append(
            project(
                number,
                objectives=tuple(draw(st.sets(st.sampled_from((11, 12, 99)), max_size=2))),
                places=tuple(draw(st.sets(st.sampled_from(_PLACES), max_size=3))),
                planned_start=days[0] if days else None,
                planned_end=days[1] if len(days) > 1 else None,
                status=draw(st.sampled_from(("implementation", "pipeline", "cancelled", None))),
                organisations=tuple((key, "funder") for key in draw(st.sets(st.integers(1, 2), max_size=2))),
                parent_id=draw(st.sampled_from((None, None, 1))) if number > 1 else None,
            )
        )
    return made


def _meet(first: ProjectFact, second: ProjectFact) -> bool:
    mine, theirs = ({key for key, *_ in one.places} for one in (first, second))
    reach = [{country for key in keys for country in WORLD.countries_of(key, TODAY)} for keys in (mine, theirs)]
    return bool(mine & theirs or mine & reach[1] or theirs & reach[0])


def _alive(one: ProjectFact) -> bool:
    start, end = one.planned_start, one.planned_end
    if one.status == "cancelled" or not (start or end) or (end or date.max) < TODAY:
        return False
    return (start or date.min) <= date(2027, 6, 15)


@given(_portfolios())
def test_the_search_finds_exactly_the_pairs_that_comparing_all_finds(projects: list[ProjectFact]) -> None:
    expected = set()
    for first, second in combinations(projects, 2):
        kin = second.parent_id == first.id or first.parent_id == second.id
        shared = {key for key, *_ in first.objectives} & {key for key, *_ in second.objectives} & set(OBJECTIVES)
        starts = max(first.planned_start or date.min, second.planned_start or date.min)
        ends = min(first.planned_end or date.max, second.planned_end or date.max)
        # Implementers are never known here, so only projects that are kin are left out for being of one hand.
        if _alive(first) and _alive(second) and shared and not kin and starts <= ends and _meet(first, second):
            expected.add((first.id - 1, second.id - 1))
    found = _found(*projects)
    pairs = [found.pair(number) for number in range(len(found))]
    assert {(pair.first, pair.second) for pair in pairs} == expected
    for pair in pairs:
        assert pair.meetings
        assert pair.objectives
        assert 0 < pair.score <= 100
