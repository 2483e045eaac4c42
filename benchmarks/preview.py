"""Preview of a 10,000 x 25 workbook, from bytes to plan, beside openpyxl's read-only mode reading the same cells."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import openpyxl
from flask import current_app

from benchmarks.instance import instance
from benchmarks.timing import beside, line
from benchmarks.world import project_workbook
from imports.at_once import import_bytes
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db

ROWS = 10_000


def run() -> Iterator[str]:
    """The preview of new projects, into an empty portfolio."""
    data = project_workbook(ROWS)
    with instance():
        settings = current_app.config["SETTINGS"]

        def ours() -> None:
            outcome = import_bytes(db.session, settings, COMMAND_LINE, data, "projects.xlsx", apply=False)
            assert outcome.counts["create"] == ROWS, outcome.counts

        def theirs() -> None:
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
            for row in book.active.iter_rows(values_only=True):  # type: ignore[union-attr]
                len(row)

        found = beside(ours, theirs)
    yield line(
        f"preview {ROWS} x 25, bytes to plan", "whole preview", "openpyxl read-only cells alone", found, "at most 1"
    )
