"""A report as csv: one line for each cell, or for each gap; text that looks like a formula is guarded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from portfolio.core.periods import PartialDate
from portfolio.core.terms import Precision
from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.report import Report
from portfolio.web.csvtext import guarded

#: What a line says of a cell, by the names of its JSON.
CELL_NAMES = ("state", "direct", "via", "budget_eur", "via_eur", "depth", "ends_on", "last_ended_on", "next_start_on")
#: What marks a cell without changing it.
CELL_MARKS = ("dialogues", "instruments")
CELL_HEADINGS = (*CELL_NAMES, "projects", *CELL_MARKS, "budgets_unknown")


def coverage_csv(report: Report) -> str:
    """A line for each cell: objective, place, state, counts, money in euro, days; then those of opened columns."""
    data = coverage_json(report)
    cells = [*data["cells"], *(cell for group in data.get("opened", ()) for cell in group["cells"])]
    titles = {row["code"]: row["title"] for row in data["rows"]}
    places = {place.code: place.title for place in report.spread}
    return written(
        ["objective", "title", "place_code", "place", *CELL_HEADINGS],
        (
            [cell["row"], titles[cell["row"]], cell["column"], places[cell["column"]], *cell_values(cell)]
            for cell in cells
        ),
    )


def cell_values(cell: dict[str, Any]) -> list[Any]:
    """What stands under `CELL_HEADINGS`, of a cell as JSON; how many budgets its amounts lack goes last."""
    listed = ["; ".join(cell[name]) for name in ("projects", *CELL_MARKS)]
    return [*(cell[name] for name in CELL_NAMES), *listed, cell.get("budgets_unknown", 0)]


def gaps_csv(report: Report) -> str:
    """A line for each gap, highest priority first."""
    names = ("row", "column", "state", "reason", "priority", "need", "last_project", "next_project")
    gaps = gaps_json(report)["gaps"]
    headings = [*names, "nearby", "status", "person", "note"]
    return written(headings, ([gap[name] for name in names] + _listed(gap) for gap in gaps))


def _listed(gap: dict[str, Any]) -> list[str]:
    note = gap.get("note", {})
    return ["; ".join(gap["nearby"]), *(note.get(name, "") for name in ("status", "person", "note"))]


def known_day(known: PartialDate | None) -> date | str | None:
    """A real day; what is known by month or year alone is written as far as it is known."""
    return known.first() if known and known.precision is Precision.DAY else str(known) if known else None


def written(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Headings and rows as csv, text that looks like a formula guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([guarded(value) for value in row] for row in rows)
    return buffer.getvalue()
