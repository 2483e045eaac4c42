"""What a cell is called: its sign and its words, what its state means, and the headings around the cells."""

from __future__ import annotations

from portfolio.core.grid import Cell
from portfolio.core.terms import CellState
from portfolio.coverage.report import Report
from portfolio.web.display import day, eur, plural

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


def going_on(text: str) -> str:
    """A cell's words inside a sentence: the first letter small, names of months as they are."""
    return text[:1].lower() + text[1:]


#: What a cell marked by a dialogue, or by an instrument of its place, shows after its state.
DIALOGUE_SIGN, INSTRUMENT_SIGN = "⇄", "§"


def marks_text(report: Report, cell: Cell) -> str:
    """The marks of a cell in words: "1 dialogue, 2 instruments"; empty where there is none."""
    marks = report.marks.at(cell.row, cell.column)
    counts = ((len(marks.dialogues), "dialogue"), (len(marks.instruments), "instrument"))
    return ", ".join(plural(number, word) for number, word in counts if number)


def marked(report: Report, cell: Cell, text: str) -> str:
    marks = report.marks.at(cell.row, cell.column)
    signs = [(marks.dialogues, DIALOGUE_SIGN), (marks.instruments, INSTRUMENT_SIGN)]
    return " ".join([text, *(sign for found, sign in signs if found)])


def said(report: Report, cell: Cell, named: str) -> str:
    parts = [f"{named or cell.place.title}: {cell.state.label.lower()}"]
    if cell.ends_on and cell.state is CellState.ENDING:
        parts.append(f"until {day(cell.ends_on)}")
    elif report.asked.measure == "cliff" and cell.state is CellState.COVERED:
        parts.append(f"until {day(cell.ends_on)}" if cell.ends_on else "without a stated end")
        if is_followed(report, cell):
            parts.append("then followed in time")
    if cell.last_ended_on and cell.state is CellState.LAPSED:
        parts.append(f"since {day(cell.last_ended_on)}")
    if cell.next_start_on and cell.state is CellState.PLANNED:
        parts.append(f"from {day(cell.next_start_on)}")
    parts.append(plural(cell.projects, "project"))
    money = cell.eur_cents
    if report.asked.measure == "money" and cell.projects:
        parts.append(report.budgets.of(cell, short=True))
    elif money:
        parts.append(eur(money, short=True))
    if cell.countries:
        covered, every = cell.countries.get(CellState.COVERED, 0), sum(cell.countries.values())
        parts.append(f"covered {covered} of {plural(every, 'country', 'countries')}")
    if cell.need is not None:
        parts.append(f"need {cell.need}" + (", so it is no gap" if cell.unneeded else ""))
    if marked := marks_text(report, cell):
        parts.append(marked)
    return ", ".join(parts)


def shown_state(cell: Cell) -> str:
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


def is_followed(report: Report, cell: Cell) -> bool:
    """Whether it is covered though what is active ends inside the window: something strong follows in time."""
    last = report.grid.window.last
    return cell.state is CellState.COVERED and cell.ends_on is not None and cell.ends_on < last
