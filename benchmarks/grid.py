"""The region grid over 10,000 projects from warm facts, beside the same counts by SQL GROUP BY on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from benchmarks.instance import AS_OF, instance
from benchmarks.timing import beside, line, median
from portfolio.core.coverage import build_grid, count_grid
from portfolio.core.terms import Axis
from portfolio.coverage.facts import Shelf
from portfolio.extensions import db

SIZE = 10_000

COUNTS = sa.text("""
    WITH running AS (
        SELECT id FROM project
        WHERE archived = 0 AND status NOT IN ('cancelled', 'suspended')
          AND (status <> 'pipeline' AND coalesce(actual_start, planned_start) <= :last
               OR status = 'pipeline' AND coalesce(actual_start, planned_start) <= :last)
          AND coalesce(actual_end, planned_end) >= :first
    ),
    presence AS (
        SELECT DISTINCT pp.project_id, coalesce(p.region_id, p.id) AS region_id
        FROM project_place pp JOIN place p ON p.id = pp.place_id WHERE p.kind <> 'organisation'
    )
    SELECT po.objective_id, presence.region_id, count(*)
    FROM running
    JOIN project_objective po ON po.project_id = running.id
    JOIN presence ON presence.project_id = running.id
    GROUP BY po.objective_id, presence.region_id
""")


def run() -> Iterator[str]:
    """Counts alone, the whole grid, and what a cold start costs."""
    with instance(SIZE):
        shelf = Shelf()
        portfolio = shelf.get(db.session)
        _, rows = portfolio.frameworks["eu-cyber-diplomacy-15"]
        framework = tuple(row.key for row in rows)
        arguments = {"framework": framework, "axis": Axis.REGION, "as_of": AS_OF, "horizon_months": 12}
        session = db.session()

        def by_sql() -> dict[tuple[int, int], int]:
            found = session.execute(COUNTS, {"first": "2026-06-01", "last": "2027-06-01"})
            return {(objective, region): number for objective, region, number in found}

        def whole() -> object:
            return build_grid(portfolio.facts, portfolio.geography, **arguments)  # type: ignore[arg-type]

        def counts() -> object:
            return count_grid(portfolio.facts, portfolio.geography, **arguments)  # type: ignore[arg-type]

        _require_equal(by_sql(), whole(), framework)
        yield line(
            f"region grid, {SIZE} projects: counts",
            "warm facts",
            "SQL GROUP BY",
            beside(counts, by_sql, 15),
            "below 0.1",
        )
        yield line(
            f"region grid, {SIZE} projects: states, money, depth",
            "warm facts",
            "SQL GROUP BY of the counts",
            beside(whole, by_sql, 15),
            "below 0.5",
        )
        cold = median(lambda: Shelf().get(session), rounds=3)
        yield f"loading the facts of {SIZE} projects from SQLite: {cold * 1000:.0f} ms"


def _require_equal(by_sql: dict[tuple[int, int], int], grid: object, framework: tuple[int, ...]) -> None:
    counted = grid.projects  # type: ignore[attr-defined]
    for row, objective in enumerate(framework):
        for column, place in enumerate(grid.columns):  # type: ignore[attr-defined]
            assert counted[row, column] == by_sql.get((objective, place.key), 0), (objective, place.code)
