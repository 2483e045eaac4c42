"""Undo: an applied batch taken back through the projects' own writer, field by field; nobody's later work is lost.

Each project and field ends as reversed, kept because edited since (by whom), or failed because of something named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes, undoable
from portfolio.core.project import LABELS
from portfolio.errors import Conflict
from portfolio.history.record import writing
from portfolio.models.batch import ImportBatch
from portfolio.models.change import Change
from portfolio.models.project import Project
from portfolio.projects.operations import (
    InvalidProjects,
    ProjectUpdate,
    delete_projects,
    update_projects,
)
from portfolio.projects.queries import StoredProject, chunks, load_projects


@dataclass
class _Undo:
    """What becomes of each project of the batch."""

    reversed: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Later:
    """The last edit of a field, or of a whole project, after the batch."""

    by: str
    at: str


def undo_batch(session: Session, batch: ImportBatch) -> dict[str, Any]:
    """Take an applied batch back; gives the undo's receipt, kept in the batch. Raises Conflict unless it is applied."""
    now = writing(session)
    claimed = session.connection().execute(
        sa.update(ImportBatch)
        .where(ImportBatch.id == batch.id, ImportBatch.state == "applied")
        .values(state="undone", undone_at=now.at, undone_by=now.actor.label, version=ImportBatch.version + 1)
    )
    session.refresh(batch)
    if claimed.rowcount != 1:
        if batch.state == "undone":
            raise Conflict("This import was taken back already.", "Its receipt says what was reversed.")
        raise Conflict("Only an import that was applied can be taken back.", "There is nothing to take back.")
    done = _Undo()
    changes = _batch_changes(session, batch.id)
    last = max((change.position for change in changes), default=0)
    later = _later_edits(session, sorted({change.entity_id for change in changes}), last)
    created = {change.entity_id: change for change in changes if change.action == "create"}
    updated = {change.entity_id: change for change in changes if change.action == "update"}
    _reverse_updates(session, updated, later, done)
    _delete_created(session, created, later, done)
    receipt = {
        "undone_at": now.at.isoformat(timespec="seconds"),
        "undone_by": now.actor.label,
        "counts": {
            "reversed": len(done.reversed),
            "deleted": len(done.deleted),
            "kept": len(done.kept),
            "failed": len(done.failed),
        },
        "reversed": done.reversed,
        "deleted": done.deleted,
        "kept": done.kept,
        "failed": done.failed,
    }
    batch.receipt = {**(batch.receipt or {}), "undo": receipt}
    return receipt


def _batch_changes(session: Session, batch_id: int) -> Sequence[Change]:
    query = sa.select(Change).where(Change.batch_id == batch_id, Change.entity == "project").order_by(Change.position)
    return session.scalars(query).all()


def _later_edits(session: Session, ids: Sequence[int], last: int) -> dict[tuple[int, str], _Later]:
    """(project, field) -> its last edit after position `last`; the field "" stands for any."""
    found: dict[tuple[int, str], _Later] = {}
    for piece in chunks(ids):
        query = (
            sa.select(Change.entity_id, Change.actor_label, Change.at, Change.changes)
            .where(Change.entity == "project", Change.position > last, Change.entity_id.in_(piece))
            .order_by(Change.position)
        )
        for number, label, at, changes in session.execute(query):
            edit = _Later(label, at.isoformat(timespec="seconds"))
            found[number, ""] = edit
            found.update(((number, name), edit) for name in changes)
    return found


def _reverse_updates(
    session: Session, updated: Mapping[int, Change], later: Mapping[tuple[int, str], _Later], done: _Undo
) -> None:
    stored = load_projects(session, list(updated))
    wanted: dict[int, Changes] = {}
    for number, change in updated.items():
        current = stored.get(number)
        if current is None:
            gone = "The project does not exist any more."
            done.failed.append(_failed(change.entity_key, sorted(change.changes), gone))
            continue
        free, kept = undoable(current.value, change.changes)
        for name, (now, before) in kept.items():
            done.kept.append(_kept(current.value["code"], name, now, before, later.get((number, name))))
        if free:
            wanted[number] = free
    _update_all(session, stored, wanted, done)


