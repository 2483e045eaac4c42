"""Reading organisations, with the projects that a person may see. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.terms import OrganisationRole
from portfolio.core.text import fold
from portfolio.errors import NotFound
from portfolio.models.organisation import Organisation
from portfolio.models.project import Project, ProjectOrganisation
from portfolio.models.selection import (
    LARGEST_ID,
    NOT_ARCHIVED,
    ProjectLine,
    line_columns,
    project_line,
    visible_organisations,
    visible_projects,
)
from portfolio.web.paging import Page


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in the list: how many projects that are not archived it has in each role."""

    id: int
    name: str
    acronym: str | None
    country: str | None
    roles: dict[str, int]


def page_organisations(session: Session, actor: Actor, text: str, *, number: int, size: int) -> Page[OrganisationLine]:
    """Organisations whose name or acronym has `text` in it, by name, with their visible projects, in three SELECTs."""
    query = visible_organisations(actor)
    for word in text.split():
        found = [sa.func.lower(Organisation.acronym).contains(word.lower(), autoescape=True)]
        if folded := fold(word):
            found.append(Organisation.folded.contains(folded, autoescape=True))
        query = query.where(sa.or_(*found))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Organisation.id).subquery()))
    page: Page[OrganisationLine] = Page([], number, size, total or 0)
    page.require()
    rows = session.scalars(
        query.order_by(Organisation.folded, Organisation.id).limit(size).offset((number - 1) * size)
    ).all()
    counts = _count_roles(session, actor, [row.id for row in rows])
    lines = [OrganisationLine(row.id, row.name, row.acronym, row.country, counts.get(row.id, {})) for row in rows]
    return Page(lines, number, size, total or 0)


def _count_roles(session: Session, actor: Actor, ids: list[int]) -> dict[int, dict[str, int]]:
    projects = visible_projects(actor).where(NOT_ARCHIVED).with_only_columns(Project.id)
    query = (
        sa.select(ProjectOrganisation.organisation_id, ProjectOrganisation.role, sa.func.count())
        .where(ProjectOrganisation.organisation_id.in_(ids), ProjectOrganisation.project_id.in_(projects))
        .group_by(ProjectOrganisation.organisation_id, ProjectOrganisation.role)
    )
    counts: dict[int, dict[str, int]] = {}
    for organisation, role, number in session.execute(query):
        counts.setdefault(organisation, {})[role] = number
    return counts


def get_organisation(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """An organisation that the actor may see; NotFound otherwise."""
    found = None
    if 0 < organisation_id <= LARGEST_ID:
        found = session.scalars(visible_organisations(actor).where(Organisation.id == organisation_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such organisation, or it is not for you.", "Look for it in the list.")
    return found


def page_projects(
    session: Session, actor: Actor, organisation_id: int, on: date, *, number: int, size: int
) -> Page[ProjectLine]:
    """The visible projects of an organisation that are not archived, by role and title; `link` is (role, share)."""
    query = (
        visible_projects(actor)
        .where(NOT_ARCHIVED)
        .join(ProjectOrganisation, ProjectOrganisation.project_id == Project.id)
        .where(ProjectOrganisation.organisation_id == organisation_id)
    )
    links = query.with_only_columns(Project.id, ProjectOrganisation.role).subquery()
    total = session.scalar(sa.select(sa.func.count()).select_from(links)) or 0
    page: Page[ProjectLine] = Page([], number, size, total)
    page.require()
    order = sa.case({role.value: role.number for role in OrganisationRole}, value=ProjectOrganisation.role)
    rows = session.execute(
        query.with_only_columns(*line_columns(on), ProjectOrganisation.role, ProjectOrganisation.share)
        .order_by(order, Project.title_folded, Project.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page([project_line(row) for row in rows], number, size, total)
