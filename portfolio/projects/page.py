"""What the list and the page of a project show: values with the titles of what they name, kin, money in euro."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.money import Money
from portfolio.core.people import Actor
from portfolio.core.periods import PartialDate
from portfolio.core.project import DEFAULT_FRAMEWORK, ProjectValue
from portfolio.core.rates import DatedRate
from portfolio.core.terms import OrganisationRole, Tier
from portfolio.core.text import fold
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Place
from portfolio.models.project import Project
from portfolio.models.selection import period_words, visible_projects
from portfolio.projects.data_problems import DataProblem, problems_of
from portfolio.projects.queries import load_projects, load_rates, starts_on

#: Places named in a row of the list before "and 3 more".
PLACES_NAMED = 4
#: Children and successors that a page names.
KIN_NAMED = 300

PlaceKey = tuple[str, str]


def period(value: ProjectValue) -> str:
    """The interval of a project, as it was given, in words."""
    start, end = value["actual_start"] or value["planned_start"], value["actual_end"] or value["planned_end"]
    return period_words(PartialDate.parse(start) if start else None, PartialDate.parse(end) if end else None)


def place_titles(session: Session) -> dict[PlaceKey, str]:
    """Titles of all places."""
    rows = session.execute(sa.select(Place.kind, Place.code, Place.title))
    return {(kind, code): title for kind, code, title in rows}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A project in the list."""

    id: int
    code: str
    title: str
    acronym: str | None
    strand: str | None
    status: str | None
    visibility: str
    period: str
    places: str
    objectives: str
    budget_eur_cents: int | None
    problems: Sequence[DataProblem]


def load_rows(session: Session, ids: Sequence[int], on: date) -> list[ListRow]:
    """The rows of these projects, in this order, in a fixed number of SELECTs (for every 900)."""
    stored, rates, titles = load_projects(session, ids), load_rates(session), place_titles(session)
    problems = problems_of(session, ids, on)
    rows = []
    for number in ids:
        value = stored[number].value
        rows.append(
            ListRow(
                id=number,
                **{name: value[name] for name in ("code", "title", "acronym", "strand", "status", "visibility")},
                period=period(value),
                places=_places_summary(value, titles),
                objectives=objectives_summary(value),
                budget_eur_cents=rates.eur_cents(_minor(value), value["budget_currency"], starts_on(value)),
                problems=problems.get(number, []),
            )
        )
    return rows


def _minor(value: ProjectValue) -> int | None:
    amount = value["budget_amount"]
    return None if amount is None else Money.parse(amount, value["budget_currency"]).minor


def _places_summary(value: ProjectValue, titles: Mapping[PlaceKey, str]) -> str:
    order = {tier.value: -tier.number for tier in Tier}
    links = sorted(value["places"], key=lambda link: order[link["tier"]])
    names = [titles[link["kind"], link["code"]] for link in links]
    if len(names) > PLACES_NAMED + 1:
        return f"{', '.join(names[:PLACES_NAMED])} and {len(names) - PLACES_NAMED} more"
    return ", ".join(names)


def objectives_summary(value: ProjectValue) -> str:
    """Numbers of the objectives: "2, 6" of the usual framework, "eu-cyber-measures 3" of another."""
    return ", ".join(
        str(link["number"]) if link["framework"] == DEFAULT_FRAMEWORK else f"{link['framework']} {link['number']}"
        for link in value["objectives"]
    )


@dataclass(frozen=True, slots=True)
class Kin:
    """Another project in a lineage."""

    id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class ObjectiveLink:
    """An objective that a project serves."""

    framework: str
    framework_title: str
    number: int
    title: str
    significance: str
    share: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A place where a project works."""

    kind: str
    code: str
    title: str
    footnote: str | None
    share: str | None


@dataclass(frozen=True, slots=True)
class OrganisationLink:
    """An organisation in a project."""

    id: int | None
    name: str
    share: str | None


@dataclass(frozen=True)
class ProjectPage:
    """Everything the page of a project shows but its history."""

    id: int
    version: int
    value: ProjectValue
    period: str
    created_at: datetime
    updated_at: datetime
    budget_eur_cents: int | None
    rate: DatedRate | None
    parent: Kin | None
    children: list[Kin]
    predecessor: Kin | None
    successors: list[Kin]
    objectives: list[ObjectiveLink]
    places: list[tuple[str, list[PlaceLink]]]
    organisations: list[tuple[str, list[OrganisationLink]]]
    problems: list[DataProblem]

    @property
    def rate_text(self) -> str:
        """Units of the budget's currency for one euro, as a plain number."""
        return "" if self.rate is None else format(self.rate.rate.normalize(), "f")


