"""Reading projects: the one rule of who sees what, and project values out of the tables. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.money import Money
from portfolio.core.people import Actor, Permission
from portfolio.core.periods import PartialDate
from portfolio.core.project import DATE_FIELDS, ProjectValue, empty, share_text
from portfolio.core.rates import DatedRate, RateTable
from portfolio.core.terms import Precision
from portfolio.errors import NotAllowed, NotFound
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import ExchangeRate, Organisation
from portfolio.models.pieces import pieces
from portfolio.models.place import Place
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace
from portfolio.models.selection import LARGEST_ID, visible_projects

__all__ = [
    "StoredProject", "budget_in_eur", "codes_of", "get_project_by_code_for", "get_project_for",
    "load_projects", "load_rates", "partial_text", "starts_on", "visible_projects",
]  # fmt: skip

_TEXT_FIELDS = (
    "code", "title", "acronym", "iati_identifier", "summary", "strand", "status", "budget_currency", "website",
    "source", "visibility", "archived",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredProject:
    """A project's value with what only the record knows."""

    id: int
    version: int
    value: ProjectValue


def get_project_for(session: Session, actor: Actor, project_id: int, *, to: str = "read") -> Project:
    """Loading is authorising: NotFound to a stranger, NotAllowed to a reader who wants to `edit`."""
    project = None
    if 0 < project_id <= LARGEST_ID:
        project = session.scalars(visible_projects(actor).where(Project.id == project_id)).one_or_none()
    if project is None:
        raise NotFound("There is no such project, or it is not for you.", "Look for it in the list of projects.")
    if to == "edit" and not actor.may(Permission.edit):
        raise NotAllowed("Your role does not allow changing projects.", "Ask an administrator if you need it.")
    return project


def get_project_by_code_for(session: Session, actor: Actor, code: str, *, to: str = "read") -> Project:
    """As `get_project_for`, by the project's code."""
    project_id = session.scalar(visible_projects(actor).with_only_columns(Project.id).where(Project.code == code))
    return get_project_for(session, actor, -1 if project_id is None else project_id, to=to)


def load_projects(session: Session, ids: Sequence[int] | None = None) -> dict[int, StoredProject]:
    """Project values by id (all projects where `ids` is None), five SELECTs for every 900; the caller authorises."""
    if ids is None:
        return _load(session, None)
    found: dict[int, StoredProject] = {}
    for piece in pieces(sorted(set(ids))):
        found.update(_load(session, piece))
    return found


def _load(session: Session, ids: Sequence[int] | None) -> dict[int, StoredProject]:
    def limited(query: sa.Select[Any], column: Any) -> sa.Select[Any]:
        return query if ids is None else query.where(column.in_(ids))

    table = Project.__table__
    rows = session.execute(limited(sa.select(table), table.c.id)).mappings().all()
    related = {row["parent_id"] for row in rows} | {row["predecessor_id"] for row in rows}
    codes = codes_of(session, [number for number in related if number is not None])
    found = {row["id"]: StoredProject(row["id"], row["version"], _value(row, codes)) for row in rows}
    _add_links(session, limited, {number: stored.value for number, stored in found.items()})
    return found


def codes_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Codes by id."""
    found: dict[int, str] = {}
    for piece in pieces(sorted(set(ids))):
        found.update(session.execute(sa.select(Project.id, Project.code).where(Project.id.in_(piece))).all())
    return found


def _value(row: Any, codes: dict[int, str]) -> ProjectValue:
    value = empty()
    for name in _TEXT_FIELDS:
        value[name] = row[name]
    for name in DATE_FIELDS:
        value[name] = partial_text(row[name], row[f"{name}_precision"])
    if row["budget_minor"] is not None:
        value["budget_amount"] = format(Money.from_minor(row["budget_minor"], row["budget_currency"]).amount, "f")
    value["parent"] = codes.get(row["parent_id"])
    value["predecessor"] = codes.get(row["predecessor_id"])
    reviewed = row["last_reviewed_on"]
    value["last_reviewed_on"] = reviewed.isoformat() if reviewed else None
    return value


def partial_text(day: date | None, precision: str | None) -> str | None:
    """A stored date as it was given: "2024", "2024-03" or "2024-03-15"."""
    if day is None or precision is None:
        return None
    text = day.isoformat()
    return text if precision == Precision.DAY else text[:7] if precision == Precision.MONTH else text[:4]


def _add_links(session: Session, limited: Any, values: dict[int, ProjectValue]) -> None:
    objectives = (
        sa.select(
            ProjectObjective.project_id,
            Framework.code.label("framework"),
            Objective.number,
            ProjectObjective.significance,
            ProjectObjective.share,
            ProjectObjective.note,
        )
        .join(Objective, Objective.id == ProjectObjective.objective_id)
        .join(Framework, Framework.id == Objective.framework_id)
    )
    places = (
        sa.select(ProjectPlace.project_id, Place.kind, Place.code, ProjectPlace.tier, ProjectPlace.share)
        .join(Place, Place.id == ProjectPlace.place_id)
    )  # fmt: skip
    organisations = sa.select(
        ProjectOrganisation.project_id, Organisation.name, ProjectOrganisation.role, ProjectOrganisation.share
    ).join(Organisation, Organisation.id == ProjectOrganisation.organisation_id)
    queries = (
        (
            "objectives",
            objectives,
            ProjectObjective.project_id,
            ("framework", "number", "significance", "share", "note"),
        ),
        ("places", places, ProjectPlace.project_id, ("kind", "code", "tier", "share")),
        ("organisations", organisations, ProjectOrganisation.project_id, ("name", "role", "share")),
    )
    for field, query, column, names in queries:
        for project_id, *rest in session.execute(limited(query, column)):
            link = dict(zip(names, rest, strict=True))
            link["share"] = share_text(link["share"])
            values[project_id][field].append(link)
    # The database's collation is not Python's: sort here, so that a value is one value on both.
    for value in values.values():
        value["objectives"].sort(key=lambda link: (link["framework"], link["number"]))
        value["places"].sort(key=lambda link: (link["kind"], link["code"]))
        value["organisations"].sort(key=lambda link: (link["role"], link["name"]))


def load_rates(session: Session) -> RateTable:
    """All exchange rates."""
    rows = session.execute(
        sa.select(ExchangeRate.currency, ExchangeRate.rated_on, ExchangeRate.rate, ExchangeRate.source)
    )
    return RateTable((currency, DatedRate(day, rate, source)) for currency, day, rate, source in rows)


def starts_on(value: ProjectValue) -> date | None:
    """The day a project's interval begins: the actual start, else the planned one."""
    text = value["actual_start"] or value["planned_start"]
    return PartialDate.parse(text).first() if text else None


def budget_in_eur(value: ProjectValue, rates: RateTable) -> dict[str, Any] | None:
    """The budget as exports show it: amount, currency, eur, rate_date, rate_source; None where no budget is known."""
    if value["budget_amount"] is None:
        return None
    money = Money.parse(value["budget_amount"], value["budget_currency"])
    begins = starts_on(value)
    rate = rates.find(money.currency, begins)
    cents = rates.eur_cents(money.minor, money.currency, begins)
    foreign = rate is not None and money.currency != "EUR"
    return {
        "amount": value["budget_amount"],
        "currency": money.currency,
        "eur": None if cents is None else format(Money.from_minor(cents, "EUR").amount, "f"),
        "rate_date": rate.rated_on.isoformat() if rate is not None and foreign else None,
        "rate_source": rate.source if rate is not None and foreign else None,
    }
