"""A report as a workbook: exactly the grid that is shown, its gaps, its projects, and what the file is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portfolio.core.gaps import Gap
from portfolio.core.geography import Place
from portfolio.core.grid import Cell
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import Activity, CellState, PlaceKind
from portfolio.coverage.budgets import UNKNOWN_MONEY
from portfolio.coverage.caveats import describe_caveats, describe_totals
from portfolio.coverage.cellwords import EXTRA_HEADINGS, FORMULA, cell_text, marks_text
from portfolio.coverage.gaplist import formula_of, nearby_words, note_words, select_gaps
from portfolio.coverage.heatmap import opened_line, shown_extras
from portfolio.coverage.report import Report
from portfolio.coverage.rows import WITHOUT
from portfolio.coverage.tables import known_day
from portfolio.coverage.trust import LABELS, bound_lines, labels_of, organisation_lines
from portfolio.web.filters import MEASURES
from portfolio.web.sheets import Cents, Sheets, put

#: Fill and pattern of a state; gaps are hatched, so that they show without colour.
FILLS: dict[CellState, dict[str, object]] = {
    CellState.COVERED: {"bg_color": "#7CBDC7"},
    CellState.ENDING: {"bg_color": "#F6D9A8"},
    CellState.THIN: {"bg_color": "#D6EBEE"},
    CellState.PLANNED: {"bg_color": "#E4E0F4"},
    CellState.LAPSED: {"pattern": 14, "fg_color": "#E0B48C", "bg_color": "#FFFFFF"},
    CellState.UNKNOWN: {"pattern": 17, "fg_color": "#C9CED4", "bg_color": "#FFFFFF"},
    CellState.NEVER: {"pattern": 14, "fg_color": "#F0C9B0", "bg_color": "#FFFFFF"},
    CellState.NOT_APPLICABLE: {"font_color": "#6B7680"},
}


def coverage_workbook(report: Report, site_name: str, about: Sequence[tuple[str, str]] = ()) -> bytes:
    """The bytes of an xlsx workbook: Coverage, Gaps, Projects, About this file; `about` goes first in the last."""
    sheets = Sheets(report.title())
    _grid_sheet(sheets, report)
    _gap_sheet(sheets, report)
    _project_sheet(sheets, report)
    if report.declared:
        _declaration_sheet(sheets, report)
    if report.strip:
        _country_sheet(sheets, report)
    _trust_sheet(sheets, report)
    sheets.about([*about, *_about(report, site_name)])
    return sheets.done()


def _grid_sheet(sheets: Sheets, report: Report) -> None:
    grid, measure = report.grid, report.asked.measure
    extras = shown_extras(report)
    headings = ["No", report.kind.label, *(_heading(report, place) for place in report.spread)]
    headings += [EXTRA_HEADINGS[name] for name in extras]
    widths = [5, 44, *(16 for _ in report.spread), *(16 for _ in extras)]
    sheet = sheets.sheet("Coverage", headings, widths)
    sheet.freeze_panes(1, 2)
    behind = 2 + len(report.spread)
    for number, cells in enumerate(grid.table()):
        line = number + 1
        sheets.cell(sheet, line, 0, report.rows[number].number)
        sheets.cell(sheet, line, 1, report.rows[number].title)
        for offset, (source, cell) in enumerate(opened_line(report, cells), start=2):
            grid_cell(sheets, sheet, line, offset, (source, cell), measure, marks_text(source, cell))
        for offset, name in enumerate(extras, start=behind):
            sheets.cell(sheet, line, offset, _beside(report, number, name))
    last = len(report.rows) + 1
    if extras:
        put(sheet, last, 1, f"Unclassified: without {WITHOUT[report.kind]}", sheets.bold)
        at = {place.key: offset for offset, place in enumerate(report.spread, start=2)}
        for column in grid.shown:
            value = _beside(report, len(report.rows), column)
            sheets.cell(sheet, last, at[grid.columns[column].key], value)
        for offset, name in enumerate(extras, start=behind):
            sheets.cell(sheet, last, offset, _beside(report, len(report.rows), name))
        last += 1
    put(sheet, last + 1, 1, describe_totals(report), sheets.wrap)


def _beside(report: Report, row: int, column: int | str) -> Cents | int | str:
    """What stands beside the cells, or in the unclassified row: projects, or their money."""
    margin = report.grid.beside(row, column)
    if report.asked.measure != "money":
        return margin.projects
    at = len(report.grid.columns) + EXTRA_COLUMNS.index(column) if isinstance(column, str) else column
    unsaid = not margin.budget_eur_cents and report.budgets.unsaid(row, at)
    return UNKNOWN_MONEY if unsaid else Cents(margin.budget_eur_cents)


def _heading(report: Report, place: Place) -> str:
    inner = report.opened and place.kind is PlaceKind.COUNTRY
    return f"of which {report.short(place)}" if inner else report.short(place)


def _country_sheet(sheets: Sheets, report: Report) -> None:
    """What stands above the countries of the grid, a row for each of them."""
    sheet = sheets.sheet(
        "Countries", ["Country", *(line.label for line in report.strip)], [26, *(28 for _ in report.strip)]
    )
    columns = zip(report.spread, *(line.cells for line in report.strip), strict=True)
    sheets.rows(sheet, ([place.title, *(cell.words for cell in cells)] for place, *cells in columns if cells[0]))


def grid_cell(
    sheets: Sheets, sheet: Any, line: int, offset: int, of: tuple[Report, Cell], measure: str, marked: str
) -> None:
    """Write a cell of a report in a measure, with the ground of its state."""
    report, cell = of
    style = {"align": "center", "valign": "top", "text_wrap": True, "border": 1, "border_color": "#C4CDD5"}
    style |= FILLS[CellState.NOT_APPLICABLE if cell.unneeded else cell.state]
    if measure == "money":
        cents = report.budgets.amount(cell)
        if cents is None:
            put(sheet, line, offset, UNKNOWN_MONEY, sheets.format(**style))
        else:
            sheet.write_number(line, offset, cents / 100, sheets.format(**style, num_format="#,##0.00"))
    elif measure == "projects":
        sheet.write_number(line, offset, cell.projects, sheets.format(**style))
    elif measure == "depth":
        sheet.write_number(line, offset, round(cell.depth, 4), sheets.format(**style, num_format="0.00"))
    elif measure == "cliff" and cell.ends_on:
        sheet.write_datetime(line, offset, cell.ends_on, sheets.format(**style, num_format="yyyy-mm-dd"))
    else:
        put(sheet, line, offset, cell_text(cell) + (f"; {marked}" if marked else ""), sheets.format(**style))


def _gap_sheet(sheets: Sheets, report: Report) -> None:
    headings = ["Priority", "No", report.kind.label, "Where", "State", "Reason", "Need"]
    headings += [
        "Last project",
        "Next project",
        "Nearby",
        "Dialogues",
        "Instruments",
        "Priority opened",
        "Looked after",
    ]
    sheet = sheets.sheet("Gaps", headings, [9, 5, 44, 26, 12, 70, 8, 34, 34, 44, 44, 44, 36, 36])
    count = sheets.rows(sheet, (_gap_row(report, gap) for gap in select_gaps(report)))
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)


def _gap_row(report: Report, gap: Gap) -> list[object]:
    row, marks = report.rows[gap.row], report.marks.at(gap.row, gap.column)
    return [
        float(gap.priority),
        row.number,
        row.title,
        gap.place.title,
        gap.state.label,
        gap.reason,
        "unknown" if gap.need is None else gap.need,
        gap.last_project.title if gap.last_project else None,
        gap.next_project.title if gap.next_project else None,
        nearby_words(report, gap),
        "; ".join(f"{mark.title} ({mark.when() or 'no date yet'})" for mark in marks.dialogues),
        "; ".join(mark.title for mark in marks.instruments),
        formula_of(gap, report.as_of),
        note_words(report.note(gap)) or None,
    ]


def _declaration_sheet(sheets: Sheets, report: Report) -> None:
    """What is declared not applicable in the shown cells."""
    headings = ["No", "Objective", "Where", "Reason", "By", "From", "Until"]
    sheet = sheets.sheet("Not applicable", headings, [5, 44, 26, 70, 30, 13, 13])
    rows, places = {row.key: row for row in report.rows}, {place.key: place for place in report.columns}
    found = [one for one in report.declared.values() if one.objective in rows and one.place in places]
    for line, one in enumerate(found, start=1):
        row = rows[one.objective]
        values = (row.number, row.title, places[one.place].title, one.note, one.author, one.declared_on, one.expires_on)
        for offset, value in enumerate(values):
            sheets.cell(sheet, line, offset, value)


def _trust_sheet(sheets: Sheets, report: Report) -> None:
    """How many projects state what: all of them, then those of each organisation, best reported first."""
    headings = ["Organisation", "Projects", *labels_of(report).values(), "Mean"]
    sheet = sheets.sheet("Trust", headings, [44, 10, *(16 for _ in LABELS), 10])
    lines = [("All projects", report.trust.stated)]
    lines += [(line.name, line.stated) for line in organisation_lines(report)]
    sheets.rows(sheet, ([name, one.projects, *one.known.values(), float(one.score)] for name, one in lines))


def _project_sheet(sheets: Sheets, report: Report) -> None:
    grid, facts = report.grid, report.grid.facts
    headings = ["Code", "Title", "Activity on the day", "Start", "End", "Budget, EUR", "Counted, EUR", "In the totals"]
    sheet = sheets.sheet("Projects", headings, [18, 60, 20, 13, 13, 18, 18, 12])
    activities = tuple(Activity)

    def rows() -> Iterator[list[Any]]:
        for index in range(len(facts)):
            start, end = facts.start_of(index), facts.end_of(index)
            budget = int(facts.budget[index])
            yield [
                facts.codes[index],
                facts.titles[index],
                activities[int(grid.situation.activity[index])].label,
                known_day(start),
                known_day(end),
                Cents(budget) if budget >= 0 else "unknown",
                Cents(int(facts.own_budget[index])) if budget >= 0 else None,
                bool(grid.situation.in_scope[index]),
            ]

    count = sheets.rows(sheet, rows())
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)


def _about(report: Report, site_name: str) -> list[tuple[str, str]]:
    lines = [("What", report.title()), ("From", site_name)]
    lines += report.filter_words()
    lines += [(f"Gaps: {label.lower()}", value) for label, value in report.asked.gap_words()]
    lines.append(("Shown", MEASURES[report.asked.measure]))
    lines.append(("Totals", describe_totals(report)))
    lines += [
        (
            "Bound",
            f"{one.label}: {one.now}; if all unknowns were empty {one.if_empty}, if all were covered {one.if_covered}",
        )
        for one in bound_lines(report)
    ]
    lines += [("Caveat", sentence) for sentence in describe_caveats(report)]
    lines += [
        ("States", "Covered: a strong project lasts to the end of the window, or a strong one follows within 90 days."),
        ("", "Ending: strong projects are active and all end inside the window; the date is the last day."),
        ("", "Thin: active, but only significant links, associate places, or presence via a group."),
        ("", "Planned: nothing active, something coming. Lapsed: nothing active or coming, something ended."),
        ("", "Unknown: a project is active there that names no objective. Never: nothing at all."),
        ("Marks", "Dialogues and instruments named in a cell inform; they never turn a gap into covered."),
        ("Priority", FORMULA),
        ("Projects sheet", "Every project the filter lets through; “counted” is a programme's budget less its parts'."),
        ("Boundaries", "Names of places do not imply the expression of any opinion on their status."),
    ]
    lines += [(f"{name}*", sentence) for name, sentence in report.footnotes]
    return lines