def load_page(session: Session, actor: Actor, project: Project, on: date) -> ProjectPage:
    """The page of a project that the actor may see; kin that the actor may not see are left out."""
    stored = load_projects(session, [project.id])[project.id]
    value, starts = stored.value, starts_on(stored.value)
    rates, currency = load_rates(session), value["budget_currency"]
    kin = _load_kin(session, actor, project)
    return ProjectPage(
        id=project.id,
        version=stored.version,
        value=value,
        period=period(value),
        created_at=project.created_at,
        updated_at=project.updated_at,
        budget_eur_cents=rates.eur_cents(_minor(value), currency, starts),
        rate=rates.find(currency, starts) if currency not in (None, "EUR") else None,
        **kin,
        objectives=_objective_links(session, value),
        places=_place_links(session, value),
        organisations=_organisation_links(session, value),
        problems=problems_of(session, [project.id], on).get(project.id, []),
    )


def _load_kin(session: Session, actor: Actor, project: Project) -> dict[str, Any]:
    above = [number for number in (project.parent_id, project.predecessor_id) if number is not None]
    query = visible_projects(actor).with_only_columns(
        Project.id, Project.code, Project.title, Project.parent_id, Project.predecessor_id
    )
    query = query.where(
        sa.or_(Project.id.in_(above), Project.parent_id == project.id, Project.predecessor_id == project.id)
    )
    rows = session.execute(query.order_by(Project.code).limit(2 * KIN_NAMED)).all()
    by_id = {row.id: Kin(row.id, row.code, row.title) for row in rows}
    return {
        "parent": by_id.get(project.parent_id) if project.parent_id is not None else None,
        "predecessor": by_id.get(project.predecessor_id) if project.predecessor_id is not None else None,
        "children": [by_id[row.id] for row in rows if row.parent_id == project.id][:KIN_NAMED],
        "successors": [by_id[row.id] for row in rows if row.predecessor_id == project.id][:KIN_NAMED],
    }


def _objective_links(session: Session, value: ProjectValue) -> list[ObjectiveLink]:
    query = sa.select(Framework.code, Framework.title, Objective.number, Objective.title).join(
        Objective, Objective.framework_id == Framework.id
    )
    titles = {(code, number): (framework, title) for code, framework, number, title in session.execute(query)}
    found = []
    for link in value["objectives"]:
        framework, title = titles[link["framework"], link["number"]]
        found.append(
            ObjectiveLink(
                link["framework"], framework, link["number"], title, link["significance"], link["share"], link["note"]
            )
        )
    return found


def _place_links(session: Session, value: ProjectValue) -> list[tuple[str, list[PlaceLink]]]:
    rows = session.execute(sa.select(Place.kind, Place.code, Place.title, Place.footnote))
    known = {(kind, code): (title, footnote) for kind, code, title, footnote in rows}
    groups = []
    for tier in Tier:
        links = [
            PlaceLink(link["kind"], link["code"], *known[link["kind"], link["code"]], link["share"])
            for link in value["places"]
            if link["tier"] == tier.value
        ]
        if links:
            groups.append((tier.label, sorted(links, key=lambda link: fold(link.title))))
    return groups


def _organisation_links(session: Session, value: ProjectValue) -> list[tuple[str, list[OrganisationLink]]]:
    names = {link["name"] for link in value["organisations"]}
    rows = session.execute(sa.select(Organisation.name, Organisation.id).where(Organisation.name.in_(names)))
    ids: dict[str, int] = dict(rows.all())
    groups = []
    for role in OrganisationRole:
        links = [
            OrganisationLink(ids.get(link["name"]), link["name"], link["share"])
            for link in value["organisations"]
            if link["role"] == role.value
        ]
        if links:
            groups.append((role.label, links))
    return groups
