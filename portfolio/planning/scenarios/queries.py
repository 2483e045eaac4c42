"""Reading scenarios: who may see and change which, their changes, and the projects these touch. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor, Permission
from portfolio.core.project import ProjectValue
from portfolio.core.scenario import Change, read_change
from portfolio.core.shape import Stored
from portfolio.errors import NotAllowed, NotFound
from portfolio.models.account import User
from portfolio.models.pieces import pieces
from portfolio.models.project import Project
from portfolio.models.scenario import Scenario, ScenarioChange
from portfolio.models.selection import LARGEST_ID, readable_scenarios, visible_projects
from portfolio.planning.queries import rows_of
from portfolio.projects.queries import load_projects


@dataclass(frozen=True, slots=True)
class Realised:
    """What a change wrote once it was made real: the new project (a draft's), or the changes by project."""

    project_ids: tuple[int, ...]
    wrote: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a scenario as it is kept."""

    change: Change
    removed: bool
    realised: Realised | None

    @property
    def number(self) -> int:
        """Its number in the scenario."""
        return self.change.number

    @property
    def is_open(self) -> bool:
        """Whether the scenario's numbers rest on it: neither removed nor part of the real portfolio by now."""
        return not self.removed and self.realised is None


@dataclass(frozen=True, slots=True)
class StoredScenario:
    """A scenario with its changes in order, removed ones last."""

    stored: Stored
    owner_id: int | None
    owner: str
    updated_at: datetime
    updated_by: str
    steps: tuple[Step, ...]

    @property
    def id(self) -> int:
        """Its id."""
        return self.stored.id

    @property
    def version(self) -> int:
        """Its version, which every change of a change moves."""
        return self.stored.version

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.stored.value["name"])

    @property
    def changes(self) -> list[Change]:
        """The changes that are open, in order."""
        return [step.change for step in self.steps if step.is_open]

    def step(self, number: int) -> Step:
        """A change by its number; NotFound where there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise NotFound("This scenario has no such change.", "Look for it in its list.")

    def editable_by(self, actor: Actor) -> bool:
        """Whether this person may change it: its owner; of one without owner every planner; administrators."""
        if not actor.may(Permission.plan):
            return False
        return self.owner_id in (None, actor.id) or actor.may(Permission.administer)


def load_records(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """The values of scenarios by id, all of them for None, without their changes."""
    return {row.id: _record(row) for row in _rows(session, ids)}


def _rows(session: Session, ids: Sequence[int] | None) -> list[Any]:
    query = sa.select(Scenario.__table__, User.email, User.name.label("owner_name"))
    return rows_of(session, query.outerjoin(User, User.id == Scenario.owner_id), Scenario.id, ids)


def _record(row: Any) -> Stored:
    value = {
        "name": row.name,
        "note": row.note,
        "owner": row.email,
        "visibility": row.visibility,
        "as_of": row.as_of.isoformat() if row.as_of else None,
        "horizon_months": row.horizon_months,
        "archived": row.archived,
    }
    return Stored(row.id, row.version, value)


def load_scenarios(session: Session, ids: Sequence[int]) -> dict[int, StoredScenario]:
    """Scenarios with their changes; the caller authorises. Two SELECTs for every 900."""
    rows = _rows(session, ids)
    steps: dict[int, list[Step]] = {row.id: [] for row in rows}
    table = ScenarioChange.__table__
    for piece in pieces(sorted(steps)):
        query = sa.select(table).where(table.c.scenario_id.in_(piece))
        for row in session.execute(query.order_by(table.c.removed, table.c.position, table.c.number)):
            steps[row.scenario_id].append(_step(row))
    return {
        row.id: StoredScenario(
            _record(row),
            row.owner_id,
            row.owner_name or row.email or "",
            row.updated_at,
            row.updated_by,
            tuple(steps[row.id]),
        )
        for row in rows
    }


def _step(row: Any) -> Step:
    realised = None
    if row.realised is not None:
        realised = Realised(tuple(row.realised["project_ids"]), row.realised["wrote"])
    return Step(read_change(row.kind, row.value, row.number), row.removed, realised)


def get_scenario_for(session: Session, actor: Actor, scenario_id: int, *, to: str = "read") -> StoredScenario:
    """Loading is authorising: NotFound to whom it is not shared, NotAllowed to a reader who wants to `edit`."""
    seen = None
    if 0 < scenario_id <= LARGEST_ID:
        seen = session.scalar(readable_scenarios(actor).where(Scenario.id == scenario_id))
    if seen is None:
        raise NotFound("There is no such scenario, or it is not for you.", "Look for it in the list of scenarios.")
    found = load_scenarios(session, [scenario_id])[scenario_id]
    if to == "edit" and not found.editable_by(actor):
        raise NotAllowed("Only its owner may change this scenario.", "Copy it: the copy is yours to change.")
    return found


def list_scenarios(session: Session, actor: Actor, *, archived: bool = False) -> list[StoredScenario]:
    """The scenarios that this person may see, the one changed last first."""
    query = readable_scenarios(actor).where(Scenario.archived == archived)
    found = load_scenarios(session, list(session.scalars(query)))
    return sorted(found.values(), key=lambda one: (one.updated_at, one.id), reverse=True)


def visible_values(session: Session, actor: Actor, scenarios: Iterable[StoredScenario]) -> dict[int, ProjectValue]:
    """The projects that scenarios' changes touch, as they stand today, by id: those that this person may see."""
    touched = {
        number for one in scenarios for step in one.steps for number in _touched(step) if number > 0
    }  # fmt: skip
    seen: list[int] = []
    for piece in pieces(sorted(touched)):
        query = visible_projects(actor).with_only_columns(Project.id).where(Project.id.in_(piece))
        seen += session.scalars(query)
    return {number: stored.value for number, stored in load_projects(session, seen).items()}


def _touched(step: Step) -> tuple[int, ...]:
    return (*step.change.projects, *(step.realised.project_ids if step.realised else ()))
