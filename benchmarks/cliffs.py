"""Every month of ten years over 10,000 projects from warm facts, beside SQL events and a plain loop over the grid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import sqlalchemy as sa

from benchmarks.instance import AS_OF, instance
from benchmarks.timing import beside, line
from portfolio.core.cliffs import states_over
from portfolio.core.columns import Small
from portfolio.core.course import build_course, month_starts
from portfolio.core.coverage import build_grid
from portfolio.core.periods import add_months
from portfolio.core.terms import Axis
from portfolio.coverage.facts import Shelf
from portfolio.extensions import db

SIZE, MONTHS = 10_000, 120

#: Starts and ends of whoever is present in a cell, as changes of its number of active projects.
EVENTS = sa.text("""
    WITH presence AS (
        SELECT DISTINCT pp.project_id, coalesce(p.region_id, p.id) AS region_id
        FROM project_place pp JOIN place p ON p.id = pp.place_id WHERE p.kind <> 'organisation'
    ),
    working AS (
        SELECT po.objective_id, presence.region_id, coalesce(actual_start, planned_start) AS first,
               date(coalesce(actual_end, planned_end), '+1 day') AS after
        FROM project
        JOIN project_objective po ON po.project_id = project.id
        JOIN presence ON presence.project_id = project.id
        WHERE archived = 0 AND status NOT IN ('cancelled', 'suspended', 'pipeline')
    )
    SELECT objective_id, region_id, first, count(*) FROM working GROUP BY 1, 2, 3
    UNION ALL
    SELECT objective_id, region_id, after, -count(*) FROM working GROUP BY 1, 2, 3
""")


def run() -> Iterator[str]:
    """States of all cells in all months, and the months' projects and money."""
    with instance(SIZE):
        session = db.session()
        portfolio = Shelf().get(session)
        framework = tuple(row.key for row in portfolio.frameworks["eu-cyber-diplomacy-15"][1])
        days = month_starts(add_months(AS_OF, -24), MONTHS)
        facts, geography = portfolio.facts, portfolio.geography
        starts = np.array(days, dtype="datetime64[D]")

        def ours() -> Small:
            return states_over(facts, geography, framework=framework, axis=Axis.REGION, days=days)

        def course() -> object:
            return build_course(facts, geography, framework=framework, axis=Axis.REGION, days=days)

        def loop() -> Small:
            return np.stack([_grid_on(day) for day in days], axis=2)

        def _grid_on(day: date) -> Small:
            return build_grid(facts, geography, framework=framework, axis=Axis.REGION, as_of=day).state

        def events() -> dict[tuple[int, int], object]:
            changes: dict[tuple[int, int], list[tuple[str, int]]] = {}
            for objective, region, day, change in session.execute(EVENTS):
                changes.setdefault((objective, region), []).append((day, change))
            counts: dict[tuple[int, int], object] = {}
            for cell, found in changes.items():
                at = np.searchsorted(starts, np.array([day for day, _ in found], dtype="datetime64[D]"), side="left")
                change = np.bincount(at, weights=[number for _, number in found], minlength=MONTHS + 1)
                counts[cell] = change[:MONTHS].cumsum()
            return counts

        assert np.array_equal(ours(), loop())
        name = f"states of the region grid in {MONTHS} months, {SIZE} projects"
        yield line(name, "warm facts", "a grid for each month", beside(ours, loop, 5), "below 0.1")
        yield line(name, "warm facts", "SQL events, active projects alone", beside(ours, events, 5), "below 0.5")
        yield line("their projects and money", "warm facts", "SQL events", beside(course, events, 5), "below 0.5")
