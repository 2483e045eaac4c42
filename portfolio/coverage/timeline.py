"""The timeline page's projects, read under a filter, as lines of lineages; in groups by programme or by funder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.periods import PartialDate, Window
from portfolio.core.terms import Activity, OrganisationRole, Precision, Status
from portfolio.core.timeline import Life, Line, activities_on, build_lines
from portfolio.coverage.past import Recorded
from portfolio.coverage.report import Report
from portfolio.errors import Refused
from portfolio.models.organisation import Organisation
from portfolio.models.project import Project, ProjectOrganisation
from portfolio.models.selection import visible_ids, visible_projects
from portfolio.projects.lists import filtered_projects
from portfolio.web.filters import Filter

#: What lines can be gathered by.
GROUPS = {"": "Nothing", "programme": "Programme", "funder": "Funder"}
_DATES = ("planned_start", "planned_end", "actual_start", "actual_end")


@dataclass(frozen=True, slots=True)
class Entry:
    """A project of the timeline: its life, its words, and its dates as they were given."""

    life: Life
    title: str
    acronym: str
    status: Status | None
    given: dict[str, PartialDate | None]
    group: str

    @property
    def dates(self) -> dict[str, str]:
        """Its dates in words, as far as they are known."""
        return {name: day.in_words() if day else "" for name, day in self.given.items()}

    @property
    def name(self) -> str:
        """Its acronym, else its title."""
        return self.acronym or self.title


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A line with its entries, in the group of its latest project."""

    line: Line
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The names of its projects, in order."""
        return " → ".join(entry.name for entry in self.entries)

    @property
    def group(self) -> str:
        """The group of its latest project."""
        return self.entries[-1].group


def activity_at(lines: Iterable[TimeLine], window: Window) -> dict[int, Activity]:
    """Project id -> what it is in a window."""
    entries = [entry for line in lines for entry in line.entries]
    found = activities_on([entry.life for entry in entries], [entry.status for entry in entries], window)
    return {entry.life.id: activity for entry, activity in zip(entries, found, strict=True)}


def activity_words(activities: Iterable[Activity]) -> str:
    """How many are what: "18 active, 2 upcoming, 36 ended"."""
    counts = Counter(activities)
    usual = (Activity.ACTIVE, Activity.UPCOMING, Activity.ENDED)
    return ", ".join(f"{counts[one]} {one.label.lower()}" for one in Activity if counts[one] or one in usual)


def parse_group(text: str | None) -> str:
    """What lines are gathered by; Refused for anything that they cannot be."""
    if (text or "") not in GROUPS:
        raise Refused(f"“{(text or '')[:40]}” is not a group.", "Choose programme or funder.")
    return text or ""


def load_timeline(session: Session, actor: Actor, report: Report, group: str) -> tuple[TimeLine, ...]:
    """Every line of the projects that this person may see and the report's filter lets through, group by group.

    `report` is this person's; as recorded in the past, the lines are of what stood there.
    """
    past = report.portfolio.recorded
    if past is not None:
        # Who sees everything sees also what was deleted since.
        visible = past.values.keys() if actor.sees_restricted else set(session.scalars(visible_ids(actor)))
        found = recorded_entries(past, report.grid.facts.ids.tolist(), visible, group)
    else:
        found = _present_entries(session, actor, report.asked, group)
    entries = {entry.life.id: entry for entry in found}
    lines = [
        TimeLine(line, tuple(entries[life.id] for life in line.lives))
        for line in build_lines(entry.life for entry in entries.values())
    ]
    return tuple(sorted(lines, key=lambda line: (not line.group, line.group.casefold())))


def _present_entries(session: Session, actor: Actor, asked: Filter, group: str) -> list[Entry]:
    wanted = filtered_projects(actor, asked)
    columns = [getattr(Project, name) for name in _DATES]
    columns += [getattr(Project, f"{name}_precision") for name in _DATES]
    rows = session.execute(
        wanted.with_only_columns(
            Project.id, Project.code, Project.title, Project.acronym, Project.status, Project.predecessor_id, *columns
        )
    ).all()
    groups = _groups(session, actor, wanted, group)
    return [_entry(row, groups.get(row.id, "")) for row in rows]


def recorded_entries(past: Recorded, ids: Iterable[int], visible: Container[int], group: str) -> list[Entry]:
    """The chosen projects as they were recorded. A programme or a predecessor that is not `visible` has no name."""
    values = past.values
    numbers = {value["code"]: number for number, value in values.items()}
    found = []
    for number in ids:
        value = values[number]
        given = {name: PartialDate.parse(value[name]) if value[name] else None for name in _DATES}
        days = {
            name: None if day is None else day.last() if name.endswith("_end") else day.first()
            for name, day in given.items()
        }
        entry = Entry(
            life=Life(number, value["code"], **days, predecessor=numbers.get(value["predecessor"])),
            title=value["title"],
            acronym=value["acronym"] or "",
            status=Status(value["status"]) if value["status"] else None,
            given=given,
            group=_recorded_group(values, value, numbers, visible, group),
        )
        found.append(entry)
    return found


def _recorded_group(
    values: Mapping[int, Mapping[str, Any]],
    value: Mapping[str, Any],
    numbers: Mapping[str, int],
    visible: Container[int],
    group: str,
) -> str:
    if group == "programme":
        programme = numbers.get(value["parent"])
        return str(values[programme]["title"]) if programme is not None and programme in visible else ""
    if group == "funder":
        funder = OrganisationRole.FUNDER.value
        return min((str(link["name"]) for link in value["organisations"] if link["role"] == funder), default="")
    return ""


def _entry(row: sa.Row[tuple[object, ...]], group: str) -> Entry:
    days: dict[str, date | None] = {name: getattr(row, name) for name in _DATES}
    given = {}
    for name, day in days.items():
        precision = getattr(row, f"{name}_precision")
        given[name] = PartialDate.of(day, Precision(precision or "day")) if day else None
    return Entry(
        life=Life(row.id, row.code, **days, predecessor=row.predecessor_id),
        title=row.title,
        acronym=row.acronym or "",
        status=Status(row.status) if row.status else None,
        given=given,
        group=group,
    )


def _groups(session: Session, actor: Actor, wanted: sa.Select[tuple[object, ...]], group: str) -> dict[int, str]:
    """Project id -> name of its group; of several funders the first by name. A hidden programme has no name."""
    if group == "programme":
        parents = visible_projects(actor).with_only_columns(Project.id, Project.title).subquery()
        query = wanted.join(parents, parents.c.id == Project.parent_id)
        return _named(session.execute(query.with_only_columns(Project.id, parents.c.title)).all())
    if group == "funder":
        funders = (
            wanted.join(ProjectOrganisation, ProjectOrganisation.project_id == Project.id)
            .join(Organisation, Organisation.id == ProjectOrganisation.organisation_id)
            .where(ProjectOrganisation.role == OrganisationRole.FUNDER.value)
        )
        return _named(session.execute(funders.with_only_columns(Project.id, Organisation.name)).all())
    return {}


def _named(rows: Iterable[Sequence[object]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for key, name in sorted((int(str(key)), str(name)) for key, name in rows):
        found.setdefault(key, name)
    return found
