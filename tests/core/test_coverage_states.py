"""The state of a cell, sentence by sentence of the coverage contract."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portfolio.core.facts import ProjectFact
from portfolio.core.gaps import build_gaps
from portfolio.core.geography import Geography
from portfolio.core.terms import Axis, CellState, Presence, Scope, Significance, Tier
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
    PACIFIC,
    RWANDA,
    SOMALIA,
    TODAY,
    TONGA,
    UNION,
    cell_of,
    column_of,
    grid_of,
    project,
)

END = date(2027, 6, 15)  # the last day of the window
DAY = timedelta(days=1)


def between(start: date | None, end: date | None, **parts: Any) -> ProjectFact:
    return project(planned_start=start, planned_end=end, **parts)


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (date(2020, 1, 1), TODAY - DAY, "lapsed"),
        (date(2020, 1, 1), TODAY, "ending"),
        (date(2020, 1, 1), END - DAY, "ending"),
        (date(2020, 1, 1), END, "covered"),
        (TODAY, END + DAY, "covered"),
        (TODAY, None, "covered"),
        (None, END, "covered"),
        (None, TODAY - DAY, "lapsed"),
        (TODAY + DAY, None, "planned"),
        (END, None, "planned"),
        (END + DAY, None, "never"),
        (None, None, "never"),
    ],
)
def test_dates_decide_with_both_ends_of_the_window_included(start: date | None, end: date | None, state: str) -> None:
    assert cell_of(grid_of(between(start, end)), KENYA).state == state


@pytest.mark.parametrize(
    ("status", "start", "end", "state"),
    [
        ("cancelled", date(2025, 1, 1), None, "never"),
        ("suspended", date(2025, 1, 1), None, "never"),
        ("pipeline", date(2025, 1, 1), None, "planned"),  # a missed start
        ("pipeline", None, END, "planned"),
        ("pipeline", END, None, "planned"),
        ("pipeline", END + DAY, None, "never"),  # later
        ("pipeline", date(2025, 1, 1), TODAY, "planned"),
        ("pipeline", date(2025, 1, 1), TODAY - DAY, "never"),  # it never was there
        ("pipeline", None, None, "never"),  # undated
        ("closed", date(2025, 1, 1), END, "covered"),  # dates decide, the contradiction is listed
        ("implementation", date(2025, 1, 1), TODAY - DAY, "lapsed"),
        ("finalisation", date(2025, 1, 1), END, "covered"),
        (None, date(2025, 1, 1), END, "covered"),
    ],
)
def test_status_is_asked_only_in_three_cases(status: str, start: date | None, end: date | None, state: str) -> None:
    assert cell_of(grid_of(between(start, end, status=status)), KENYA).state == state


def test_actual_dates_go_before_planned_ones() -> None:
    late = project(planned_end=date(2020, 1, 1), actual_end=date(2028, 1, 1))
    early = project(planned_start=date(2025, 1, 1), actual_start=date(2026, 9, 1))
    assert cell_of(grid_of(late), KENYA).state is CellState.COVERED
    assert cell_of(grid_of(early), KENYA).state is CellState.PLANNED
    assert cell_of(grid_of(early), KENYA).next_start_on == date(2026, 9, 1)


ENDS = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("days_after", "parts", "state"),
    [
        (90, {}, "covered"),
        (91, {}, "ending"),
        (1, {}, "covered"),
        (90, {"status": "pipeline"}, "covered"),
        (91, {"status": "pipeline"}, "ending"),
        (-400, {"status": "pipeline"}, "covered"),  # a missed start is a known start
        (90, {"objectives": [(11, "significant")]}, "ending"),
        (90, {"places": [(KENYA, "associate")]}, "ending"),
        (90, {"places": [EAST]}, "ending"),  # via
        (90, {"places": [(KENYA, "hub")]}, "covered"),
        (90, {"status": "suspended"}, "ending"),
        (90, {"objectives": [12]}, "ending"),
    ],
)
def test_a_strong_successor_within_ninety_days_keeps_a_cell_covered(
    days_after: int, parts: dict[str, Any], state: str
) -> None:
    first = project(1, planned_end=ENDS)
    second = project(2, planned_start=ENDS + timedelta(days=days_after), planned_end=None, **parts)
    cell = cell_of(grid_of(first, second), KENYA)
    assert cell.state == state
    assert cell.ends_on == ENDS


def test_a_successor_without_a_known_start_does_not_help() -> None:
    first = project(1, planned_end=ENDS)
    second = project(2, status="pipeline", planned_start=None, planned_end=date(2030, 1, 1))
    assert cell_of(grid_of(first, second), KENYA).state is CellState.ENDING


def test_the_ninety_days_count_from_the_last_strong_one_to_end() -> None:
    later = ENDS + timedelta(days=60)
    projects = [
        project(1, planned_end=ENDS),
        project(2, planned_end=later),
        project(3, planned_start=later + timedelta(days=90), planned_end=None),
    ]
    cell = cell_of(grid_of(*projects), KENYA)
    assert (cell.state, cell.ends_on) == (CellState.COVERED, later)
    assert cell_of(grid_of(*projects[:2]), KENYA).state is CellState.ENDING


def test_a_weak_project_that_lasts_does_not_save_an_ending_cell() -> None:
    weak = project(2, objectives=[(11, "significant")], planned_end=None)
    cell = cell_of(grid_of(project(1, planned_end=ENDS), weak), KENYA)
    assert (cell.state, cell.ends_on) == (CellState.ENDING, ENDS)


@pytest.mark.parametrize(
    "parts",
    [
        {"objectives": [(11, "significant")]},
        {"places": [(KENYA, "associate")]},
        {"places": [EAST]},
        {"places": [EAC]},
    ],
)
def test_significant_associate_or_via_is_thin(parts: dict[str, Any]) -> None:
    cell = cell_of(grid_of(project(**parts)), KENYA)
    assert cell.state is CellState.THIN
    assert cell.ends_on is None


@pytest.mark.parametrize(
    ("objectives", "state"), [([], "unknown"), ([ELSEWHERE_OBJECTIVE], "unknown"), ([12], "never"), ([11], "covered")]
)
def test_a_place_with_an_active_project_for_nobody_knows_what_is_unknown(objectives: list[int], state: str) -> None:
    assert cell_of(grid_of(project(objectives=objectives)), KENYA).state == state


def test_unknown_gives_way_to_whatever_is_known() -> None:
    nameless = project(1, objectives=[])
    old = project(2, planned_end=date(2026, 1, 31))
    grid = grid_of(nameless, old)
    assert cell_of(grid, KENYA).state is CellState.LAPSED
    assert cell_of(grid, KENYA).last_ended_on == date(2026, 1, 31)
    assert cell_of(grid, KENYA, 12).state is CellState.UNKNOWN
    ended = project(1, objectives=[], planned_end=date(2026, 1, 31))
    assert cell_of(grid_of(ended), KENYA).state is CellState.NEVER


def test_what_a_planner_declared_not_applicable_is_so_whatever_runs_there() -> None:
    grid = grid_of(project(places=[KENYA, RWANDA]), not_applicable={(11, KENYA), (12, EAST), (99, KENYA), (11, 5555)})
    assert cell_of(grid, KENYA).state is CellState.NOT_APPLICABLE
    assert cell_of(grid, KENYA).projects == 1
    assert cell_of(grid, RWANDA).state is CellState.COVERED
    assert cell_of(grid, KENYA, 12).state is CellState.NEVER


PRESENCE = [
    # axis, links, column, presence, tier
    ("country", [KENYA], KENYA, "direct", "priority"),
    ("country", [KENYA], RWANDA, None, None),
    ("country", [EAST], RWANDA, "via", None),
    ("country", [EAC], SOMALIA, "via", None),
    ("country", [EAC, (SOMALIA, "associate")], SOMALIA, "direct", "associate"),
    ("country", [EMPTY], FRANCE, None, None),  # was a member once
    ("region", [KENYA], EAST, "direct", "priority"),
    ("region", [(KENYA, "associate"), (RWANDA, "hub")], EAST, "direct", "hub"),
    ("region", [(EAST, "associate"), KENYA], EAST, "direct", "priority"),
    ("region", [EAC], EAST, "via", None),
    ("region", [COMMONWEALTH], EAST, "via", None),
    ("region", [COMMONWEALTH], PACIFIC, "via", None),
    ("region", [COMMONWEALTH, (FIJI, "associate")], PACIFIC, "direct", "associate"),
    ("region", [KENYA], PACIFIC, None, None),
    ("organisation", [EAC], EAC, "direct", "priority"),
    ("organisation", [KENYA], EAC, "via", None),
    ("organisation", [(KENYA, "hub"), (EAC, "associate")], EAC, "direct", "associate"),
    ("organisation", [EAST], EAC, None, None),
    ("organisation", [KENYA], COMMONWEALTH, "via", None),
    ("organisation", [TONGA], COMMONWEALTH, None, None),
]


@pytest.mark.parametrize(("axis", "places", "column", "presence", "tier"), PRESENCE)
def test_a_project_is_present_directly_or_via_a_group(
    axis: str, places: list[Any], column: int, presence: str | None, tier: str | None
) -> None:
    grid = grid_of(project(places=places), axis=Axis(axis))
    cell = cell_of(grid, column)
    assert (cell.direct, cell.via) == (int(presence == "direct"), int(presence == "via"))
    listed = grid.projects_of(cell.row, cell.column)
    assert [(entry.presence, entry.tier) for entry in listed] == ([(presence, tier)] if presence else [])


@pytest.mark.parametrize(
    ("as_of", "present"), [(date(2024, 3, 3), False), (date(2024, 3, 4), True), (date(2026, 12, 31), True)]
)
def test_membership_counts_on_the_day_of_the_report(as_of: date, present: bool) -> None:
    running = project(places=[EAC], planned_start=date(2020, 1, 1))
    grid = grid_of(running, as_of=as_of)
    assert bool(cell_of(grid, SOMALIA).projects) is present
    kenyan = project(places=[SOMALIA], planned_start=date(2020, 1, 1))
    assert bool(cell_of(grid_of(kenyan, as_of=as_of, axis=Axis.ORGANISATION), EAC).projects) is present


def test_a_last_day_of_membership_is_a_day_of_membership() -> None:
    running = project(places=[FORUM])
    assert cell_of(grid_of(running, as_of=date(2026, 12, 31)), FIJI).projects == 1
    assert cell_of(grid_of(running, as_of=date(2027, 1, 1)), FIJI).projects == 0


FULL = 366


@pytest.mark.parametrize(
    ("parts", "depth"),
    [
        ({}, 1.0),
        ({"objectives": [(11, "significant")]}, 0.5),
        ({"places": [(KENYA, "hub")]}, 1.0),
        ({"places": [(KENYA, "associate")]}, 0.5),
        ({"places": [(KENYA, "associate")], "objectives": [(11, "significant")]}, 0.25),
        ({"places": [EAST]}, 0.5),
        ({"places": [EAC], "objectives": [(11, "significant")]}, 0.25),
        ({"planned_end": TODAY}, 1 / FULL),
        ({"planned_end": None}, 1.0),
        ({"planned_start": END}, 1 / FULL),
        ({"planned_start": TODAY + timedelta(days=183)}, 183 / FULL),
        ({"status": "pipeline"}, 0.0),
        ({"status": "suspended"}, 0.0),
        ({"status": "cancelled"}, 0.0),
        ({"planned_end": TODAY - DAY}, 0.0),
        ({"planned_start": END + DAY}, 0.0),
    ],
)
def test_depth_is_significance_by_tier_by_share_of_the_window(parts: dict[str, Any], depth: float) -> None:
    assert cell_of(grid_of(project(**parts)), KENYA).depth == pytest.approx(depth, abs=1e-12)
    assert cell_of(grid_of(project(**parts), project(2)), KENYA).depth == pytest.approx(depth + 1, abs=1e-12)


def test_a_region_says_how_many_of_its_countries_have_each_state() -> None:
    grid = grid_of(project(1), project(2, places=[RWANDA], planned_end=ENDS), axis=Axis.REGION)
    cell = cell_of(grid, EAST)
    assert cell.state is CellState.COVERED
    assert cell.countries is not None
    assert {state.value: n for state, n in cell.countries.items() if n} == {"covered": 1, "ending": 1, "never": 1}
    assert cell_of(grid_of(project(1)), KENYA).countries is None


def test_an_organisation_counts_the_partner_countries_that_are_members_on_the_day() -> None:
    grid = grid_of(project(1), axis=Axis.ORGANISATION)
    countries = cell_of(grid, COMMONWEALTH).countries
    assert countries is not None
    assert {state.value: n for state, n in countries.items() if n} == {"covered": 1, "never": 1}
    before = grid_of(project(1), axis=Axis.ORGANISATION, as_of=TODAY - DAY)
    earlier = cell_of(before, COMMONWEALTH).countries
    assert earlier is not None
    assert sum(earlier.values()) == 1


def test_places_that_are_no_partners_are_hidden_unless_asked_for() -> None:
    def shown(**parts: Any) -> list[int]:
        grid = grid_of(**parts)
        return [grid.columns[column].key for column in grid.shown]

    assert shown() == [FIJI, KENYA, RWANDA, SOMALIA, TONGA]
    assert shown(include_non_partner=True) == [FIJI, FRANCE, KENYA, RWANDA, SOMALIA, TONGA]
    assert shown(axis=Axis.REGION) == [EAST, PACIFIC]
    assert shown(within=EAST) == [KENYA, RWANDA, SOMALIA]
    assert shown(within=EAC, as_of=date(2024, 3, 3)) == [KENYA, RWANDA]
    assert shown(within=UNION) == []
    assert shown(within=UNION, include_non_partner=True) == [FRANCE]


def test_the_table_holds_the_shown_cells_in_order() -> None:
    grid = grid_of(project(), within=EAST)
    table = grid.table()
    assert [[cell.place.key for cell in line] for line in table] == [[KENYA, RWANDA, SOMALIA]] * 3
    assert [line[0].objective for line in table] == [11, 12, 13]
    assert table[0][0] == cell_of(grid, KENYA)
    assert table[0][0].state is CellState.COVERED


def test_counts_follow_the_scope() -> None:
    projects = [
        project(1),
        project(2, planned_start=END),
        project(3, planned_end=TODAY - DAY),
        project(4, status="suspended"),
        project(5, places=[EAST]),
    ]
    current, everything = (cell_of(grid_of(*projects, scope=scope), KENYA) for scope in Scope)
    assert (current.active, current.upcoming, current.ended) == (2, 1, 1)
    assert (current.projects, current.direct, current.via) == (3, 2, 1)
    assert (everything.projects, everything.direct, everything.via) == (4, 3, 1)


def test_the_projects_of_a_cell_come_with_how_they_are_there() -> None:
    projects = [project(7, objectives=[(11, "significant")], places=[(KENYA, "hub")]), project(3, places=[EAC])]
    grid = grid_of(*projects)
    listed = grid.projects_of(0, column_of(grid, KENYA))
    assert [(e.id, e.presence, e.significance, e.tier) for e in listed] == [
        (7, Presence.DIRECT, Significance.SIGNIFICANT, Tier.HUB),
        (3, Presence.VIA, Significance.PRINCIPAL, None),
    ]


@pytest.mark.parametrize("axis", Axis)
def test_a_portfolio_without_projects_is_a_grid_of_never(axis: Axis) -> None:
    grid = grid_of(axis=axis)
    assert {cell.state for line in grid.table() for cell in line} == {CellState.NEVER}
    assert grid.totals.portfolio_eur_cents == 0
    assert grid.totals.adds_up
    assert grid.caveats.projects == 0


@pytest.mark.parametrize("axis", Axis)
def test_a_world_without_places_still_adds_up(axis: Axis) -> None:
    grid = grid_of(project(places=[], budget_eur_cents=7), axis=axis, geography=Geography.of([]))
    assert grid.table() == [[], [], []]
    assert grid.extras()["unplaced"][0].budget_eur_cents == grid.totals.unplaced_eur_cents == 7
    assert build_gaps(grid) == ()


def test_a_framework_without_objectives_is_a_grid_without_rows() -> None:
    grid = grid_of(project(budget_eur_cents=5), framework=())
    assert grid.table() == []
    assert grid.totals.unclassified_eur_cents == 5


def test_an_impossible_question_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        grid_of(framework=(11, 11))
    with pytest.raises(ValueError, match="No place"):
        grid_of(project(places=[4444]))
    with pytest.raises(KeyError):
        grid_of(within=4444)
    with pytest.raises(IndexError):
        grid_of().projects_of(0, 77)
    with pytest.raises(ValueError, match="no column"):
        grid_of().projects_of(0, "somewhere")
    with pytest.raises(ValueError, match="inside"):
        grid_of().beside(0, 0)
