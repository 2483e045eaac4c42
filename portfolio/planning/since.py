"""What changed since a day or a snapshot: projects field by field, gaps opened and closed, and which changes did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.accounts.queries import find_previous_visit
from portfolio.core.changes import Changes, diff
from portfolio.core.geography import Geography, Place
from portfolio.core.people import Actor
from portfolio.core.project import FIELDS, ProjectValue
from portfolio.core.since import CellChange, Course, cell_changes, project_courses
from portfolio.core.terms import GapChange, ProjectChange, Rows
from portfolio.coverage.facts import Shelf
from portfolio.coverage.report import Report, build_report
from portfolio.errors import Refused
from portfolio.history.queries import HIDDEN, readable, visible_codes
from portfolio.models.change import Change
from portfolio.planning.background import CountryLine, by_what, country_lines
from portfolio.projects.queries import load_projects
from portfolio.web.filters import Filter, parse_filter, parse_recorded, recorded_at

#: Days back where nobody says since when.
USUAL_DAYS = 30
#: Fields of a project that no cell depends on.
_WITHOUT_EFFECT = frozenset(
    {"code", "title", "acronym", "iati_identifier", "summary", "website", "source", "visibility"}
)
_KIN = ("parent", "predecessor")


@dataclass(frozen=True, slots=True)
class SinceQuery:
    """From which moment to which ("2026-06-30", "snapshot-3"; empty is now), of which projects, in which cells."""

    since: str
    until: str
    asked: Filter

    def query(self, **changes: Any) -> dict[str, Any]:
        """The query string's arguments, defaults left out."""
        found = {**self.asked.query(), "since": self.since, "until": self.until, **changes}
        return {name: value for name, value in found.items() if value}


def usual_moment(session: Session, actor: Actor, today: date) -> str:
    """Since when, where nobody says so: this person's last visit; a month back, or the first change if that is later.

    Before the first visit ended nobody was here, so the month stands.
    """
    visited = find_previous_visit(session, actor.id)
    if visited is not None and visited.date() <= today:
        return recorded_at(visited)
    first = session.scalar(sa.select(sa.func.min(Change.at)))
    usual = today - timedelta(days=USUAL_DAYS)
    return (usual if first is None else max(usual, first.date())).isoformat()


def parse_since(arguments: Mapping[str, str], usual: str) -> SinceQuery:
    """What a query string asks for, since the `usual` moment unless it says so; Refused for what is no moment."""
    asked = replace(parse_filter(arguments), as_of=None, recorded="", rows=Rows.OBJECTIVE.value, archived=False)
    return SinceQuery(_moment(arguments, "since") or usual, _moment(arguments, "until"), asked)


