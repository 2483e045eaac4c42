"""The only writer of scenarios and their changes. Inside the write door; every change of a change is a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.project import FieldProblem
from portfolio.core.scenario import CHANGES_AT_MOST, SCENARIO, AddDraft, Change, InvalidChange, write_change
from portfolio.core.shape import Stored, Value
from portfolio.errors import NotFound, Refused, StaleRecord
from portfolio.history.record import record, writing
from portfolio.history.writer import Writer
from portfolio.models.account import User
from portfolio.models.base import table_of
from portfolio.models.lookup import objective_ids, place_ids
from portfolio.models.scenario import Scenario, ScenarioChange
from portfolio.planning.scenarios.queries import Realised, Step, StoredScenario, load_records, load_scenarios

ENTITY = "scenario"
_SCENARIO, _CHANGE = table_of(Scenario), table_of(ScenarioChange)


class _Scenarios(Writer[dict[str, int]]):
    entity, model, shape, key = ENTITY, Scenario, SCENARIO, ("name", "owner")

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_records(session, ids)

    def known(self, session: Session) -> dict[str, int]:
        return dict(session.execute(sa.select(User.email, User.id)).all())

    def missing(self, known: dict[str, int], value: Value) -> list[FieldProblem]:
        if value["owner"] is None or value["owner"] in known:
            return []
        return [FieldProblem("owner", f"Nobody has an account as “{value['owner']}”.")]

    def columns(self, known: dict[str, int], value: Value) -> dict[str, Any]:
        return {
            **{name: value[name] for name in ("name", "note", "visibility", "horizon_months", "archived")},
            "owner_id": None if value["owner"] is None else known[value["owner"]],
            "as_of": None if value["as_of"] is None else date.fromisoformat(value["as_of"]),
        }

    def name(self, value: Mapping[str, Any]) -> str:
        return str(value["name"])


SCENARIOS = _Scenarios()


def create_scenario(session: Session, value: Mapping[str, Any], changes: Sequence[Change] = ()) -> int:
    """Add a scenario, its changes numbered from 1 in their order; gives its id.

    Raises InvalidRecords for the scenario, InvalidChange for a change. A change that refers to a draft does so by the
    negative of the number that the draft gets. Unless `value` says so, whoever writes is its owner.
    """
    actor = writing(session).actor
    owner = session.scalar(sa.select(User.email).where(User.id == actor.id)) if actor.id is not None else None
    scenario_id = SCENARIOS.create(session, [{"owner": owner, **value}])[0]
    if changes:
        add_changes(session, scenario_id, changes, seen_version=1)
    return scenario_id


def free_name(session: Session, actor: Actor, name: str) -> str:
    """A name for a copy that this person's scenarios do not have yet."""
    mine = _SCENARIO.c.owner_id == actor.id if actor.id is not None else _SCENARIO.c.owner_id.is_(None)
    taken = set(session.scalars(sa.select(_SCENARIO.c.name).where(mine)))
    stem = name[:180]
    tried = (f"{stem} (copy)", *(f"{stem} (copy {number})" for number in range(2, len(taken) + 3)))
    return next(one for one in tried if one not in taken)


def copy_scenario(session: Session, source: StoredScenario, name: str) -> int:
    """A private copy under another name for whoever writes: all that is open, under the same numbers."""
    kept = {field: source.stored.value[field] for field in ("note", "as_of", "horizon_months")}
    scenario_id = create_scenario(session, {**kept, "name": name})
    open_steps = [Step(step.change, False, None) for step in source.steps if step.is_open]
    if open_steps:
        logged = {_field(step.number): [None, _logged(step.change)] for step in open_steps}
        _touch(session, _get(session, scenario_id, 1), logged)
        _insert(session, scenario_id, open_steps, 1)
    return scenario_id


def add_changes(session: Session, scenario_id: int, changes: Sequence[Change], *, seen_version: int) -> list[int]:
    """Put changes behind the others; gives their numbers. Raises StaleRecord, InvalidChange, Refused past the most."""
    stored = _get(session, scenario_id, seen_version)
    standing = [step for step in stored.steps if not step.removed]
    if len(standing) + len(changes) > CHANGES_AT_MOST:
        raise Refused(f"A scenario has at most {CHANGES_AT_MOST} changes.", "Make another one for the rest.")
    first = max((step.number for step in stored.steps), default=0) + 1
    made = [Step(_numbered(change, number), False, None) for number, change in enumerate(changes, first)]
    _refuse(session, [*(step.change for step in standing), *(step.change for step in made)])
    _touch(session, stored, {_field(step.number): [None, _logged(step.change)] for step in made})
    _insert(session, scenario_id, made, max((at for at, _ in enumerate(stored.steps, 1)), default=0) + 1)
    return [step.number for step in made]


def change_change(session: Session, scenario_id: int, change: Change, *, seen_version: int) -> None:
    """Put another change of the same kind in the place of the one with its number. Raises as `add_changes`."""
    stored = _get(session, scenario_id, seen_version)
    before = _open_step(stored, change.number).change
    if before.kind != change.kind:
        raise Refused("A change keeps its kind.", "Remove it and add another.")
    if before == change:
        return
    others = [step.change for step in stored.steps if not step.removed and step.number != change.number]
    _refuse(session, [*others, change])
    put_changes(session, stored, {change.number: change})


