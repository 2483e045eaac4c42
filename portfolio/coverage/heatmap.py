"""A report as the page's grid: each cell with its words, sign, level and address; it computes no number of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portfolio.core.geography import Place
from portfolio.core.grid import Cell, MarginCell
from portfolio.core.periods import add_months
from portfolio.core.terms import Axis, CellState
from portfolio.coverage.report import Report
from portfolio.web.display import day, eur, grouped, plural, short_amount

#: What each state looks like in a cell, besides its colour and pattern.
SIGNS: dict[CellState, str] = {
    CellState.COVERED: "●",
    CellState.ENDING: "◐",
    CellState.THIN: "○",
    CellState.PLANNED: "▷",
    CellState.LAPSED: "◁",
    CellState.UNKNOWN: "?",
    CellState.NEVER: "gap",
    CellState.NOT_APPLICABLE: "n/a",
}

#: What stands in a cell of other rows than objectives where nobody of the row ever was.
NOBODY = "·"

#: What stands in a cell that would be a gap or at risk where nothing is needed.
UNNEEDED = "need 0"

MEANINGS: dict[CellState, str] = {
    CellState.COVERED: "a strong project lasts, or is followed in time",
    CellState.ENDING: "strong projects, all ending inside the window",
    CellState.THIN: "active, but nothing strong",
    CellState.PLANNED: "nothing active, something coming",
    CellState.LAPSED: "ended, nothing active or coming",
    CellState.UNKNOWN: "somebody is there, nobody said what for",
    CellState.NEVER: "nothing at all",
    CellState.NOT_APPLICABLE: "a planner said so",
}

FORMULA = (
    "Priority = need (0 to 3, unknown counts 1.5) x severity (never 1, lapsed 0.9, unknown 0.7, "
    "ending 0.6 rising to 0.9 over the last 3 months, thin 0.5, planned 0.4)."
)


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


def cell_text(cell: Cell) -> str:
    """A cell's state in words with the day that matters, as the workbook writes it."""
    text = cell.state.label
    if cell.state is CellState.ENDING and cell.ends_on:
        text += f" {day(cell.ends_on)}"
    elif cell.state is CellState.LAPSED and cell.last_ended_on:
        text += f" since {day(cell.last_ended_on)}"
    elif cell.state is CellState.PLANNED and cell.next_start_on:
        text += f" from {day(cell.next_start_on)}"
    if cell.countries and cell.state is CellState.COVERED:
        text += f" {cell.countries.get(CellState.COVERED, 0)} of {sum(cell.countries.values())} countries"
    return f"{text}, need 0" if cell.unneeded else text


#: What a cell marked by a dialogue, or by an instrument of its place, shows after its state.
DIALOGUE_SIGN, INSTRUMENT_SIGN = "⇄", "§"


def marks_text(report: Report, cell: Cell) -> str:
    """The marks of a cell in words: "1 dialogue, 2 instruments"; empty where there is none."""
    marks = report.marks.at(cell.row, cell.column)
    counts = ((len(marks.dialogues), "dialogue"), (len(marks.instruments), "instrument"))
    return ", ".join(plural(number, word) for number, word in counts if number)


def _marked(report: Report, cell: Cell, text: str) -> str:
    marks = report.marks.at(cell.row, cell.column)
    signs = [(marks.dialogues, DIALOGUE_SIGN), (marks.instruments, INSTRUMENT_SIGN)]
    return " ".join([text, *(sign for found, sign in signs if found)])


def _words(report: Report, cell: Cell, named: str) -> str:
    parts = [f"{named or cell.place.title}: {cell.state.label.lower()}"]
    if cell.ends_on and cell.state is CellState.ENDING:
        parts.append(f"until {day(cell.ends_on)}")
    elif report.asked.measure == "cliff" and cell.state is CellState.COVERED:
        parts.append(f"until {day(cell.ends_on)}" if cell.ends_on else "without a stated end")
        if _is_followed(report, cell):
            parts.append("then followed in time")
    if cell.last_ended_on and cell.state is CellState.LAPSED:
        parts.append(f"since {day(cell.last_ended_on)}")
    if cell.next_start_on and cell.state is CellState.PLANNED:
        parts.append(f"from {day(cell.next_start_on)}")
    parts.append(plural(cell.projects, "project"))
    money = cell.budget_eur_cents + cell.via_eur_cents
    if money:
        parts.append(eur(money, short=True))
    if cell.countries:
        covered, every = cell.countries.get(CellState.COVERED, 0), sum(cell.countries.values())
        parts.append(f"covered {covered} of {plural(every, 'country', 'countries')}")
    if cell.need is not None:
        parts.append(f"need {cell.need}" + (", so it is no gap" if cell.unneeded else ""))
    if marked := marks_text(report, cell):
        parts.append(marked)
    return ", ".join(parts)


