"""What needs a person's update: of the projects that they added, those that are stale, end soon or lack a fact.

Each need says which field of the project's form mends it. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.periods import PartialDate, add_months
from portfolio.core.terms import Precision, Status
from portfolio.models.objective import Objective
from portfolio.models.project import Project, ProjectObjective, ProjectPlace
from portfolio.models.selection import END_PRECISION, NEVER_ACTIVE, NOT_ARCHIVED, project_ends, visible_projects
from portfolio.projects.data_problems import BY_CODE
from portfolio.web.paging import Page

Condition = sa.ColumnElement[bool]

#: Months ahead in which an end is soon.
SOON_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of update: what it says, the field of the form that mends it, and its rule on a day."""

    words: str
    field: str
    rule: Callable[[date], Condition]


def _ends_soon(on: date) -> Condition:
    works = sa.or_(Project.status.is_(None), Project.status.not_in(NEVER_ACTIVE))
    return sa.and_(works, project_ends >= on, project_ends < add_months(on, SOON_MONTHS))


def _no_shares(link: type[ProjectObjective] | type[ProjectPlace]) -> Callable[[date], Condition]:
    """A single link needs no share; where one of several has none, what is left is divided equally."""
    query = sa.select(sa.literal(1)).select_from(link).where(link.project_id == Project.id)
    if link is ProjectObjective:
        query = query.join(Objective, Objective.id == ProjectObjective.objective_id).group_by(Objective.framework_id)
    else:
        query = query.group_by(link.project_id)
    several = query.having(sa.func.count() > 1, sa.func.count(link.share) < sa.func.count())
    alive = sa.or_(Project.status.is_(None), Project.status != Status.CANCELLED.value)
    return lambda on: sa.and_(alive, several.correlate(Project).exists())


def _known(code: str) -> Callable[[date], Condition]:
    return BY_CODE[code].rule


ENDS_SOON = Need("ends soon", "planned_end", _ends_soon)
#: In the order in which they are told. The field is an anchor of the form.
NEEDS = (
    ENDS_SOON,
    Need("in implementation, but past its end", "status", _known("running-but-ended")),
    Need("in the pipeline, but past its start", "status", _known("pipeline-but-started")),
    Need("closed, but its dates run on", "status", _known("closed-but-running")),
    Need("not updated for 6 months", "last_reviewed_on", _known("not-updated")),
    Need("no budget", "budget_amount", _known("no-budget")),
    Need("no dates", "planned_start", _known("undated")),
    Need("no start", "planned_start", _known("no-start")),
    Need("no end", "planned_end", _known("no-end")),
    Need("no objectives", "objectives", _known("no-objectives")),
    Need("no shares of its objectives", "objectives", _no_shares(ProjectObjective)),
    Need("no places", "places", _known("no-places")),
    Need("no shares of its places", "places", _no_shares(ProjectPlace)),
)


@dataclass(frozen=True, slots=True)
class Update:
    """A project with what it needs, each as words and the field that mends it."""

    id: int
    code: str
    title: str
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Updates:
    """Of how many own projects, which ones need an update: a page of them."""

    own: int
    page: Page[Update]


def load_updates(session: Session, actor: Actor, on: date, *, number: int, size: int) -> Updates:
    """A page of the projects that this person added and that need an update, what runs out first; two SELECTs.

    NotFound past the last page.
    """
    flags = [need.rule(on) for need in NEEDS]
    own = visible_projects(actor).where(NOT_ARCHIVED, Project.created_by_id == actor.id)
    counted = own.with_only_columns(sa.func.count(), sa.func.sum(sa.case((sa.or_(*flags), 1), else_=0)))
    projects, total = session.execute(counted).one()
    rows = []
    if total:
        columns = (Project.id, Project.code, Project.title, project_ends.label("ends"), Project.actual_end)
        over = sa.case((project_ends < on, 1), else_=0)
        query = (
            own.with_only_columns(*columns, END_PRECISION.label("precision"), *flags)
            .where(sa.or_(*flags))
            .order_by(over, project_ends.is_(None), project_ends, Project.code)
            .limit(size)
            .offset((number - 1) * size)
        )
        rows = [_update(row, row[len(columns) + 1 :]) for row in session.execute(query)]
    page = Page(rows, number, size, total or 0)
    page.require()
    return Updates(projects, page)


def _update(row: sa.Row[tuple[object, ...]], flags: tuple[object, ...]) -> Update:
    needs = []
    for need, holds in zip(NEEDS, flags, strict=True):
        if holds and need is ENDS_SOON:
            ends = PartialDate.of(row.ends, Precision(row.precision or Precision.DAY)).in_words()
            needs.append((f"ends {ends}", "actual_end" if row.actual_end else need.field))
        elif holds:
            needs.append((need.words, need.field))
    return Update(row.id, row.code, row.title, tuple(needs))
