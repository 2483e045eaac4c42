"""The gap list as it is read: narrowed, put in order, in groups, with gaps that are alike told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.core.cellnotes import GapNote
from portfolio.core.gaps import Gap, severity_of
from portfolio.core.needs import weight_of
from portfolio.core.terms import CellState
from portfolio.core.text import fold
from portfolio.coverage.report import Report
from portfolio.web.display import plural
from portfolio.web.filters import MINE

#: From so many on, gaps of a group that differ in nothing but their place (or objective) are told in one line.
ALIKE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: one gap, or several that are alike."""

    group: str
    gaps: tuple[Gap, ...]

    @property
    def first(self) -> Gap:
        """The gap that speaks for all."""
        return self.gaps[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the list: `at` is the position of its first line, `states` says how many gaps have each state."""

    key: str
    title: str
    at: int
    gaps: int
    at_risk: int
    states: tuple[tuple[CellState, int], ...]
    priority: float


@dataclass(frozen=True)
class GapList:
    """The whole list, its groups in order."""

    gaps: tuple[Gap, ...]
    groups: dict[str, Group]
    lines: tuple[Line, ...]


def select_gaps(report: Report) -> tuple[Gap, ...]:
    """The gaps of a report that its filter asks for, in the order that it asks for."""
    asked = report.asked
    found = [gap for gap in report.gaps if _wanted(gap, asked.gap_state, asked.gap_need)]
    if asked.gap_note:
        found = [gap for gap in found if _looked_after(report.note(gap)) == asked.gap_note]
    if asked.gap_person:
        address = report.reader if asked.gap_person == MINE else asked.gap_person
        found = [gap for gap in found if (note := report.note(gap)) is not None and note.address == address]
    return tuple(sorted(found, key=_ORDERS[asked.gap_sort]))


def _wanted(gap: Gap, state: str, need: str) -> bool:
    if state == "gap" or state == "risk":
        if gap.state.is_gap != (state == "gap"):
            return False
    elif state and gap.state.value != state:
        return False
    return not need or need == ("unknown" if gap.need is None else str(gap.need))


def people_of(report: Report) -> list[tuple[str, str]]:
    """(value of the filter, words) of who looks after gaps: the reader first, then everybody whom a note names."""
    named = {note.address: note.person for note in report.portfolio.gap_notes.values() if note.address}
    others = [(address, person) for address, person in named.items() if address != report.reader]
    return [(MINE, "Me"), *sorted(others, key=lambda pair: fold(pair[1]))]


def _looked_after(note: GapNote | None) -> str:
    return "none" if note is None else note.status.value


#: Of equals the list keeps the order of the report: by priority, then by row and column.
_ORDERS: dict[str, Callable[[Gap], Any]] = {
    "priority": lambda gap: 0,
    "objective": lambda gap: gap.row,
    "place": lambda gap: gap.column,
    "state": lambda gap: -gap.state.number,
    "cliff": lambda gap: gap.ends_on or date.max,
}


def build_list(report: Report) -> GapList:
    """The list in groups. Gaps of a group with the same reason, need and priority are told in one line."""
    gaps, by = select_gaps(report), report.asked.gap_group
    members: dict[str, list[Gap]] = {}
    for gap in sorted(gaps, key=_GROUP_ORDERS[by]):
        members.setdefault(_group_key(report, gap, by), []).append(gap)
    groups: dict[str, Group] = {}
    lines: list[Line] = []
    for key, within in members.items():
        groups[key] = _group(key, _group_title(report, within[0], by), len(lines), within)
        lines += [Line(key, alike) for alike in _alike(report, within, by)]
    return GapList(gaps, groups, tuple(lines))


_GROUP_ORDERS: dict[str, Callable[[Gap], Any]] = {
    "objective": _ORDERS["objective"],
    "place": _ORDERS["place"],
    "state": _ORDERS["state"],
    "none": lambda gap: 0,
}


def _group_key(report: Report, gap: Gap, by: str) -> str:
    keys = {"objective": report.rows[gap.row].code, "place": gap.place.code, "state": gap.state.value}
    return keys.get(by, "all")


def _group_title(report: Report, gap: Gap, by: str) -> str:
    row = report.rows[gap.row]
    titles = {"objective": f"{row.number} {row.title}", "place": gap.place.title, "state": gap.state.label}
    return titles.get(by, "")


def _group(key: str, title: str, at: int, gaps: list[Gap]) -> Group:
    counts = {state: sum(gap.state is state for gap in gaps) for state in reversed(CellState)}
    return Group(
        key,
        title,
        at,
        sum(gap.state.is_gap for gap in gaps),
        sum(gap.state.is_at_risk for gap in gaps),
        tuple((state, number) for state, number in counts.items() if number),
        max(gap.priority for gap in gaps),
    )


def _alike(report: Report, gaps: Iterable[Gap], by: str) -> list[tuple[Gap, ...]]:
    """Gaps that say the same, together where the first of them stands.

    One that somebody looks after stands alone, as every one does in one list.
    """
    found: dict[Any, list[Gap]] = {}
    for number, gap in enumerate(gaps):
        same = (gap.reason, gap.need, gap.priority, gap.row if by == "state" else None)
        alone = by == "none" or report.note(gap) is not None
        found.setdefault(number if alone else same, []).append(gap)
    lines: list[tuple[Gap, ...]] = []
    for together in found.values():
        lines += [tuple(together)] if len(together) >= ALIKE else [(gap,) for gap in together]
    return lines


def formula_of(gap: Gap, as_of: date) -> str:
    """A gap's priority with its formula opened: "1.50 = unknown need 1.5 x never 1"."""
    need = f"need {gap.need}" if gap.need is not None else f"unknown need {weight_of(None):g}"
    severity = severity_of(gap.state, as_of, gap.ends_on)
    near = ", as its end is near" if severity != severity_of(gap.state, as_of) else ""
    return f"{gap.priority:.2f} = {need} x {gap.state.label.lower()} {severity:.2g}{near}"


def note_words(note: GapNote | None) -> str:
    """Who looks after a gap: "Watching: Ada Lovelace. Asked the delegation."; empty where nobody does."""
    if note is None:
        return ""
    return f"{note.status.label}{f': {note.person}' if note.person else ''}.{f' {note.note}' if note.note else ''}"


def nearby_words(report: Report, gap: Gap) -> str:
    """Who could act, in a sentence or two; empty where nobody is near."""
    names = report.portfolio.organisations
    same = [near for near in gap.nearby if near.same_objective]
    other = [near for near in gap.nearby if not near.same_objective]
    sentences = []
    close, here = ("On this objective close by", "Here on other objectives")
    if not report.by_objective:
        close, here = ("In this row close by", "Here in other rows")
    for near, words in ((same, close), (other, here)):
        if near:
            listed = "; ".join(f"{names.get(one.organisation, '')} ({plural(one.projects, 'project')})" for one in near)
            sentences.append(f"{words}: {listed}.")
    return " ".join(sentences)
