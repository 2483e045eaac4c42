"""The gap list: what is on it, why, how urgent, and who is near."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portfolio.core.facts import ProjectFact
from portfolio.core.gaps import Gap, build_gaps, severity_of
from portfolio.core.nearby import Nearby
from portfolio.core.needs import weight_of
from portfolio.core.terms import Axis, CellState
from tests.core.world import EAC, EAST, FIJI, KENYA, RWANDA, SOMALIA, TODAY, column_of, grid_of, project


def gaps_of(*projects: ProjectFact, **parts: Any) -> dict[tuple[int, int], Gap]:
    return {(gap.objective, gap.place.key): gap for gap in build_gaps(grid_of(*projects, **parts))}


OLD = project(2, title="Old Works", planned_end=date(2024, 3, 31), planned_end_precision="month")
MISSED = project(status="pipeline", planned_start=date(2025, 1, 1), planned_start_precision="month")
REASONS: list[tuple[list[ProjectFact], str, str]] = [
    ([], "never", "No project has worked on this here."),
    ([OLD], "lapsed", "Nothing since “Old Works” ended in March 2024."),
    ([project(objectives=[])], "unknown", "“Project 1” runs here, but its objectives are not recorded."),
    (
        [project(planned_start=date(2027, 3, 1))],
        "planned",
        "Nothing runs; “Project 1” is to start on 1 March 2027.",
    ),
    (
        [project(planned_start=date(2027, 3, 1)), OLD],
        "planned",
        "Nothing runs; “Project 1” is to start on 1 March 2027. “Old Works” ended in March 2024.",
    ),
    ([MISSED], "planned", "Nothing runs; “Project 1” was to start in January 2025."),
    (
        [project(status="pipeline", planned_start=date(2026, 1, 1), planned_start_precision="year")],
        "planned",
        "Nothing runs; “Project 1” is to start in 2026.",
    ),
    (
        [project(status="pipeline", planned_start=None)],
        "planned",
        "Nothing runs; “Project 1” is planned, without a start date.",
    ),
    (
        [project(objectives=[(11, "significant")])],
        "thin",
        "“Project 1” works here, but this is not a principal objective of it.",
    ),
    ([project(places=[(KENYA, "associate")])], "thin", "“Project 1” works here only as an associate."),
    (
        [project(places=[EAC], objectives=[(11, "significant")]), project(2, places=[EAST], planned_end=TODAY)],
        "thin",
        "“Project 1” works here only through a group, and this is not a principal objective of it."
        " 1 more is no stronger.",
    ),
    (
        [project(planned_end=date(2027, 1, 31)), project(2, places=[EAST], planned_end=None)],
        "ending",
        "Coverage ends on 31 January 2027 with “Project 1”; nothing strong is to start within 90 days of it.",
    ),
    (
        [
            project(places=[]),
            project(2, places=[], status="pipeline"),
            project(3, places=[], planned_end=date(2020, 1, 1)),
        ],
        "never",
        "No project has worked on this here. 2 projects on this name no place, and may work here.",
    ),
    ([project(places=[], objectives=[12])], "never", "No project has worked on this here."),
    (
        [project(places=[(KENYA, "associate")]), project(2, places=[])],
        "thin",
        "“Project 1” works here only as an associate.",
    ),
]


@pytest.mark.parametrize(("projects", "state", "reason"), REASONS)
def test_a_gap_says_why_in_a_plain_sentence(projects: list[ProjectFact], state: str, reason: str) -> None:
    gap = gaps_of(*projects)[11, KENYA]
    assert gap.state == state
    assert gap.reason == reason


def test_on_the_organisation_axis_a_thin_cell_is_thin_through_a_member() -> None:
    gap = gaps_of(project(), axis=Axis.ORGANISATION)[11, EAC]
    assert gap.reason == "“Project 1” works here only through a member."


def test_the_list_holds_every_gap_and_risk_of_shown_columns_and_nothing_else() -> None:
    projects = [project(1), project(2, places=[RWANDA], planned_end=date(2026, 12, 31))]
    grid = grid_of(*projects, not_applicable={(11, SOMALIA)})
    listed = {(gap.row, gap.column) for gap in build_gaps(grid)}
    expected = {
        (row, column)
        for row in range(3)
        for column in grid.shown
        if grid.cell(row, column).state not in (CellState.COVERED, CellState.NOT_APPLICABLE)
    }
    assert listed == expected
    assert (0, column_of(grid, KENYA)) not in listed
    assert (0, column_of(grid, SOMALIA)) not in listed


@pytest.mark.parametrize(
    ("state", "severity"),
    [("never", 1.0), ("lapsed", 0.9), ("unknown", 0.7), ("planned", 0.4), ("thin", 0.5), ("ending", 0.6)],
)
def test_each_state_has_its_severity(state: str, severity: float) -> None:
    assert severity_of(CellState(state), TODAY) == severity


@pytest.mark.parametrize(
    ("as_of", "severity"),
    [
        (date(2026, 1, 1), 0.6),
        (date(2026, 9, 30), 0.6),
        (date(2026, 10, 1), 0.6 + 0.3 / 92),
        (date(2026, 11, 15), 0.75),
        (date(2026, 12, 31), 0.9),
    ],
)
def test_an_ending_cell_grows_worse_over_its_last_three_months(as_of: date, severity: float) -> None:
    assert severity_of(CellState.ENDING, as_of, date(2026, 12, 31)) == pytest.approx(severity, abs=1e-9)


def test_a_covered_cell_has_no_severity() -> None:
    with pytest.raises(ValueError, match="is no gap"):
        severity_of(CellState.COVERED, TODAY)


@pytest.mark.parametrize(
    ("needs", "need", "priority"),
    [
        ({}, None, 1.5),
        ({(11, KENYA): 3}, 3, 3.0),
        ({(None, KENYA): 2}, 2, 2.0),
        ({(None, KENYA): 2, (11, KENYA): 1}, 1, 1.0),
        ({(12, KENYA): 3}, None, 1.5),
    ],
)
def test_priority_is_need_by_severity(needs: Any, need: int | None, priority: float) -> None:
    gap = gaps_of(needs=needs)[11, KENYA]
    assert gap.need == need
    assert gap.priority == pytest.approx(priority)
    assert weight_of(need) == pytest.approx(priority)


def test_a_need_of_nothing_is_no_gap() -> None:
    found = gaps_of(needs={(None, KENYA): 0, (12, KENYA): 1})
    assert (11, KENYA) not in found
    assert (12, KENYA) in found
    assert (11, RWANDA) in found


@pytest.mark.parametrize(
    ("needs", "need"),
    [
        ({KENYA: 1, RWANDA: 3, SOMALIA: 0}, 3),
        ({KENYA: 1, RWANDA: 0, SOMALIA: 0}, 1),
        ({KENYA: 2}, 2),
        ({KENYA: 1}, None),  # the unknown ones may need more
        ({FIJI: 3}, None),
    ],
)
def test_a_region_needs_what_its_neediest_country_does(needs: dict[int, int], need: int | None) -> None:
    found = gaps_of(needs={(None, key): value for key, value in needs.items()}, axis=Axis.REGION)
    assert found[11, EAST].need == need


def test_a_region_of_countries_that_need_nothing_is_no_gap() -> None:
    found = gaps_of(needs={(None, key): 0 for key in (KENYA, RWANDA, SOMALIA)}, axis=Axis.REGION)
    assert (11, EAST) not in found


@pytest.mark.parametrize("need", [-1, 4])
def test_a_need_outside_the_scale_is_refused(need: int) -> None:
    with pytest.raises(ValueError, match="A need is"):
        grid_of(needs={(11, KENYA): need})


def test_the_worst_come_first_then_by_place_in_the_grid() -> None:
    grid = grid_of(project(2, places=[RWANDA], planned_end=date(2026, 1, 1)), needs={(13, FIJI): 3})
    order = [(gap.row, gap.column) for gap in build_gaps(grid)]
    assert order[0] == (2, column_of(grid, FIJI))
    assert order[-1] == (0, column_of(grid, RWANDA))
    assert order[1:-1] == sorted(order[1:-1])


def test_last_and_next_project_are_named() -> None:
    projects = [
        project(1, planned_end=date(2025, 6, 30)),
        project(2, planned_end=date(2025, 6, 30)),
        project(3, planned_end=date(2025, 1, 31)),
        project(4, planned_start=date(2027, 1, 1)),
        project(5, planned_start=date(2026, 12, 1)),
        project(6, planned_start=None, status="pipeline"),
    ]
    gap = gaps_of(*projects)[11, KENYA]
    assert gap.last_project is not None
    assert gap.next_project is not None
    assert (gap.last_project.code, gap.next_project.code) == ("P001", "P005")
    assert gap.next_project.title == "Project 5"
    nothing = gaps_of()[11, KENYA]
    assert nothing.last_project is nothing.next_project is None


def test_an_ending_cell_names_the_strong_project_it_ends_with() -> None:
    ends = date(2027, 1, 31)
    gap = gaps_of(project(1, planned_end=ends), project(2, places=[EAST], planned_end=None))[11, KENYA]
    assert gap.last_project is not None
    assert (gap.last_project.code, gap.ends_on) == ("P001", ends)


def working(number: int, objective: int, place: int, *organisations: int) -> ProjectFact:
    links = tuple((key, role) for key in organisations for role in ("funder", "implementer"))
    return project(number, objectives=[objective], places=[place], organisations=links)


def test_who_could_act_is_on_the_objective_in_the_region_or_in_the_country_on_another() -> None:
    projects = [
        working(1, 11, RWANDA, 71),
        working(2, 11, SOMALIA, 71, 72),
        working(3, 12, KENYA, 73, 72),
        working(4, 11, FIJI, 74),
        working(5, 12, RWANDA, 75),
        project(6, planned_end=date(2025, 1, 1), organisations=((76, "funder"),)),
    ]
    assert gaps_of(*projects)[11, KENYA].nearby == (Nearby(71, True, 2), Nearby(72, True, 1), Nearby(73, False, 1))
    assert gaps_of(*projects, axis=Axis.REGION)[13, EAST].nearby == (
        Nearby(71, False, 2),
        Nearby(72, False, 2),
        Nearby(73, False, 1),
        Nearby(75, False, 1),
    )


def test_at_most_five_are_named_and_nobody_twice() -> None:
    crowd = [working(1, 11, RWANDA, 1, 2, 3), working(2, 12, KENYA, 1, 2, 3, 4, 5, 6)]
    named = [near.organisation for near in gaps_of(*crowd)[11, KENYA].nearby]
    assert named == [1, 2, 3, 4, 5]
    more = [working(1, 11, RWANDA, *range(1, 9))]
    assert [near.organisation for near in gaps_of(*more)[11, KENYA].nearby] == [1, 2, 3, 4, 5]
    assert gaps_of()[11, KENYA].nearby == ()
