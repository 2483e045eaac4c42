"""A report as the page's grid: each cell with its words, sign, level and address; it computes no number of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portfolio.core.geography import Place
from portfolio.core.grid import Cell, MarginCell
from portfolio.core.periods import add_months
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import Axis, CellState
from portfolio.coverage.cellwords import NOBODY, SIGNS, UNNEEDED, is_followed, marked, said, shown_state
from portfolio.coverage.report import Report
from portfolio.web.display import day, grouped


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as the template writes it: `kind` is the CSS class, `text` what is seen, `words` what is read aloud."""

    kind: str
    text: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: number, title, address of the objective, its cells, and its total in the shown measure."""

    number: str
    title: str
    url: str
    cells: tuple[CellView, ...]
    extras: tuple[str, ...]
    total: str


def levels(values: list[float]) -> Callable[[float], int]:
    """A five-step scale over the values above 0 (quantiles, so one giant does not bleach the rest); 0 is level 0."""
    positive = sorted(value for value in values if value > 0)
    bounds = [positive[min(len(positive) * step // 5, len(positive) - 1)] for step in range(1, 5)] if positive else []
    bounds = [bound for index, bound in enumerate(bounds) if index == 0 or bound > bounds[index - 1]]

    def level(value: float) -> int:
        return 0 if value <= 0 else 1 + sum(value > bound for bound in bounds)

    return level


def build_rows(
    report: Report, cell_url: Callable[[str, Place], str], row_url: Callable[[str], str]
) -> tuple[RowView, ...]:
    """Every row of the grid in the measure that the filter names."""
    measure, grid = report.asked.measure, report.grid
    table = [opened_line(report, line) for line in grid.table()]
    level = levels_of(measure, [cell for line in table for _, cell in line])
    extras = shown_extras(report)
    rows = []
    for number, line in enumerate(table):
        row = report.rows[number]
        cells = tuple(view_cell(source, cell, level, cell_url(row.code, cell.place)) for source, cell in line)
        beside = tuple(_margin_text(report, number, name, cells[number]) for name, cells in extras.items())
        rows.append(
            RowView(str(row.number), row.title, row_url(row.code), cells, beside, _row_total(report, number, measure))
        )
    return tuple(rows)


def opened_line(report: Report, line: list[Cell]) -> list[tuple[Report, Cell]]:
    """A row's shown cells, each with its report: behind a column that is opened stand the cells of its countries."""
    if not report.opened:
        return [(report, cell) for cell in line]
    found: list[tuple[Report, Cell]] = []
    for cell in line:
        found.append((report, cell))
        if cell.place in report.opened:
            inside = report.countries.grid.line(cell.row, list(report.inside(cell.place)))
            found += [(report.countries, country) for country in inside]
    return found


def shown_extras(report: Report) -> dict[str, list[MarginCell]]:
    """What stands beside the cells, where the measure is one that adds up: money and projects."""
    return report.grid.extras() if report.asked.measure in ("money", "projects") else {}


def levels_of(measure: str, cells: list[Cell]) -> Callable[[float], int]:
    """The scale of these cells in a measure."""
    return levels([_value(cell, measure) for cell in cells])


def _value(cell: Cell, measure: str) -> float:
    if measure == "money":
        return cell.eur_cents
    return cell.depth if measure == "depth" else float(cell.projects)


def view_cell(report: Report, cell: Cell, level: Callable[[float], int], url: str, named: str = "") -> CellView:
    """A cell in the measure that is asked for; `named` is said of it in place of where it is."""
    measure, words = report.asked.measure, said(report, cell, named)
    if cell.unneeded and (measure == "state" or not cell.projects):
        return CellView("state-not-applicable", marked(report, cell, UNNEEDED), words, url)
    if not report.by_objective and cell.state is CellState.NEVER:
        # That some funder works nowhere near a place is no gap to look at: such cells recede.
        return CellView("lv0", NOBODY, words, url)
    if measure == "state":
        return CellView(f"state-{cell.state.value}", marked(report, cell, shown_state(cell)), words, url)
    if measure == "cliff":
        return _cliff_view(report, cell, words, url)
    value = _value(cell, measure)
    if value <= 0 and cell.state.is_gap:
        return CellView(f"state-{cell.state.value}", SIGNS[cell.state], words, url)
    if measure == "money":
        text = report.budgets.in_short(cell)
    elif measure == "depth":
        text = f"{value:.1f}"
    else:
        text = grouped(int(value))
    return CellView(f"lv{level(value)}", text, words, url)


#: How near a cliff is: months, and its words; the nearest is the darkest.
CLIFF_STEPS = ((6, "ends within 6 months"), (12, "within 12 months"), (24, "within 24 months"))
LATER, FOLLOWED = "later, or without a stated end", "→"


def cliff_level(as_of: date, ends_on: date | None) -> int:
    """The level of a day on which coverage ends: 5 within 6 months, 4 within 12, 3 within 24, else 1."""
    for at, (months, _) in enumerate(CLIFF_STEPS):
        if ends_on is not None and ends_on <= add_months(as_of, months):
            return 5 - at
    return 1


def _cliff_view(report: Report, cell: Cell, words: str, url: str) -> CellView:
    if cell.state not in (CellState.COVERED, CellState.ENDING):
        return CellView(f"state-{cell.state.value}", SIGNS[cell.state], words, url)
    text = f"{cell.ends_on:%m/%y}" if cell.ends_on else "no end"
    if cell.state is CellState.ENDING:
        text = f"{SIGNS[cell.state]} {text}"
    elif is_followed(report, cell):
        text = f"{text} {FOLLOWED}"
    return CellView(f"lv{cliff_level(report.as_of, cell.ends_on)}", text, words, url)


def _next_cliff(report: Report, number: int) -> str:
    cells = report.grid.line(number, list(report.grid.shown))
    ends = [cell.ends_on for cell in cells if cell.state is CellState.ENDING and cell.ends_on]
    return day(min(ends)) if ends else "–"


def _margin_text(report: Report, row: int, name: str, margin: MarginCell) -> str:
    if report.asked.measure != "money":
        return grouped(margin.projects)
    at = (row, len(report.grid.columns) + EXTRA_COLUMNS.index(name))
    return report.budgets.beside_in_short(at, margin.budget_eur_cents)


def _row_total(report: Report, number: int, measure: str) -> str:
    grid = report.grid
    shown = list(grid.shown)
    if measure == "money" and grid.axis is not Axis.ORGANISATION:
        return report.budgets.beside_in_short(number, int(grid.money[number].sum()))
    if measure == "depth":
        return f"{float(grid.depth[number, shown].sum()):.1f}"
    if measure == "cliff":
        return _next_cliff(report, number)
    if measure == "projects":
        return grouped(distinct_projects(report, number))
    return grouped(report.row_gaps[number])


def distinct_projects(report: Report, row: int) -> int:
    """Projects counted anywhere in a row's shown columns, each once however many columns it is in."""
    found: set[int] = set()
    for column in report.grid.shown:
        cells = report.grid.expansion.cells
        at = cells.at(row * len(report.grid.columns) + column)
        found.update(cells.project[at].tolist())
    counted = report.grid.situation.counted
    return sum(1 for project in found if counted[project])
