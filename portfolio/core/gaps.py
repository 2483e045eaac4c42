"""The gap list: every cell that is a gap or at risk, why, how urgent, and who is near; it reads a grid, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.core.columns import FAR_FUTURE, FAR_PAST, Days, Flags, Ints
from portfolio.core.facts import Facts
from portfolio.core.geography import Place
from portfolio.core.grid import STATES, Grid
from portfolio.core.marks import Marks
from portfolio.core.nearby import Nearby, find_nearby
from portfolio.core.needs import weight_of
from portfolio.core.periods import PartialDate, add_months, day_from_number
from portfolio.core.presence import STRONG_GRADE, VIA, Cells
from portfolio.core.reach import UNPLACED
from portfolio.core.sentences import Sentence, in_one, sentence
from portfolio.core.states import SUCCESSION_DAYS, fill
from portfolio.core.terms import Activity, Axis, CellState, Significance

#: How bad each state is, 0 to 1. Source: the coverage contract; the formula stands on the page.
SEVERITY = {
    CellState.NEVER: 1.0,
    CellState.LAPSED: 0.9,
    CellState.UNKNOWN: 0.7,
    CellState.PLANNED: 0.4,
    CellState.THIN: 0.5,
    CellState.ENDING: 0.6,
}
#: An ending cell grows this bad over its last months.
SEVERITY_AT_CLIFF = 0.9
CLIFF_MONTHS = 3
_RANK_BITS = 24


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A project as a gap names it; `index` is its row in the facts."""

    index: int
    id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that is a gap or at risk. `row` and `column` are positions in the grid, `need` None is unknown.

    `last_project` is the last to work here: of a thin cell the active one that ends last, of an ending one the strong
    one, else the last that ended. `next_project` is the upcoming one that starts first. `priority` is need x severity,
    0 to 3. `reason` is plain English, without the names of objective and place; `said` is the same, as sentences that
    a document says in its own language.
    """

    row: int
    column: int
    objective: int
    place: Place
    state: CellState
    reason: str
    priority: float
    need: int | None
    ends_on: date | None
    last_project: ProjectName | None
    next_project: ProjectName | None
    nearby: tuple[Nearby, ...]
    said: tuple[Sentence, ...]


def severity_of(state: CellState, as_of: date, ends_on: date | None = None) -> float:
    """How bad a state is; an ending one grows evenly from 0.6 to 0.9 over the three months before `ends_on`.

    ValueError for a state that is neither a gap nor at risk.
    """
    if state not in SEVERITY:
        raise ValueError(f"A cell that is {state.label.lower()} is no gap.")
    severity = SEVERITY[state]
    if state is CellState.ENDING and ends_on is not None:
        grows_from = add_months(ends_on, -CLIFF_MONTHS)
        if as_of > grows_from:
            done = min((as_of - grows_from).days / (ends_on - grows_from).days, 1.0)
            severity += (SEVERITY_AT_CLIFF - severity) * done
    return severity


def build_gaps(grid: Grid, marks: Marks | None = None, *, unnamed: str = "its objectives are") -> tuple[Gap, ...]:
    """Every shown cell that is a gap or at risk and is not known to need nothing.

    Highest priority first, then by row and column. Needs are those the grid was built with. `marks` are named in the
    reason and change nothing else. `unnamed` is what a project of an unknown cell does not record, with its verb.
    """
    risky = np.isin(grid.state, [state.number for state in SEVERITY])
    rows, columns = np.nonzero(risky & grid.visible & ~(grid.need == 0))
    cells = list(zip(rows.tolist(), columns.tolist(), strict=True))
    names = _Names(grid, unnamed)
    made = []
    for (row, column), nearby in zip(cells, find_nearby(grid, cells), strict=True):
        state = STATES[grid.state[row, column]]
        need = None if np.isnan(grid.need[row, column]) else int(grid.need[row, column])
        ends_on = day_from_number(int(grid.strong_until[row, column])) if state is CellState.ENDING else None
        said = (*names.reason(state, row, column), *names.unplaced(state, row))
        if marks:
            said += marks.sentences(row, column, grid.columns[column])
        made.append(
            Gap(
                row=row,
                column=column,
                objective=grid.rows[row],
                place=grid.columns[column],
                state=state,
                reason=in_one(said),
                priority=weight_of(need) * severity_of(state, grid.window.as_of, ends_on),
                need=need,
                ends_on=ends_on,
                last_project=names.project(names.last(state, row, column)),
                next_project=names.project(int(names.coming[row, column])),
                nearby=nearby,
                said=said,
            )
        )
    return tuple(sorted(made, key=lambda gap: (-gap.priority, gap.row, gap.column)))


class _Names:
    """Which projects a cell's reason names: rows in the facts, -1 for none."""

    def __init__(self, grid: Grid, lacking: str) -> None:
        facts, activity, shape = grid.facts, grid.situation.activity, grid.state.shape
        cells, strong = grid.expansion.cells, grid.expansion.cells.strong
        is_active = activity == Activity.ACTIVE.number
        starts = np.where(facts.starts == FAR_PAST, np.int32(FAR_FUTURE), facts.starts)
        self.grid, self.lacking = grid, lacking
        self.ended = _latest(facts, cells, activity == Activity.ENDED.number, facts.ends, shape)
        self.active = _latest(facts, cells, is_active, facts.ends, shape)
        self.strong = _latest(facts, strong, is_active, facts.ends, shape)
        self.coming = _latest(facts, cells, activity == Activity.UPCOMING.number, -starts, shape)
        self.unnamed = _latest(facts, grid.expansion.column_only, is_active, facts.ends, shape[1:])

    def last(self, state: CellState, row: int, column: int) -> int:
        """The last project to work in a cell."""
        if state in (CellState.ENDING, CellState.THIN):
            return int((self.strong if state is CellState.ENDING else self.active)[row, column])
        return int(self.ended[row, column])

    def project(self, index: int) -> ProjectName | None:
        """A project by its row."""
        facts = self.grid.facts
        if index < 0:
            return None
        return ProjectName(index, int(facts.ids[index]), facts.codes[index], facts.titles[index])

    def reason(self, state: CellState, row: int, column: int) -> tuple[Sentence, ...]:
        """Why the cell is what it is, in one or two sentences."""
        if state is CellState.UNKNOWN:
            text = f"“{{project}}” runs here, but {self.lacking} not recorded."
            return (sentence(text, project=self._title(int(self.unnamed[column]))),)
        if state is CellState.THIN:
            return self._thin(row, column)
        if state is CellState.ENDING:
            last = int(self.strong[row, column])
            return (
                sentence(
                    "Coverage ends {when} with “{project}”; nothing strong is to start within {days} days of it.",
                    when=_when(self.grid.facts.end_of(last)),
                    project=self._title(last),
                    days=SUCCESSION_DAYS,
                ),
            )
        ended = int(self.ended[row, column])
        before = {"project": self._title(ended), "when": _when(self.grid.facts.end_of(ended))} if ended >= 0 else None
        if state is CellState.PLANNED:
            planned = self._planned(int(self.coming[row, column]))
            return (planned, Sentence("“{project}” ended {when}.", before)) if before else (planned,)
        if before:
            return (Sentence("Nothing since “{project}” ended {when}.", before),)
        return (sentence("No project has worked on this here."),)

    def unplaced(self, state: CellState, row: int) -> tuple[Sentence, ...]:
        """That projects of the row name no place, so that they may work where nobody is known to."""
        if not state.is_gap or state is CellState.UNKNOWN:
            return ()
        n = int(self.grid.margin[row, len(self.grid.columns) + UNPLACED])
        said = sentence(
            "{n} project on this names no place, and may work here.",
            "{n} projects on this name no place, and may work here.",
            n=n,
        )
        return (said,) if n else ()

    def _planned(self, coming: int) -> Sentence:
        facts = self.grid.facts
        start = facts.start_of(coming)
        if start is None:
            return sentence("Nothing runs; “{project}” is planned, without a start date.", project=self._title(coming))
        # A start known only by its month or year has not been missed before that month or year is over.
        missed = start.last() < self.grid.window.as_of
        text = "Nothing runs; “{project}” was to start {when}."
        if not missed:
            text = "Nothing runs; “{project}” is to start {when}."
        return sentence(text, project=self._title(coming), when=_when(start))

    def _thin(self, row: int, column: int) -> tuple[Sentence, ...]:
        last = int(self.active[row, column])
        cells = self.grid.expansion.cells
        at = cells.at(row * len(self.grid.columns) + column)
        entry = at.start + int(np.searchsorted(cells.project[at], last))
        how = ""
        if cells.grade[entry] == VIA:
            how = " only through a member" if self.grid.axis is Axis.ORGANISATION else " only through a group"
        elif cells.grade[entry] < STRONG_GRADE:
            how = " only as an associate"
        if cells.significance[entry] != Significance.PRINCIPAL.number:
            how += f", {'and' if how else 'but'} this is not a principal objective of it"
        others = int(self.grid.active[row, column]) - 1
        works = sentence(f"“{{project}}” works here{how}.", project=self._title(last))
        more = sentence("{n} more is no stronger.", "{n} more are no stronger.", n=others)
        return (works, more) if others else (works,)

    def _title(self, index: int) -> str:
        return self.grid.facts.titles[index]


def _when(day: PartialDate | None) -> Sentence:
    if day is None:
        return sentence("at no known date")
    return sentence("in {day}" if day.day is None else "on {day}", day=day)


def _latest(facts: Facts, cells: Cells, of: Flags, day: Days, shape: tuple[int, ...]) -> Ints:
    """Row of the chosen project with the largest day in each cell, of equals the first by code; -1 for none.

    Day and rank are digits of one number, so that one maximum finds the project.
    """
    last_rank = (1 << _RANK_BITS) - 1
    by_rank = np.argsort(facts.code_rank)
    key = ((day.astype(np.int64) + FAR_FUTURE) << _RANK_BITS) + (last_rank - facts.code_rank)
    best = fill(np.maximum, cells, np.where(of, key, np.int64(-1)), -1, shape)
    if not len(facts):
        return best
    rank = np.where(best < 0, 0, last_rank - (best & last_rank))
    found: Ints = np.where(best < 0, -1, by_rank[rank])
    return found
