"""Reading regions, countries, partner organisations and memberships, with the projects a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portfolio.core.people import Actor
from portfolio.core.terms import PlaceKind
from portfolio.core.text import fold
from portfolio.errors import NotFound
from portfolio.models.place import Membership, Place, TreatyStatus
from portfolio.models.project import Project, ProjectPlace
from portfolio.models.selection import NOT_ARCHIVED, ProjectLine, line_columns, project_line, visible_projects
from portfolio.places.operations import BUDAPEST
from portfolio.web.paging import Page

#: What the statuses of the Budapest Convention are called on pages; any other is shown as it is kept.
TREATY_WORDS = {"party": "Party", "signatory": "Signed, not ratified", "invited": "Invited to accede"}


def treaty_words(status: str) -> str:
    """What a status is called."""
    return TREATY_WORDS.get(status, status.replace("-", " ").capitalize())


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place by name; `projects` counts the visible ones linked to this very place that are not archived."""

    kind: str
    code: str
    title: str
    projects: int


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """A region with its countries, or a partner organisation with its members today."""

    place: PlaceName
    partner: bool
    members: list[PlaceName]


def list_places(session: Session, actor: Actor, on: date) -> tuple[list[PlaceGroup], list[PlaceGroup]]:
    """Regions with their countries, and partner organisations with their members on a day, in three SELECTs."""
    counts = _count_projects(session, actor)
    rows = session.scalars(sa.select(Place).order_by(Place.position, Place.code)).all()
    names = {row.id: PlaceName(row.kind, row.code, row.title, counts.get(row.id, 0)) for row in rows}
    members: dict[int, list[PlaceName]] = {}
    for row in rows:
        if row.region_id is not None:
            members.setdefault(row.region_id, []).append(names[row.id])
    for organisation, country in session.execute(
        sa.select(Membership.organisation_id, Membership.country_id).where(*_belongs_on(on)).distinct()
    ):
        members.setdefault(organisation, []).append(names[country])
    groups: dict[str, list[PlaceGroup]] = {PlaceKind.REGION.value: [], PlaceKind.ORGANISATION.value: []}
    for row in rows:
        if row.kind in groups:
            found = sorted(members.get(row.id, []), key=lambda name: fold(name.title))
            groups[row.kind].append(PlaceGroup(names[row.id], row.partner, found))
    return groups[PlaceKind.REGION.value], groups[PlaceKind.ORGANISATION.value]


def _belongs_on(on: date) -> tuple[Any, ...]:
    """An empty date is not known, and counts as always or still."""
    return (
        sa.or_(Membership.joined_on.is_(None), Membership.joined_on <= on),
        sa.or_(Membership.left_on.is_(None), Membership.left_on >= on),
    )


def _count_projects(session: Session, actor: Actor) -> dict[int, int]:
    projects = visible_projects(actor).where(NOT_ARCHIVED).with_only_columns(Project.id)
    query = (
        sa.select(ProjectPlace.place_id, sa.func.count())
        .where(ProjectPlace.project_id.in_(projects))
        .group_by(ProjectPlace.place_id)
    )
    return dict(session.execute(query).all())


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """A membership as a page shows it: the other side, and since and until when."""

    kind: str
    code: str
    title: str
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True)
class PlacePage:
    """What the page of a place shows besides its projects."""

    place: Place
    region: Place | None
    countries: list[Place]
    memberships: list[MembershipLine]
    budapest: TreatyStatus | None

    @property
    def budapest_words(self) -> str:
        """Where the country stands towards the Budapest Convention, in words."""
        if self.budapest is None:
            return "not known"
        return treaty_words(self.budapest.status)


def get_place(session: Session, kind: str, code: str) -> Place:
    """A place by kind and code, in any letter case; NotFound where there is none."""
    found = None
    if kind in PlaceKind._value2member_map_ and "\0" not in code:
        query = sa.select(Place).where(Place.kind == kind, sa.func.lower(Place.code) == code.lower())
        found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("There is no such place.", "Look for it in the list of places.")
    return found


def load_place(session: Session, place: Place) -> PlacePage:
    """The page of a place: its region or countries, its memberships or members, its treaty status."""
    countries = session.scalars(sa.select(Place).where(Place.region_id == place.id)).all()
    treaty = sa.select(TreatyStatus).where(TreatyStatus.treaty == BUDAPEST, TreatyStatus.country_id == place.id)
    return PlacePage(
        place=place,
        region=session.get(Place, place.region_id) if place.region_id is not None else None,
        countries=sorted(countries, key=lambda one: fold(one.title)),
        memberships=_memberships(session, place),
        budapest=session.scalars(treaty).one_or_none(),
    )


def _memberships(session: Session, place: Place) -> list[MembershipLine]:
    """Of a country: the organisations it is or was in; of an organisation: who is or was in it."""
    other = aliased(Place)
    mine, theirs = Membership.country_id, Membership.organisation_id
    if place.kind == PlaceKind.ORGANISATION.value:
        mine, theirs = theirs, mine
    query = (
        sa.select(other.kind, other.code, other.title, Membership.joined_on, Membership.left_on)
        .join(other, other.id == theirs)
        .where(mine == place.id)
    )
    lines = [MembershipLine(*row) for row in session.execute(query)]
    return sorted(lines, key=lambda line: (line.left_on is not None, fold(line.title), str(line.joined_on or "")))


def page_projects(
    session: Session, actor: Actor, place: Place, on: date, *, number: int, size: int
) -> Page[ProjectLine]:
    """Visible projects at a place, or of a region in it or its countries, by title; not archived ones.

    `link` is (kind, code, title, tier, share) of the place that is linked.
    """
    query = (
        visible_projects(actor)
        .where(NOT_ARCHIVED)
        .join(ProjectPlace, ProjectPlace.project_id == Project.id)
        .join(Place, Place.id == ProjectPlace.place_id)
        .where(sa.or_(Place.id == place.id, Place.region_id == place.id))
    )
    links = query.with_only_columns(Project.id, Place.id.label("place_id")).subquery()
    total = session.scalar(sa.select(sa.func.count()).select_from(links)) or 0
    page: Page[ProjectLine] = Page([], number, size, total)
    page.require()
    rows = session.execute(
        query.with_only_columns(
            *line_columns(on), Place.kind, Place.code, Place.title, ProjectPlace.tier, ProjectPlace.share
        )
        .order_by(Project.title_folded, Project.id, Place.title)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page([project_line(row) for row in rows], number, size, total)
