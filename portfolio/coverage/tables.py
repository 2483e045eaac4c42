"""A report as csv: one line for each cell, or for each gap; text that looks like a formula is guarded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.report import Report
from portfolio.web.csvtext import guarded

#: What marks a cell without changing it.
_MARKS = ("dialogues", "instruments")


def coverage_csv(report: Report) -> str:
    """A line for each cell: objective, place, state, counts, money in euro, days."""
    data = coverage_json(report)
    titles = {row["code"]: row["title"] for row in data["rows"]}
    places = {column["code"]: column["title"] for column in data["columns"]}
    names = ("state", "direct", "via", "budget_eur", "via_eur", "depth", "ends_on", "last_ended_on", "next_start_on")
    return written(
        ["objective", "title", "place_code", "place", *names, "projects", *_MARKS],
        (
            [cell["row"], titles[cell["row"]], cell["column"], places[cell["column"]]]
            + [cell[name] for name in names]
            + ["; ".join(cell[name]) for name in ("projects", *_MARKS)]
            for cell in data["cells"]
        ),
    )


def gaps_csv(report: Report) -> str:
    """A line for each gap, highest priority first."""
    names = ("row", "column", "state", "reason", "priority", "need", "last_project", "next_project")
    gaps = gaps_json(report)["gaps"]
    headings = [*names, "nearby", "status", "person", "note"]
    return written(headings, ([gap[name] for name in names] + _listed(gap) for gap in gaps))


def _listed(gap: dict[str, Any]) -> list[str]:
    note = gap.get("note", {})
    return ["; ".join(gap["nearby"]), *(note.get(name, "") for name in ("status", "person", "note"))]


def written(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Headings and rows as csv, text that looks like a formula guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([guarded(value) for value in row] for row in rows)
    return buffer.getvalue()
