"""One cell explained: its state, its projects with what they bring, its countries, who works nearby."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.columns import NOT_KNOWN
from portfolio.core.gaps import Gap
from portfolio.core.geography import Place
from portfolio.core.grid import Cell, CellProject
from portfolio.core.marks import CellMarks, InstrumentMark
from portfolio.core.terms import CellState
from portfolio.coverage.report import Report
from portfolio.coverage.stock import Row
from portfolio.errors import NotFound
from portfolio.web.display import day


@dataclass(frozen=True, slots=True)
class Listed:
    """A project in a cell."""

    project: CellProject
    code: str
    title: str
    start: str
    end: str
    has_budget: bool


@dataclass(frozen=True)
class CellPage:
    """What the page of a cell shows; `unknown` of its projects in the money's scope have no budget that is known."""

    cell: Cell
    row: Row
    place: Place
    projects: tuple[Listed, ...]
    unknown: int
    gap: Gap | None
    reason: str
    countries: tuple[tuple[CellState, int], ...]
    declaration: Declaration | None
    note: GapNote | None
    marks: CellMarks
    everywhere: tuple[InstrumentMark, ...]


def describe_cell(report: Report, row_code: str, column_code: str) -> CellPage:
    """The cell of an objective's code and a place's code in this report; NotFound where there is none."""
    rows = {row.code: number for number, row in enumerate(report.rows)}
    columns = {place.code: number for number, place in enumerate(report.grid.columns)}
    if row_code not in rows or column_code not in columns:
        raise NotFound("There is no such cell in this report.", "Start from the coverage page.")
    row, column = rows[row_code], columns[column_code]
    grid, facts = report.grid, report.grid.facts
    cell = grid.cell(row, column)
    listed = []
    for project in grid.projects_of(row, column):
        start, end = facts.start_of(project.index), facts.end_of(project.index)
        listed.append(
            Listed(
                project,
                facts.codes[project.index],
                facts.titles[project.index],
                start.in_words() if start else "",
                end.in_words() if end else "",
                int(facts.budget[project.index]) != NOT_KNOWN,
            )
        )
    listed.sort(key=lambda item: (item.project.activity.number, item.code))
    gap = next((gap for gap in report.gaps if (gap.row, gap.column) == (row, column)), None)
    return CellPage(
        cell=cell,
        row=report.rows[row],
        place=cell.place,
        projects=tuple(listed),
        unknown=sum(bool(grid.situation.in_scope[one.project.index]) and not one.has_budget for one in listed),
        gap=gap,
        reason=gap.reason if gap else _settled(cell),
        countries=tuple((state, number) for state, number in (cell.countries or {}).items() if number),
        declaration=report.declared.get((cell.objective, cell.place.key)),
        note=report.note_at(cell.objective, cell.place),
        marks=report.marks.at(row, column),
        everywhere=report.marks.rows[row],
    )


def _settled(cell: Cell) -> str:
    """Why a cell that is no gap has its state."""
    if cell.unneeded:
        return "Nothing is needed here: the recorded need is 0, so this is no gap."
    if cell.state is CellState.NOT_APPLICABLE:
        return "A planner declared that this objective does not apply here."
    if cell.ends_on is None:
        return "A strong project is active and runs on without a stated end."
    return f"Strong projects are active or follow in time; the last of those active ends on {day(cell.ends_on)}."
