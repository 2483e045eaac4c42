"""The hidden sheet of an exported workbook: what it held when it was made, so that only changed cells count later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from portfolio.core.people import Actor
from portfolio.core.round_trip import SHEET, Exported, ExportedProject, pack
from portfolio.projects.queries import StoredProject
from portfolio.web.sheets import LONGEST_CELL, Sheets

#: Column heading of the table -> the project's field whose cell it is, for cells that can grow too long.
_LONG = {
    "Places": "places", "Objectives": "objectives", "Funders": "organisations", "Implementers": "organisations",
    "Partners": "organisations",
}  # fmt: skip


def add_round_trip(sheets: Sheets, installation: str, actor: Actor, projects: Iterable[ExportedProject]) -> None:
    """Add the sheet to a workbook; spreadsheet programs keep it, and do not show it."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    exported = Exported(installation, made_at, actor.label, tuple(projects))
    sheet = sheets.sheet(SHEET, (), ())
    for row, text in enumerate(pack(exported)):
        sheets.cell(sheet, row, 0, text)
    sheet.hide()


def exported_project(stored: StoredProject, headings: Iterable[str], cells: Iterable[Any]) -> ExportedProject:
    """A project with the fields whose cell in the table does not hold all of them."""
    cut = {
        _LONG[heading]
        for heading, cell in zip(headings, cells, strict=True)
        if isinstance(cell, str) and len(cell) > LONGEST_CELL and heading in _LONG
    }
    return ExportedProject(stored.id, stored.version, stored.value, frozenset(cut))