def _moment(arguments: Mapping[str, str], name: str) -> str:
    """A moment by its own name; a snapshot chosen beside it, as the form has it, goes first."""
    chosen = arguments.get(f"{name}-snapshot", "").strip() or arguments.get(name, "").strip()
    return parse_recorded(chosen)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A row of the change log as lists name it."""

    position: int
    at: Any
    by: str
    entity: str
    entity_id: int
    key: str
    action: str
    fields: frozenset[str]

    @property
    def moves_cells(self) -> bool:
        """Whether a cell can depend on it."""
        return self.action != "update" or bool(self.fields - _WITHOUT_EFFECT)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project that changed: what it is called now (or was last), field by field, and the changes that did it."""

    course: Course
    code: str
    title: str
    there: bool
    changes: Changes
    records: tuple[LoggedChange, ...]


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell that changed, with the changes that did it; none where time alone did."""

    change: CellChange
    number: int
    objective: str
    records: tuple[LoggedChange, ...]


@dataclass(frozen=True)
class Since:
    """Everything that changed between two moments, for one reader."""

    wanted: SinceQuery
    before: Report
    after: Report
    first_position: int
    last_position: int
    projects: tuple[ProjectLine, ...]
    cells: tuple[CellLine, ...]
    countries: tuple[CountryLine, ...] | None
    counted: dict[str, int]

    @cached_property
    def by_kind(self) -> dict[ProjectChange, list[ProjectLine]]:
        """Projects under each thing that became of them."""
        return {kind: [one for one in self.projects if kind in one.course.kinds] for kind in ProjectChange}

    @cached_property
    def by_what(self) -> dict[str, list[CountryLine]]:
        """What is said of countries otherwise than before, under the convention and each index."""
        return by_what(self.countries or ())

    @cached_property
    def gaps(self) -> dict[GapChange, list[CellLine]]:
        """Cells under what became of them."""
        return {kind: [one for one in self.cells if one.change.kind is kind] for kind in GapChange}


def build_since(
    session: Session, shelf: Shelf, actor: Actor, wanted: SinceQuery, *, today: date, horizon_months: int
) -> Since:
    """What changed between two moments, of what `actor` may see. Refused where the second is earlier."""

    def report(recorded: str, **more: Any) -> Report:
        asked = replace(wanted.asked, recorded=recorded, **more)
        return build_report(session, shelf, actor, asked, today=today, horizon_months=horizon_months)

    before = report(wanted.since)
    horizon = before.horizon_months
    after = report(wanted.until, horizon_months=horizon)
    alone = report(wanted.since, horizon_months=horizon, as_of=after.as_of)
    first, last = before.portfolio.position, after.portfolio.position
    if last < first or after.as_of < before.as_of:
        raise Refused("The second moment lies before the first.", "Exchange them.")
    logged = _logged(session, actor, first, last)
    of_project: dict[int, list[LoggedChange]] = {}
    for one in logged:
        if one.entity == "project":
            of_project.setdefault(one.entity_id, []).append(one)
    was, now = _values(before, session, of_project), _values(after, session, of_project)
    changes = {number: diff(was[number], now[number], FIELDS) for number in was.keys() & now.keys()}
    _hide_kin(session, actor, changes.values())
    courses = project_courses(before.grid, alone.grid, after.grid, {number for number, one in changes.items() if one})
    lines = tuple(
        _project_line(course, before, after, changes.get(course.id, {}), of_project.get(course.id, ()))
        for course in courses
    )
    cells = tuple(
        _cell_line(change, after, logged, of_project) for change in cell_changes(before.grid, alone.grid, after.grid)
    )
    counted: dict[str, int] = {}
    for one in logged:
        counted[one.entity] = counted.get(one.entity, 0) + 1
    return Since(wanted, before, after, first, last, lines, cells, country_lines(before, after), counted)


def _logged(session: Session, actor: Actor, first: int, last: int) -> list[LoggedChange]:
    """The changes between two positions that this person may read, oldest first."""
    columns = (
        Change.position, Change.at, Change.actor_label, Change.entity, Change.entity_id, Change.entity_key,
        Change.action, Change.changes,
    )  # fmt: skip
    query = readable(actor).with_only_columns(*columns).where(Change.position > first, Change.position <= last)
    found = []
    for position, at, by, entity, number, key, action, changes in session.execute(query.order_by(Change.position)):
        found.append(LoggedChange(position, at, by, entity, number, key, action, frozenset(changes)))
    return found


def _values(report: Report, session: Session, wanted: Mapping[int, Any]) -> dict[int, ProjectValue]:
    """Values of the wanted projects that are in the report."""
    inside = [number for number in report.grid.facts.ids.tolist() if number in wanted]
    past = report.portfolio.recorded
    if past is not None:
        return {number: past.values[number] for number in inside}
    return {number: stored.value for number, stored in load_projects(session, inside).items()}


def _hide_kin(session: Session, actor: Actor, changed: Iterable[Changes]) -> None:
    """Codes of projects that the reader may not see are not shown as programme or predecessor either."""
    if actor.sees_restricted:
        return
    pairs = [(changes, name) for changes in changed for name in _KIN if name in changes]
    seen = visible_codes(session, actor, {code for changes, name in pairs for code in changes[name] if code})
    for changes, name in pairs:
        changes[name] = [HIDDEN if code and code not in seen else code for code in changes[name]]


def _project_line(
    course: Course, before: Report, after: Report, changes: Changes, records: Iterable[LoggedChange]
) -> ProjectLine:
    facts = (before if course.after is None else after).grid.facts
    row = int((facts.ids == course.id).nonzero()[0][0])
    there = bool((after.portfolio.facts.ids == course.id).any())
    return ProjectLine(course, facts.codes[row], facts.titles[row], there, changes, tuple(records))


def _cell_line(
    change: CellChange, after: Report, logged: Iterable[LoggedChange], of_project: Mapping[int, list[LoggedChange]]
) -> CellLine:
    row = after.rows[change.after.row]
    if change.time_alone:
        return CellLine(change, row.number, row.title, ())
    found = [one for number in change.projects for one in of_project.get(number, ()) if one.moves_cells]
    place, wanted = change.after.place, change.after.need != change.before.need
    keys = _said_of(after.portfolio.geography, f"{after.framework}:{row.number}", place, after.as_of, needs=wanted)
    found += [one for one in logged if (one.entity, one.key) in keys]
    return CellLine(change, row.number, row.title, tuple(sorted(found, key=lambda one: one.position)))


def _said_of(geography: Geography, objective: str, place: Place, on: date, *, needs: bool) -> set[tuple[str, str]]:
    """What the log calls the declaration of a cell and, where asked for, the needs that make the cell's."""
    keys = {("declaration", f"{place.kind.value}:{place.code} {objective}")}
    for country in geography.countries_of(place.key, on) if needs else ():
        code = geography.by_key[country].code
        keys |= {("need", f"{code} {objective}"), ("need", f"{code} all objectives")}
    return keys