def _shown(cell: Cell) -> str:
    """The few characters of a cell in the state view: sign, then what matters most."""
    sign = SIGNS[cell.state]
    if cell.state is CellState.ENDING and cell.ends_on:
        return f"{sign} {cell.ends_on:%m/%y}"
    if cell.state is CellState.LAPSED and cell.last_ended_on:
        return f"{sign} {cell.last_ended_on:%Y}"
    if cell.state is CellState.PLANNED and cell.next_start_on:
        return f"{sign} {cell.next_start_on:%m/%y}"
    if cell.state is CellState.COVERED and cell.countries:
        return f"{sign} {cell.countries.get(CellState.COVERED, 0)}/{sum(cell.countries.values())}"
    return sign


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
        margins = [cells[number] for cells in extras.values()]
        beside = tuple(_margin_text(measure, margin.projects, margin.budget_eur_cents) for margin in margins)
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
        return cell.budget_eur_cents + cell.via_eur_cents
    return cell.depth if measure == "depth" else float(cell.projects)


def view_cell(report: Report, cell: Cell, level: Callable[[float], int], url: str, named: str = "") -> CellView:
    """A cell in the measure that is asked for; `named` is said of it in place of where it is."""
    measure, words = report.asked.measure, _words(report, cell, named)
    if cell.unneeded and (measure == "state" or not cell.projects):
        return CellView("state-not-applicable", _marked(report, cell, UNNEEDED), words, url)
    if not report.by_objective and cell.state is CellState.NEVER:
        # That some funder works nowhere near a place is no gap to look at: such cells recede.
        return CellView("lv0", NOBODY, words, url)
    if measure == "state":
        return CellView(f"state-{cell.state.value}", _marked(report, cell, _shown(cell)), words, url)
    if measure == "cliff":
        return _cliff_view(report, cell, words, url)
    value = _value(cell, measure)
    if value <= 0 and cell.state.is_gap:
        return CellView(f"state-{cell.state.value}", SIGNS[cell.state], words, url)
    if measure == "money":
        text = short_amount(int(value)) if value else "–"
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


def _is_followed(report: Report, cell: Cell) -> bool:
    """Whether it is covered though what is active ends inside the window: something strong follows in time."""
    last = report.grid.window.last
    return cell.state is CellState.COVERED and cell.ends_on is not None and cell.ends_on < last


def _cliff_view(report: Report, cell: Cell, words: str, url: str) -> CellView:
    if cell.state not in (CellState.COVERED, CellState.ENDING):
        return CellView(f"state-{cell.state.value}", SIGNS[cell.state], words, url)
    text = f"{cell.ends_on:%m/%y}" if cell.ends_on else "no end"
    if cell.state is CellState.ENDING:
        text = f"{SIGNS[cell.state]} {text}"
    elif _is_followed(report, cell):
        text = f"{text} {FOLLOWED}"
    return CellView(f"lv{cliff_level(report.as_of, cell.ends_on)}", text, words, url)


def _next_cliff(report: Report, number: int) -> str:
    cells = report.grid.line(number, list(report.grid.shown))
    ends = [cell.ends_on for cell in cells if cell.state is CellState.ENDING and cell.ends_on]
    return day(min(ends)) if ends else "–"


def _margin_text(measure: str, projects: int, cents: int) -> str:
    return (short_amount(cents) if cents else "–") if measure == "money" else grouped(projects)


def _row_total(report: Report, number: int, measure: str) -> str:
    grid = report.grid
    shown = list(grid.shown)
    if measure == "money" and grid.axis is not Axis.ORGANISATION:
        return short_amount(int(grid.money[number].sum()))
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


#: What a cell shows in each measure, for the caption.
SHOWS = {
    "state": "its state with the day that matters",
    "projects": "how many projects are active or coming",
    "money": "budgets in euro",
    "depth": "how much stands in it",
    "cliff": "the month in which coverage ends",
}

TOTAL_HEADINGS = {"state": "Gaps", "projects": "Projects", "money": "EUR", "depth": "Depth", "cliff": "Next to end"}

EXTRA_HEADINGS = {
    "unplaced": "Unplaced",
    "regional": "Regional, not divided",
    "several-regions": "Several regions",
    "members": "Linked to members",
    "elsewhere": "Elsewhere",
}
