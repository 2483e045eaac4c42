"""A small world for the tests of coverage: regions, countries, organisations, and a short way to say projects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from portfolio.core.coverage import build_grid
from portfolio.core.facts import Facts, ProjectFact
from portfolio.core.geography import Geography, Membership, Place
from portfolio.core.grid import Cell, Grid
from portfolio.core.terms import Axis, PlaceKind, Status

TODAY = date(2026, 6, 15)  # with the usual horizon, the window ends on 15 June 2027
OBJECTIVES = (11, 12, 13)
ELSEWHERE_OBJECTIVE = 99  # of another framework

EAST, PACIFIC, UNION = 101, 102, 103
KENYA, RWANDA, SOMALIA, FIJI, TONGA, FRANCE = 1, 2, 3, 4, 5, 6
EAC, FORUM, COMMONWEALTH, EMPTY = 201, 202, 203, 204

REGION, COUNTRY, ORGANISATION = PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.ORGANISATION
WORLD = Geography.of(
    [
        Place(EAST, REGION, "eastern-africa", "Eastern Africa", position=1),
        Place(PACIFIC, REGION, "pacific", "Pacific", position=2),
        Place(UNION, REGION, "european-union", "European Union", partner=False, position=3),
        Place(KENYA, COUNTRY, "KE", "Kenya", region=EAST),
        Place(RWANDA, COUNTRY, "RW", "Rwanda", region=EAST),
        Place(SOMALIA, COUNTRY, "SO", "Somalia", region=EAST),
        Place(FIJI, COUNTRY, "FJ", "Fiji", region=PACIFIC),
        Place(TONGA, COUNTRY, "TO", "Tonga", region=PACIFIC),
        Place(FRANCE, COUNTRY, "FR", "France", region=UNION),
        Place(EAC, ORGANISATION, "EAC", "East African Community"),
        # The code of a country too, on purpose: codes are unique per kind only.
        Place(FORUM, ORGANISATION, "FJ", "Pacific Forum"),
        Place(COMMONWEALTH, ORGANISATION, "CW", "Commonwealth"),
        Place(EMPTY, ORGANISATION, "NO", "Nobody's Union"),
    ],
    [
        Membership(EAC, KENYA),
        Membership(EAC, RWANDA),
        Membership(EAC, SOMALIA, starts_on=date(2024, 3, 4)),
        Membership(FORUM, FIJI, ends_on=date(2026, 12, 31)),
        Membership(FORUM, TONGA),
        Membership(COMMONWEALTH, KENYA),
        Membership(COMMONWEALTH, FIJI, starts_on=date(2026, 6, 15)),
        Membership(EMPTY, FRANCE, ends_on=date(2020, 1, 31)),
    ],
)


def links(given: Any, grade: str) -> tuple[tuple[int, str, Decimal | None], ...]:
    """Links said shortly: a key, or (key, grade), or (key, grade, percent)."""
    made = []
    for link in given if isinstance(given, (list, tuple)) else [given]:
        parts = link if isinstance(link, tuple) else (link,)
        share = parts[2] if len(parts) > 2 else None
        made.append((parts[0], parts[1] if len(parts) > 1 else grade, None if share is None else Decimal(str(share))))
    return tuple(made)


def project(number: int = 1, objectives: Any = (11,), places: Any = (KENYA,), **parts: Any) -> ProjectFact:
    """A running project, 2025 to 2030, principal on the first objective in Kenya, unless something else is said."""
    made = ProjectFact(
        id=number,
        code=f"P{number:03d}",
        title=f"Project {number}",
        status=Status.IMPLEMENTATION,
        planned_start=date(2025, 1, 1),
        planned_end=date(2030, 12, 31),
        last_reviewed_on=TODAY,
        objectives=links(objectives, "principal"),
        places=links(places, "priority"),
    )
    return replace(made, **parts)


def grid_of(*projects: ProjectFact, axis: Axis = Axis.COUNTRY, as_of: date = TODAY, **parts: Any) -> Grid:
    """The grid of these projects on the usual day."""
    asked: dict[str, Any] = {"framework": OBJECTIVES, "geography": WORLD} | parts
    return build_grid(Facts.from_projects(projects), axis=axis, as_of=as_of, **asked)


def column_of(grid: Grid, place: int) -> int:
    """Position of a place in a grid."""
    return [column.key for column in grid.columns].index(place)


def cell_of(grid: Grid, place: int, objective: int = 11) -> Cell:
    """The cell of an objective at a place."""
    return grid.cell(grid.rows.index(objective), column_of(grid, place))


def cents_of(grid: Grid, place: int, objective: int = 11) -> int:
    """Euro cents of a cell."""
    return cell_of(grid, place, objective).budget_eur_cents
