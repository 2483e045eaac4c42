"""Applying 10,000 new projects, beside a bare executemany of the same rows into the same tables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import sqlalchemy as sa

from benchmarks.instance import instance
from benchmarks.timing import beside, line
from benchmarks.world import project_values
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects

ROWS = 10_000
TABLES = ("organisation", "project", "project_objective", "project_place", "project_organisation", "change_log")


def run() -> Iterator[str]:
    """Each round adds the same number of further projects to its own database."""
    numbers = itertools.count()
    with instance():
        copy = _rows_written()
    with instance():
        engine = db.engine

        def ours() -> None:
            serial = next(numbers)
            values = [{**value, "code": f"{serial}-{value['code']}"} for value in project_values(ROWS)]
            with write(db.session, COMMAND_LINE, "benchmark"):
                create_projects(db.session, values)

        bare = _BareTables(engine, copy)
        found = beside(ours, bare.fill, rounds=3)
    yield line(f"apply {ROWS} new projects", "create_projects", "bare executemany", found, "at most 6")


def _rows_written() -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    with write(db.session, COMMAND_LINE, "benchmark"):
        create_projects(db.session, project_values(ROWS))
    found = {}
    for table in TABLES:
        result = db.session.execute(sa.text(f"SELECT * FROM {table}"))
        found[table] = (list(result.keys()), [tuple(row) for row in result])
    db.session.rollback()
    return found


class _BareTables:
    """The same tables with the same constraints and indexes in a database of their own, emptied before each fill."""

    def __init__(self, engine: sa.Engine, rows: dict[str, tuple[list[str], list[tuple[object, ...]]]]) -> None:
        import sqlite3

        path = f"{engine.url.database}.bare"
        with sqlite3.connect(f"file:{engine.url.database}?mode=ro", uri=True) as source:
            target = sqlite3.connect(path)
            source.backup(target)
            target.close()
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
        self.connection.executescript("DROP TRIGGER change_log_no_delete; DROP TRIGGER change_log_no_update;")
        self.rows = rows
        self._empty()

    def _empty(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for table in reversed(TABLES):
            self.connection.execute(f"DELETE FROM {table}")
        self.connection.execute("COMMIT")

    def fill(self) -> None:
        """One transaction, one executemany a table."""
        self._empty()
        self.connection.execute("BEGIN IMMEDIATE")
        for table, (columns, rows) in self.rows.items():
            marks = ", ".join("?" for _ in columns)
            self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        self.connection.execute("COMMIT")
