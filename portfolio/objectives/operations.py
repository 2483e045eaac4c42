"""The only writer of frameworks and objectives. Runs inside the write door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.errors import Conflict, Refused
from portfolio.history.keyed import KeptTable, RecordUpdate, create_records, delete_records, update_records
from portfolio.history.shipped import load_shipped
from portfolio.models.cellnote import Declaration, GapNote
from portfolio.models.need import Need
from portfolio.models.objective import Framework, Objective
from portfolio.models.policy import DialogueObjective, InstrumentObjective
from portfolio.models.project import ProjectObjective

FRAMEWORKS = KeptTable(Framework, "framework", lambda row: str(row["code"]), frozenset({"position"}))
OBJECTIVES = KeptTable(Objective, "objective", lambda row: str(row["title"]))
#: Longest texts, in characters, by column.
LONGEST = {"code": 60, "title": 200, "description": 2000, "statement": 2000}
LARGEST_NUMBER = 999
#: What besides projects names objectives, and the sentence that says so.
_NAMED_BY = (
    (Need.objective_id, "A need is recorded for it."),
    (Declaration.objective_id, "A planner declared it not applicable somewhere."),
    (GapNote.objective_id, "Somebody looks after a gap of it."),
    (DialogueObjective.objective_id, "A dialogue is about it."),
    (InstrumentObjective.objective_id, "A policy instrument serves it."),
)


def create_frameworks(
    session: Session, values: Sequence[Mapping[str, Any]], ids: Sequence[int] | None = None
) -> list[int]:
    """Add frameworks (code, title, description), after those there are; gives their ids in order.

    `ids` bring removed ones back under the numbers that they had.

    Raises Refused for a value that cannot be kept, Conflict for a code that is taken.
    """
    wanted = [value["code"] for value in values]
    taken = session.scalars(sa.select(Framework.code).where(Framework.code.in_(wanted))).all()
    if taken or len(set(wanted)) != len(wanted):
        raise Conflict(f"The framework {', '.join(taken)[:80]} is there already.", "Change the stored one instead.")
    last = session.scalar(sa.select(sa.func.max(Framework.position))) or 0
    rows = [
        {"code": value["code"], "title": value["title"], "description": value.get("description"), "position": position}
        for position, value in enumerate(map(_checked, values), last + 1)
    ]
    return create_records(session, FRAMEWORKS, rows, ids)


def update_frameworks(session: Session, updates: Sequence[RecordUpdate]) -> None:
    """Change titles and descriptions, all or none. Raises Refused, and Conflict for one that moved."""
    _check_changes(updates, ("title", "description"))
    update_records(session, FRAMEWORKS, updates)


def delete_frameworks(session: Session, seen: Mapping[int, int | None]) -> None:
    """Remove frameworks without objectives, {id: version as seen}. Raises Conflict for one that moved or has some."""
    used = frameworks_in_use(session, list(seen))
    if used:
        raise Conflict(next(iter(used.values())), "Remove its objectives first.")
    delete_records(session, FRAMEWORKS, seen)


def frameworks_in_use(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Of the frameworks, those that have objectives, each with the sentence that says so."""
    query = sa.select(Objective.framework_id, sa.func.count()).where(Objective.framework_id.in_(ids))
    return {
        number: f"It has {count} {'objective' if count == 1 else 'objectives'}."
        for number, count in session.execute(query.group_by(Objective.framework_id))
    }


def create_objectives(
    session: Session, values: Sequence[Mapping[str, Any]], ids: Sequence[int] | None = None
) -> list[int]:
    """Add objectives (framework_id, number, title, statement); gives their ids in order.

    `ids` bring removed ones back under the numbers that they had.

    Raises Refused for a value that cannot be kept, Conflict for a number that is taken.
    """
    frameworks = {value["framework_id"] for value in values}
    if frameworks - set(session.scalars(sa.select(Framework.id).where(Framework.id.in_(frameworks)))):
        raise Refused("The framework does not exist any more.", "Add it first.")
    query = sa.select(Objective.framework_id, Objective.number).where(Objective.framework_id.in_(frameworks))
    taken = {(framework, number) for framework, number in session.execute(query)}
    for value in values:
        key = value["framework_id"], value["number"]
        if key in taken:
            raise Conflict(f"The framework has an objective {value['number']}.", "Change the stored one instead.")
        taken.add(key)
    columns = ("framework_id", "number", "title", "statement")
    rows = [{name: value.get(name) for name in columns} for value in map(_checked, values)]
    return create_records(session, OBJECTIVES, rows, ids)


def update_objectives(session: Session, updates: Sequence[RecordUpdate]) -> None:
    """Change titles and statements, all or none. Raises Refused, and Conflict for one that moved."""
    _check_changes(updates, ("title", "statement"))
    update_records(session, OBJECTIVES, updates)


def delete_objectives(session: Session, seen: Mapping[int, int | None]) -> None:
    """Remove objectives that nothing serves, {id: version as seen}. Raises Conflict for one that moved or is served."""
    used = objectives_in_use(session, list(seen))
    if used:
        raise Conflict(next(iter(used.values())), "Take it out of the projects first.")
    delete_records(session, OBJECTIVES, seen)


def objectives_in_use(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Of the objectives, those that projects serve or planners or policy name, each with a sentence that says so."""
    query = sa.select(ProjectObjective.objective_id, sa.func.count()).where(ProjectObjective.objective_id.in_(ids))
    used: dict[int, str] = {
        number: f"{count} projects serve it." if count > 1 else "A project serves it."
        for number, count in session.execute(query.group_by(ProjectObjective.objective_id))
    }
    for column, sentence in _NAMED_BY:
        found: Iterable[Any] = session.scalars(sa.select(column).where(column.in_(ids)).distinct())
        for number in found:
            used.setdefault(number, sentence)
    return used


def _checked(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if not value.get("title"):
        raise Refused("A framework, and each of its objectives, needs a title.", "Write one.")
    for column, longest in LONGEST.items():
        if len(value.get(column) or "") > longest:
            raise Refused(f"The {column} has more than {longest} characters.", "Shorten it.")
    if "number" in value and not 1 <= value["number"] <= LARGEST_NUMBER:
        raise Refused(f"The number of an objective is between 1 and {LARGEST_NUMBER}.", "Correct it.")
    return value


def _check_changes(updates: Sequence[RecordUpdate], changeable: tuple[str, ...]) -> None:
    for update in updates:
        if not set(update.changes) <= set(changeable):
            raise Refused("What tells a framework or an objective apart does not change.", "Add a new one instead.")
        _checked({"title": "-", **{name: pair[1] for name, pair in update.changes.items()}})


def load_shipped_objectives(session: Session) -> None:
    """Load the frameworks and objectives that the product ships."""
    frameworks = load_shipped(
        session,
        Framework,
        "framework",
        ["code"],
        [
            {
                "code": row["code"],
                "title": row["title"],
                "description": row["description"] or None,
                "position": position,
            }
            for position, row in enumerate(reference.read("frameworks").rows, start=1)
        ],
        name="code",
    )
    load_shipped(
        session,
        Objective,
        "objective",
        ["framework_id", "number"],
        [
            {
                "framework_id": frameworks[row["framework"],],
                "number": int(row["number"]),
                "title": row["title"],
                "statement": row["statement"],
            }
            for row in reference.read("objectives").rows
        ],
        name="title",
    )