def _update_all(
    session: Session, stored: Mapping[int, StoredProject], wanted: Mapping[int, Changes], done: _Undo
) -> None:
    """Write the old values; one that cannot be kept any more (its programme is gone) fails, and not the rest."""
    try:
        update_projects(session, [_old_values(stored[number], changes) for number, changes in wanted.items()])
    except InvalidProjects:
        for number in sorted(wanted):
            _update_one(session, stored[number], wanted[number], done)
        return
    for number in sorted(wanted):
        done.reversed.append({"code": stored[number].value["code"], "fields": list(wanted[number])})


def _update_one(session: Session, project: StoredProject, changes: Changes, done: _Undo) -> None:
    while changes:
        try:
            update_projects(session, [_old_values(project, changes)])
        except InvalidProjects as error:
            wrong = error.by_index[0]
            names = {one.field for one in wrong} & changes.keys() or set(changes)
            done.failed.append(_failed(project.value["code"], sorted(names), wrong[0].sentence))
            changes = {name: pair for name, pair in changes.items() if name not in names}
            continue
        done.reversed.append({"code": project.value["code"], "fields": list(changes)})
        return


def _old_values(project: StoredProject, changes: Changes) -> ProjectUpdate:
    return ProjectUpdate(project.id, project.version, {name: pair[1] for name, pair in changes.items()})


def _delete_created(
    session: Session, created: Mapping[int, Change], later: Mapping[tuple[int, str], _Later], done: _Undo
) -> None:
    stored = load_projects(session, list(created))
    going: dict[int, int] = {}
    for number in created:
        current = stored.get(number)
        if current is None:
            continue  # somebody deleted it since, which is what undo would do
        edit = later.get((number, ""))
        if edit is None:
            going[number] = current.version
        else:
            done.kept.append({"code": current.value["code"], "field": None, "by": edit.by, "at": edit.at,
                              "sentence": f"The project was edited by {edit.by} since."})  # fmt: skip
    for number, kin in _named_elsewhere(session, going).items():
        del going[number]
        sentence = f"{', '.join(kin[:3])} names it as programme or predecessor."
        done.failed.append(_failed(stored[number].value["code"], [], sentence))
    delete_projects(session, going)
    done.deleted += [str(stored[number].value["code"]) for number in sorted(going)]


def _named_elsewhere(session: Session, going: Mapping[int, int]) -> dict[int, list[str]]:
    """Of the projects to be deleted, those that a project that stays names, with the codes of those that name them."""
    staying: dict[int, list[str]] = {}
    left = set(going)
    while left:
        named: dict[int, list[str]] = {}
        for piece in chunks(sorted(left)):
            query = sa.select(Project.id, Project.code, Project.parent_id, Project.predecessor_id).where(
                sa.or_(Project.parent_id.in_(piece), Project.predecessor_id.in_(piece))
            )
            for number, code, *above in session.execute(query):
                if number not in left:
                    for kin in left.intersection(above):
                        named.setdefault(kin, []).append(code)
        if not named:
            break
        staying.update(named)  # and what these name stays as well, so look again
        left -= named.keys()
    return staying


def _kept(code: str, name: str, now: Any, before: Any, edit: _Later | None) -> dict[str, Any]:
    by = edit.by if edit else None
    words = f"{LABELS.get(name, name)} was edited{f' by {by}' if by else ''} since."
    return {"code": code, "field": name, "now": now, "before": before, "by": by, "at": edit.at if edit else None,
            "sentence": words}  # fmt: skip


def _failed(code: str, fields: Sequence[str], sentence: str) -> dict[str, Any]:
    return {"code": code, "fields": list(fields), "sentence": sentence}
