"""The region grid over 10,000 projects from warm facts, beside the same counts by SQL GROUP BY on SQLite."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.instance import AS_OF, instance
from benchmarks.timing import beside, line, median, timed
from portfolio.core.coverage import build_grid, count_grid
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Axis
from portfolio.coverage.facts import Shelf, select_facts
from portfolio.coverage.warm import ColumnsFile
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import update_project
from portfolio.projects.queries import load_projects
from portfolio.web.filters import Filter

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
        yield from _after_an_edit(session)
        yield from _a_start(session)


def _after_an_edit(session: Session) -> Iterator[str]:
    """What the first page after an edit of one project waits for, followed and loaded anew."""
    shelf, number = Shelf(), iter(range(1_000))

    def report(shelf: Shelf) -> object:
        portfolio = shelf.get(session)
        framework = tuple(row.key for row in portfolio.frameworks["eu-cyber-diplomacy-15"][1])
        facts = select_facts(session, portfolio, COMMAND_LINE, Filter())
        return build_grid(facts, portfolio.geography, framework=framework, axis=Axis.REGION, as_of=AS_OF)

    def edit() -> None:
        stored = load_projects(session, [5_000])[5_000]
        values = {"places": stored.value["places"][::-1][:2], "title": f"Another {next(number)}"}
        with write(db.session, COMMAND_LINE, "an edit"):
            update_project(session, 5_000, seen_version=stored.version, values=values)

    def followed() -> float:
        edit()
        return timed(lambda: report(shelf))

    report(shelf)
    followed()
    times = sorted((followed(), timed(lambda: report(Shelf()))) for _ in range(5))
    ours, theirs = (statistics.median(pair[at] for pair in times) for at in (0, 1))
    yield (
        f"the grid after one edit of {SIZE} projects: followed {ours * 1000:.0f} ms,"
        f" loaded anew {theirs * 1000:.0f} ms; ratio {ours / theirs:.3f}x, aim below 0.1"
    )


def _a_start(session: Session) -> Iterator[str]:
    """The first portfolio of a process, from the file of columns and from the database."""
    with tempfile.TemporaryDirectory() as folder:
        Shelf(ColumnsFile(Path(folder))).get(session)
        found = beside(lambda: Shelf(ColumnsFile(Path(folder))).get(session), lambda: Shelf().get(session), 5)
        yield line(f"a start with {SIZE} projects", "the file of columns", "the database", found, "below 0.2")


def _require_equal(by_sql: dict[tuple[int, int], int], grid: object, framework: tuple[int, ...]) -> None:
    counted = grid.projects  # type: ignore[attr-defined]
    for row, objective in enumerate(framework):
        for column, place in enumerate(grid.columns):  # type: ignore[attr-defined]
            assert counted[row, column] == by_sql.get((objective, place.key), 0), (objective, place.code)
