"""Reading frameworks and objectives, with the projects that a person may see. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.errors import NotFound
from portfolio.models.objective import Framework, Objective
from portfolio.models.project import Project, ProjectObjective
from portfolio.models.selection import (
    NOT_ARCHIVED,
    ProjectLine,
    active_on,
    line_columns,
    project_line,
    visible_projects,
)
from portfolio.web.paging import Page

#: Numbers that an objective can have.
LARGEST_NUMBER = 999


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An objective in the list: how many projects that are not archived serve it, and how many of them are active."""

    number: int
    title: str
    statement: str | None
    projects: int
    active: int


@dataclass(frozen=True, slots=True)
class FrameworkPart:
    """A framework with its objectives."""

    code: str
    title: str
    description: str | None
    objectives: list[ObjectiveLine]


def list_frameworks(session: Session, actor: Actor, on: date) -> list[FrameworkPart]:
    """All frameworks with their objectives, in three SELECTs."""
    visible = visible_projects(actor).where(NOT_ARCHIVED)
    columns = (Project.id.label("id"), sa.case((active_on(on), 1), else_=0).label("active"))
    projects = visible.with_only_columns(*columns).subquery()
    counts = {
        objective: (number, int(active))
        for objective, number, active in session.execute(
            sa.select(ProjectObjective.objective_id, sa.func.count(), sa.func.sum(projects.c.active))
            .join(projects, projects.c.id == ProjectObjective.project_id)
            .group_by(ProjectObjective.objective_id)
        )
    }
    parts = {
        framework.id: FrameworkPart(framework.code, framework.title, framework.description, [])
        for framework in session.scalars(sa.select(Framework).order_by(Framework.position, Framework.code))
    }
    for one in session.scalars(sa.select(Objective).order_by(Objective.number)):
        line = ObjectiveLine(one.number, one.title, one.statement, *counts.get(one.id, (0, 0)))
        parts[one.framework_id].objectives.append(line)
    return list(parts.values())


def get_objective(session: Session, framework: str, number: int) -> tuple[Framework, Objective]:
    """An objective and its framework; NotFound where there is none."""
    found = None
    if 0 < number <= LARGEST_NUMBER and "\0" not in framework:
        query = sa.select(Framework, Objective).join(Objective, Objective.framework_id == Framework.id)
        found = session.execute(query.where(Framework.code == framework, Objective.number == number)).one_or_none()
    if found is None:
        raise NotFound("There is no such objective.", "Look for it in the list of objectives.")
    return found[0], found[1]


def page_projects(
    session: Session, actor: Actor, objective: Objective, on: date, *, number: int, size: int
) -> Page[ProjectLine]:
    """The visible projects of an objective that are not archived, by title; `link` is (significance, share, note)."""
    query = (
        visible_projects(actor)
        .where(NOT_ARCHIVED)
        .join(ProjectObjective, ProjectObjective.project_id == Project.id)
        .where(ProjectObjective.objective_id == objective.id)
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Project.id).subquery())) or 0
    page: Page[ProjectLine] = Page([], number, size, total)
    page.require()
    rows = session.execute(
        query.with_only_columns(
            *line_columns(on), ProjectObjective.significance, ProjectObjective.share, ProjectObjective.note
        )
        .order_by(Project.title_folded, Project.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page([project_line(row) for row in rows], number, size, total)
