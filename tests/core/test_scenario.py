"""Scenarios: what each change makes of a project, which ones reality has overtaken, and a portfolio left as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.core.cliffs import find_losses
from portfolio.core.comparison import (
    compare,
    compare_cliffs,
    compare_gaps,
    compare_money,
)
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.gaps import build_gaps
from portfolio.core.project import ProjectValue, normal
from portfolio.core.rates import RateTable
from portfolio.core.scenario import (
    AddDraft,
    Change,
    Cut,
    Drop,
    Extend,
    Ground,
    InvalidChange,
    Reallocate,
    Retarget,
    Shift,
    apply_changes,
    change_words,
    facts_after,
    read_change,
    rebased,
    write_change,
)
from portfolio.core.terms import CliffTurn, ConflictKind, Difference, GapTurn, Precision
from tests.core import world
from tests.core.test_coverage_against_reference import QUESTIONS, SETTINGS, portfolios
from tests.core.world import KENYA, TODAY, grid_of

FRAMEWORK = "f"
GROUND = Ground(
    objectives={(FRAMEWORK, number): number for number in (*world.OBJECTIVES, world.ELSEWHERE_OBJECTIVE)},
    places={(place.kind.value, place.code): place.key for place in world.WORLD.places},
    organisations={},
    projects={},
    rates=RateTable([]),
)


def value(code: str = "P001", **parts: Any) -> ProjectValue:
    """A running project of 1 000 euro on the first objective in Kenya."""
    return normal(
        {
            "code": code,
            "title": f"Project {code}",
            "status": "implementation",
            "planned_start": "2025-01-01",
            "planned_end": "2026-12-31",
            "budget_amount": "1000",
            "budget_currency": "EUR",
            "objectives": [{"framework": FRAMEWORK, "number": 11}],
            "places": [{"kind": "country", "code": "KE"}],
            **parts,
        }
    )


REAL = {1: value(), 2: value("P002", budget_amount="500.50"), 3: value("P003", budget_currency="USD")}


def made(change: Change, real: dict[int, ProjectValue] = REAL) -> Change:
    return rebased(change, real)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Extend(project_id=1, ends_on="2028-06"), {1: {"planned_end": "2028-06"}}),
        (Cut(project_id=1, budget_amount="750.5"), {1: {"budget_amount": "750.50"}}),
        (Drop(project_id=1), {1: {"status": "cancelled"}}),
        (Shift(project_id=1, months=6), {1: {"planned_start": "2025-07-01", "planned_end": "2027-06-30"}}),
        (Shift(project_id=1, days=-1), {1: {"planned_start": "2024-12-31", "planned_end": "2026-12-30"}}),
        (
            Reallocate(from_id=1, to_id=2, amount="0.50"),
            {1: {"budget_amount": "999.50"}, 2: {"budget_amount": "501.00"}},
        ),
        (Retarget(project_id=1, objectives=[]), {1: {"objectives": []}}),
    ],
)
def test_each_change_does_what_it_says_and_no_more(change: Change, expected: dict[int, dict[str, Any]]) -> None:
    applied = apply_changes(REAL, [made(change)])
    assert applied.conflicts == ()
    assert {number: {name: pair[1] for name, pair in diff.items()} for number, diff in applied.effects[0].items()} == (
        expected
    )
    assert applied.values == {number: {**REAL[number], **new} for number, new in expected.items()}


@pytest.mark.parametrize(
    ("written", "months", "after"),
    [("2025", 12, "2026"), ("2025", 6, "2025-07"), ("2025-03", 1, "2025-04"), ("2025-01-31", 1, "2025-02-28")],
)
def test_a_date_stays_as_exact_as_it_was_when_it_is_shifted(written: str, months: int, after: str) -> None:
    real = {1: value(planned_start=written, planned_end=None)}
    applied = apply_changes(real, [made(Shift(project_id=1, months=months), real)])
    assert applied.values[1]["planned_start"] == after


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Extend(project_id=1, ends_on="2024"), "end before it starts"),
        (Reallocate(from_id=1, to_id=2, amount="1000.01"), "which is less than 1\u202f000.01"),
        (Reallocate(from_id=1, to_id=3, amount="1"), "counts in EUR, P003 in USD"),
        (Reallocate(from_id=1, to_id=2, amount="0.001"), "at most 2 decimals"),
        (Shift(project_id=1, months=600), "not between 1950 and 2150"),
    ],
)
def test_what_cannot_be_is_a_conflict_with_its_reason_and_does_nothing(change: Change, sentence: str) -> None:
    real = {**REAL, 1: value(planned_end="2126")} if isinstance(change, Shift) else REAL
    applied = apply_changes(real, [made(change, real)])
    assert [one.kind for one in applied.conflicts] == [ConflictKind.IMPOSSIBLE]
    assert sentence in applied.conflicts[0].sentence
    assert applied.values == {}


def test_a_project_that_has_begun_is_not_shifted_but_its_actual_end_can_move() -> None:
    real = {1: value(actual_start="2025-02-01", actual_end="2026-01-31")}
    assert apply_changes(real, [made(Shift(project_id=1, months=1), real)]).conflicts[0].kind is ConflictKind.IMPOSSIBLE
    applied = apply_changes(real, [made(Extend(project_id=1, ends_on="2027"), real)])
    assert (applied.values[1]["actual_end"], applied.values[1]["planned_end"]) == ("2027", "2026-12-31")


def test_changes_of_one_project_build_on_each_other_and_drafts_come_first() -> None:
    draft = AddDraft(number=3, value=value("NEW", budget_amount=None, budget_currency=None))
    changes = [
        replace(made(Cut(project_id=1, budget_amount="900")), number=1),
        replace(made(Reallocate(from_id=1, to_id=-3, amount="200")), number=2),
        draft,
    ]
    applied = apply_changes(REAL, changes)
    assert applied.conflicts == ()
    assert applied.values[1]["budget_amount"] == "700.00"
    assert (applied.values[-3]["budget_amount"], applied.values[-3]["budget_currency"]) == ("200.00", "EUR")
    assert apply_changes(REAL, changes[:2]).conflicts[0].kind is ConflictKind.GONE


def test_what_reality_overtook_is_kept_apart_until_it_is_made_on_what_holds_now() -> None:
    change = replace(made(Extend(project_id=1, ends_on="2028")), number=1)
    moved = {**REAL, 1: value(planned_end="2027-03-31", title="Another title")}
    applied = apply_changes(moved, [change])
    assert applied.values == {}
    assert applied.conflicts[0].moved == {"planned_end": ["2026-12-31", "2027-03-31"]}
    assert apply_changes(moved, [rebased(change, moved)]).values[1]["planned_end"] == "2028"
    assert apply_changes({**REAL, 1: value(title="Another title")}, [change]).conflicts == ()
    assert apply_changes({}, [change]).conflicts[0].kind is ConflictKind.GONE
    assert apply_changes({1: value(archived=True)}, [change]).conflicts[0].kind is ConflictKind.ARCHIVED


CHANGES = [
    AddDraft(value=value("NEW")),
    made(Extend(project_id=1, ends_on="2028-06", note="Because.")),
    made(Shift(project_id=1, months=-6, days=3)),
    made(Cut(project_id=1, budget_amount="1", budget_currency="EUR")),
    made(Retarget(project_id=1, objectives=[], places=value()["places"])),
    made(Reallocate(from_id=1, to_id=2, amount="10")),
    made(Drop(project_id=1)),
]


@pytest.mark.parametrize("change", CHANGES, ids=[change.kind for change in CHANGES])
def test_what_is_written_is_read_again_and_has_words(change: Change) -> None:
    assert read_change(change.kind, write_change(change), change.number) == change
    assert change_words(change, {1: "P001", 2: "P002"})[0].isupper()
    assert isinstance(change, AddDraft) or "P001" in change_words(change, {1: "P001", 2: "P002"})


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        ("nonsense", {}, "is not one of: draft, extend"),
        ("drop", {"project_id": "1"}, "is not the number of a project"),
        ("drop", {"project_id": True}, "is not the number of a project"),
        ("drop", {"project_id": 1, "else": 1}, "has no field “else”"),
        ("drop", {}, "Choose a project."),
        ("extend", {"project_id": 1, "ends_on": "soon"}, "is not a date"),
        ("extend", {"project_id": 1, "ends_on": "2999"}, "is not between"),
        ("shift", {"project_id": 1}, "how many months or days"),
        ("shift", {"project_id": 1, "months": 1.5}, "whole months"),
        ("cut", {"project_id": 1, "budget_amount": "-1", "budget_currency": "EUR"}, "not below 0"),
        ("cut", {"project_id": 1, "budget_amount": "1", "budget_currency": "QQQ"}, "not a currency code"),
        ("reallocate", {"from_id": 1, "to_id": 1, "amount": "1"}, "cannot give to itself"),
        ("reallocate", {"from_id": 1, "to_id": 2, "amount": "0.00"}, "not an amount above 0"),
        ("retarget", {"project_id": 1}, "which objectives or places"),
        ("retarget", {"project_id": 1, "places": [{"kind": "planet", "code": "X"}]}, "is not a country"),
        ("draft", {"value": {"code": "A"}}, "Enter a title."),
        ("draft", {"value": "A"}, "a project as a value"),
        ("drop", {"project_id": 1, "base": [1]}, "a value for each project"),
    ],
)
def test_a_change_that_cannot_be_kept_is_refused_with_a_sentence(kind: str, raw: Any, sentence: str) -> None:
    with pytest.raises(InvalidChange, match=sentence.replace(".", r"\.")):
        read_change(kind, raw)


def value_of(fact: ProjectFact) -> ProjectValue:
    """A generated project as a value: what the world of the tests says in keys, said by names."""
    places = {place.key: place for place in world.WORLD.places}
    cents = fact.budget_eur_cents
    return normal(
        {
            "code": fact.code,
            "title": fact.title,
            "status": fact.status,
            **{
                name: None if getattr(fact, name) is None else getattr(fact, name).isoformat()
                for name in ("planned_start", "planned_end", "actual_start", "actual_end")
            },
            "budget_amount": None if cents is None else f"{cents // 100}.{cents % 100:02d}",
            "budget_currency": None if cents is None else "EUR",
            "objectives": [
                {"framework": FRAMEWORK, "number": key, "significance": grade, "share": share}
                for key, grade, share in fact.objectives
            ],
            "places": [
                {"kind": places[key].kind.value, "code": places[key].code, "tier": grade, "share": share}
                for key, grade, share in fact.places
            ],
        }
    )


@settings(SETTINGS, max_examples=30)
@given(portfolios(), QUESTIONS, st.data())
def test_projects_said_again_as_they_are_leave_the_portfolio_exactly_as_it_is(
    projects: list[ProjectFact], question: dict[str, Any], data: st.DataObject
) -> None:
    facts = Facts.from_projects(projects)
    assert facts_after(facts, {}, GROUND, TODAY) is facts
    touched = data.draw(st.sets(st.sampled_from([p.id for p in projects]))) if projects else set()
    again = facts_after(facts, {p.id: value_of(p) for p in projects if p.id in touched}, GROUND, TODAY)
    parts: dict[str, Any] = {**question, "framework": world.OBJECTIVES, "geography": world.WORLD}
    before, after = world.build_grid(facts, **parts), world.build_grid(again, **parts)
    assert all(pair.difference is Difference.SAME for line in compare(before, after, fine=True) for pair in line)
    for name in ("state", "money", "via_money", "depth", "direct", "via", "strong_until", "last_ended", "margin"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name
    assert (before.totals, before.caveats) == (after.totals, after.caveats)
    assert all(pair.change is GapTurn.SAME for pair in compare_gaps(build_gaps(before), build_gaps(after)))
    assert all(pair.change is CliffTurn.SAME for pair in compare_cliffs(find_losses(before), find_losses(after)))
    for money in compare_money(before, after):
        assert sum(pair.before for pair in money) == before.totals.portfolio_eur_cents
        assert all(pair.difference == 0 for pair in money)


def test_the_comparison_says_what_a_scenario_gains_loses_moves_and_costs() -> None:
    facts = Facts.from_projects([world.project(1, planned_end=date(2026, 12, 31), budget_eur_cents=1000)])
    draft = value("NEW", places=[{"kind": "country", "code": "FJ"}], status="pipeline", planned_end="2029-12-31")
    values = {1: value(planned_end="2027-03-31", budget_amount="10"), -1: draft, 77: value("HIDDEN")}
    after = facts_after(facts, values, GROUND, TODAY)
    assert after.codes == ("P001", "NEW")
    one = grid_of(world.project(1, planned_end=date(2026, 12, 31), budget_eur_cents=1000))
    other = world.build_grid(after, world.WORLD, framework=world.OBJECTIVES, axis=one.axis, as_of=TODAY)
    pairs = {(pair.before.row, pair.before.place.key): pair for line in compare(one, other, fine=True) for pair in line}
    assert pairs[0, KENYA].difference is Difference.LONGER
    assert pairs[0, world.FIJI].difference is Difference.PLANNED
    gaps = {
        (pair.gap.row, pair.gap.place.key): pair.change for pair in compare_gaps(build_gaps(one), build_gaps(other))
    }
    assert gaps[0, world.FIJI] is GapTurn.EASED
    moved = [pair for pair in compare_cliffs(find_losses(one), find_losses(other)) if pair.change is CliffTurn.LATER]
    assert [(pair.before.on, pair.after.on) for pair in moved if pair.before and pair.after] == [
        (date(2026, 12, 31), date(2027, 3, 31))
    ]
    by_row, by_column = compare_money(one, other)
    assert sum(pair.difference for pair in by_row) == sum(pair.difference for pair in by_column) == 100_000


def test_a_draft_keeps_its_dates_as_exact_as_they_are_known_and_its_programme() -> None:
    facts = Facts.from_projects([world.project(1)])
    ground = replace(GROUND, projects={"P001": 1})
    after = facts_after(facts, {-1: value("NEW", planned_start="2026", parent="P001")}, ground, TODAY)
    assert str(after.start_of(1)) == "2026"
    assert int(after.start_precision[1]) == Precision.YEAR.number
    assert int(after.parent_ids[1]) == 1
