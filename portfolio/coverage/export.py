"""A report as JSON: the shape is a contract; amounts are decimal strings of euro."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.gaps import Gap
from portfolio.core.geography import Place
from portfolio.core.grid import Cell
from portfolio.coverage.gaplist import select_gaps
from portfolio.coverage.report import Report
from portfolio.coverage.strip import strip_json
from portfolio.coverage.trust import trust_json


def coverage_json(report: Report) -> dict[str, Any]:
    """The whole grid: rows, columns, cells, what stands beside them, instruments of whole rows, totals, caveats."""
    grid = report.grid
    return {
        **heading_json(report),
        "rows": [{"code": row.code, "title": row.title} for row in report.rows],
        "columns": [{"code": place.code, "title": place.title} for place in report.columns],
        "cells": [cell_json(report, cell) for line in grid.table() for cell in line],
        "unclassified": [
            {"column": grid.columns[column].code, **_margin(grid.unclassified(column))} for column in grid.shown
        ],
        "beside": {
            name: [
                {"row": report.rows[row].code if row < len(report.rows) else "unclassified", **_margin(cell)}
                for row, cell in enumerate(cells)
            ]
            for name, cells in grid.extras().items()
        },
        "instruments": {
            row.code: [act.identifier for act in acts] for row, acts in zip(report.rows, report.marks.rows, strict=True)
        },
        # The agreed shape has neither; they are there where countries are shown.
        **({"strip": strip_json(report.strip, report.spread)} if report.strip else {}),
        **({"opened": [_opened(report, group) for group in report.opened]} if report.opened else {}),
        "totals": totals_json(report),
        "caveats": asdict(grid.caveats),
        "trust": trust_json(report),
    }


def _opened(report: Report, group: Place) -> dict[str, Any]:
    """A column opened into its countries: they are parts of it, not columns beside it."""
    countries, inside = report.countries, list(report.inside(group))
    return {
        "column": group.code,
        "columns": [
            {"code": place.code, "title": place.title} for place in (countries.grid.columns[at] for at in inside)
        ],
        "cells": [
            cell_json(countries, cell) for row in range(len(report.rows)) for cell in countries.grid.line(row, inside)
        ],
    }


def gaps_json(report: Report) -> dict[str, Any]:
    """Every gap and cell at risk that the filter asks for, highest priority first unless it asks for another order."""
    return {**heading_json(report), "gaps": [_gap(report, gap) for gap in select_gaps(report)]}


def heading_json(report: Report) -> dict[str, Any]:
    """What a report was asked for."""
    return {
        "as_of": report.as_of.isoformat(),
        "horizon_months": report.horizon_months,
        "scope": report.asked.scope,
        "framework": report.framework,
        "columns_kind": report.grid.axis.value,
        "rows_kind": report.kind.value,
        "filter": report.asked.query(),
    }


def totals_json(report: Report) -> dict[str, Any]:
    """The totals in euro; every part adds up to the portfolio."""
    totals = report.grid.totals
    found: dict[str, Any] = {
        name.removesuffix("_cents"): euro(getattr(totals, name)) for name in totals.__dataclass_fields__
    }
    found["adds_up"] = totals.adds_up
    return found


def cell_json(report: Report, cell: Cell) -> dict[str, Any]:
    """One cell."""
    facts = report.grid.facts
    counted = report.grid.situation.counted
    marks = report.marks.at(cell.row, cell.column)
    present = [
        facts.codes[project.index]
        for project in report.grid.projects_of(cell.row, cell.column)
        if project.presence is not None and project.significance is not None and counted[project.index]
    ]
    return {
        "row": report.rows[cell.row].code,
        "column": cell.place.code,
        "state": cell.state.value,
        "projects": sorted(present),
        "direct": cell.direct,
        "via": cell.via,
        "budget_eur": euro(cell.budget_eur_cents),
        "via_eur": euro(cell.via_eur_cents),
        # The agreed shape has no such count; it is there where the amounts lack a budget that nobody knows.
        **({"budgets_unknown": missing} if (missing := report.budgets.missing(cell)) else {}),
        "depth": round(cell.depth, 4),
        "ends_on": _day(cell.ends_on),
        "last_ended_on": _day(cell.last_ended_on),
        "next_start_on": _day(cell.next_start_on),
        "countries": {state.value: number for state, number in (cell.countries or {}).items() if number},
        "need": cell.need,
        "declaration": _declaration(report.declared.get((cell.objective, cell.place.key))),
        "dialogues": [mark.code for mark in marks.dialogues],
        "instruments": [mark.identifier for mark in marks.instruments],
    }


def _declaration(one: Declaration | None) -> dict[str, str] | None:
    if one is None:
        return None
    days = {"declared_on": one.declared_on.isoformat(), "expires_on": one.expires_on.isoformat()}
    return {"reason": one.note, "author": one.author, **days}


def _margin(cell: Any) -> dict[str, Any]:
    return {"projects": cell.projects, "budget_eur": euro(cell.budget_eur_cents)}


def _gap(report: Report, gap: Gap) -> dict[str, Any]:
    return {
        "row": report.rows[gap.row].code,
        "column": gap.place.code,
        "state": gap.state.value,
        "reason": gap.reason,
        "priority": round(gap.priority, 4),
        "need": gap.need,
        "last_project": gap.last_project.code if gap.last_project else None,
        "next_project": gap.next_project.code if gap.next_project else None,
        "nearby": list(report.nearby(gap)),
        # The agreed shape has no note; it is there where somebody looks after the gap.
        **_note(report.note(gap)),
    }


def _note(note: GapNote | None) -> dict[str, dict[str, str]]:
    if note is None:
        return {}
    return {"note": {"status": note.status.value, "person": note.person, "note": note.note}}


def euro(cents: int) -> str:
    """Euro cents as decimal text."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
