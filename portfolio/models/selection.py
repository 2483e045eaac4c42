"""Which projects and organisations a person may see, and which projects run on a day, as SQL that every room shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portfolio.core.people import Actor, Permission
from portfolio.core.periods import PartialDate
from portfolio.core.terms import Precision, ScenarioVisibility, Status, Visibility
from portfolio.models.organisation import Organisation
from portfolio.models.project import Project, ProjectOrganisation
from portfolio.models.scenario import Scenario

#: A project's interval: the actual start (else the planned one) to the actual end (else the planned one).
project_starts = sa.func.coalesce(Project.actual_start, Project.planned_start)
project_ends = sa.func.coalesce(Project.actual_end, Project.planned_end)
START_PRECISION = sa.case(
    (Project.actual_start.is_not(None), Project.actual_start_precision), else_=Project.planned_start_precision
)
END_PRECISION = sa.case(
    (Project.actual_end.is_not(None), Project.actual_end_precision), else_=Project.planned_end_precision
)

#: Projects that lists and coverage show. `is_(False)` would not do: PostgreSQL takes no parameter behind IS.
NOT_ARCHIVED = Project.archived == False  # noqa: E712

#: The largest id of a record: PostgreSQL cannot even be asked for a larger one.
LARGEST_ID = 2**31 - 1

#: Statuses that are never active, whatever the dates say (the coverage contract's section "Dates").
NEVER_ACTIVE = (Status.PIPELINE.value, Status.CANCELLED.value, Status.SUSPENDED.value)


def visible_projects(actor: Actor) -> sa.Select[Any]:
    """The only way to projects for pages, exports, counts and API: `select(Project)` of what this person may see.

    Public and internal projects are for everyone who signs in; restricted ones for planners, administrators and
    whoever created them.
    """
    query = sa.select(Project)
    if actor.sees_restricted:
        return query
    open_to_all = Project.visibility != Visibility.RESTRICTED.value
    if actor.id is None:
        return query.where(open_to_all)
    return query.where(sa.or_(open_to_all, Project.created_by_id == actor.id))


def visible_ids(actor: Actor) -> sa.Select[Any]:
    """The ids of what this person may see, for `IN`."""
    return visible_projects(actor).with_only_columns(Project.id)


def visible_organisations(actor: Actor) -> sa.Select[Any]:
    """`select(Organisation)` of what this person may see: a name that only hidden projects brought in stays hidden.

    Organisations that the product ships are no secret.
    """
    query = sa.select(Organisation)
    if actor.sees_restricted:
        return query
    named = sa.select(ProjectOrganisation.organisation_id).where(ProjectOrganisation.project_id.in_(visible_ids(actor)))
    return query.where(sa.or_(Organisation.shipped.is_not(None), Organisation.id.in_(named)))


def active_on(day: date) -> sa.ColumnElement[bool]:
    """Whether a project is active on a day: its interval contains it, and its status does not say otherwise."""
    return sa.and_(
        sa.or_(Project.status.is_(None), Project.status.not_in(NEVER_ACTIVE)),
        sa.or_(project_starts.is_not(None), project_ends.is_not(None)),
        sa.or_(project_starts.is_(None), project_starts <= day),
        sa.or_(project_ends.is_(None), project_ends >= day),
    )


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project as other rooms list it, with what links it there (`link`: the values of the extra columns)."""

    id: int
    code: str
    title: str
    acronym: str | None
    strand: str | None
    status: str | None
    period: str
    active: bool
    link: tuple[Any, ...]


_LINE = (
    Project.id,
    Project.code,
    Project.title,
    Project.acronym,
    Project.strand,
    Project.status,
    project_starts.label("starts"),
    START_PRECISION.label("start_precision"),
    project_ends.label("ends"),
    END_PRECISION.label("end_precision"),
)


def line_columns(on: date) -> tuple[Any, ...]:
    """The columns of a `ProjectLine`; a room adds its own after them."""
    return (*_LINE, active_on(on).label("active"))


def project_line(row: Any) -> ProjectLine:
    """A row of `line_columns` and a room's own as a `ProjectLine`."""
    number, code, title, acronym, strand, status, starts, start_precision, ends, end_precision, active, *link = row
    period = period_words(_partial(starts, start_precision), _partial(ends, end_precision))
    return ProjectLine(number, code, title, acronym, strand, status, period, bool(active), tuple(link))


def _partial(day: date | None, precision: str | None) -> PartialDate | None:
    return None if day is None or precision is None else PartialDate.of(day, Precision[precision.upper()])


def period_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """An interval in words: "March 2024 to 2026", "from 2024", "until May 2026", "no dates"."""
    if start and end:
        return f"{start.in_words()} to {end.in_words()}"
    if start:
        return f"from {start.in_words()}"
    return f"until {end.in_words()}" if end else "no dates"


def readable_scenarios(actor: Actor) -> sa.Select[Any]:
    """Ids of the scenarios that this person may see: their own, shared ones, and for administrators all."""
    query = sa.select(Scenario.id)
    if actor.may(Permission.administer):
        return query
    shared = Scenario.visibility == ScenarioVisibility.SHARED.value
    return query.where(shared if actor.id is None else sa.or_(shared, Scenario.owner_id == actor.id))