def put_changes(
    session: Session,
    stored: StoredScenario,
    changes: Mapping[int, Change],
    realised: Mapping[int, Realised | None] | None = None,
) -> None:
    """Write these changes as they are, and what became of some of them, as one version of the scenario."""
    logged: dict[str, list[Any]] = {}
    for number, change in changes.items():
        logged[_field(number)] = [_logged(stored.step(number).change), _logged(change)]
        _write(session, stored.id, number, value=write_change(change))
    for number, outcome in (realised or {}).items():
        before = stored.step(number).realised
        logged[f"change {number} made real"] = [_outcome(before), _outcome(outcome)]
        _write(session, stored.id, number, realised=_outcome(outcome))
    _touch(session, stored, logged)


def remove_change(session: Session, scenario_id: int, number: int, *, seen_version: int, removed: bool = True) -> None:
    """Take a change out, or bring it back. Raises StaleRecord, Refused where it is real or not there to be taken."""
    stored = _get(session, scenario_id, seen_version)
    step = stored.step(number)
    if step.realised is not None:
        raise Refused("This change is part of the real portfolio.", "Take it back first.")
    if step.removed == removed:
        return
    logged = _logged(step.change)
    _write(session, scenario_id, number, removed=removed)
    _touch(session, stored, {_field(number): [logged, None] if removed else [None, logged]})


def move_change(session: Session, scenario_id: int, number: int, *, seen_version: int, by: int) -> None:
    """Change places with the change before (`by` -1) or after (1); nothing at the ends. Raises StaleRecord."""
    stored = _get(session, scenario_id, seen_version)
    order = [step.number for step in stored.steps if not step.removed]
    if number not in order:
        raise Refused("This change is not in the scenario's list.", "Bring it back first.")
    at = order.index(number)
    to = at + (1 if by > 0 else -1)
    if not 0 <= to < len(order):
        return
    after = list(order)
    after[at], after[to] = after[to], after[at]
    for position, moved in enumerate(after, 1):
        _write(session, scenario_id, moved, position=position)
    _touch(session, stored, {"order": [order, after]})


def _get(session: Session, scenario_id: int, seen_version: int) -> StoredScenario:
    stored = load_scenarios(session, [scenario_id]).get(scenario_id)
    if stored is None:
        raise NotFound("There is no such scenario.", "Look for it in the list of scenarios.")
    if stored.version != seen_version:
        raise StaleRecord(ENTITY, stored.name, stored.stored)
    return stored


def _open_step(stored: StoredScenario, number: int) -> Step:
    step = stored.step(number)
    if not step.is_open:
        raise Refused("This change is removed or part of the real portfolio.", "Bring it back first.")
    return step


def _refuse(session: Session, changes: Sequence[Change]) -> None:
    """InvalidChange where two drafts have one code, or a link names what the product does not know."""
    codes: set[str] = set()
    objectives: dict[str, int] | None = None
    places: dict[str, int] | None = None
    for change in changes:
        links: dict[str, Any] = change.value if isinstance(change, AddDraft) else write_change(change)
        if isinstance(change, AddDraft):
            code = change.value["code"]
            if code in codes:
                raise InvalidChange([FieldProblem("code", f"Another draft of this scenario has the code {code}.")])
            codes.add(code)
        for link in links.get("objectives") or ():
            objectives = objectives if objectives is not None else objective_ids(session)
            if f"{link['framework']}:{link['number']}" not in objectives:
                sentence = f"There is no objective {link['number']} in {link['framework']}."
                raise InvalidChange([FieldProblem("objectives", sentence)])
        for link in links.get("places") or ():
            places = places if places is not None else place_ids(session)
            if f"{link['kind']}:{link['code']}" not in places:
                raise InvalidChange([FieldProblem("places", f"There is no {link['kind']} {link['code']}.")])


def _touch(session: Session, stored: StoredScenario, changes: dict[str, list[Any]]) -> None:
    """The next version of a scenario, with its record."""
    now = writing(session)
    stamp = {"version": stored.version + 1, "updated_at": now.at, "updated_by": now.actor.label}
    session.execute(sa.update(_SCENARIO).where(_SCENARIO.c.id == stored.id).values(**stamp))
    record(session, ENTITY, stored.id, stored.name, "update", changes)


def _insert(session: Session, scenario_id: int, steps: Sequence[Step], position: int) -> None:
    rows = [
        {
            "scenario_id": scenario_id,
            "number": step.number,
            "position": at,
            "kind": step.change.kind,
            "value": write_change(step.change),
            "removed": False,
            "realised": None,
        }
        for at, step in enumerate(steps, position)
    ]
    session.execute(sa.insert(_CHANGE), rows)


def _write(session: Session, scenario_id: int, number: int, **values: Any) -> None:
    row = (_CHANGE.c.scenario_id == scenario_id) & (_CHANGE.c.number == number)
    session.execute(sa.update(_CHANGE).where(row).values(**values))


def _numbered(change: Change, number: int) -> Change:
    return replace(change, number=number)


def _field(number: int) -> str:
    return f"change {number}"


def _logged(change: Change) -> dict[str, Any]:
    return {"kind": change.kind, **write_change(change)}


def _outcome(realised: Realised | None) -> dict[str, Any] | None:
    return None if realised is None else {"project_ids": list(realised.project_ids), "wrote": realised.wrote}
