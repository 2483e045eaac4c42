"""Undo: an applied batch taken back through the projects' own writer, and applied again; nobody's later work is lost.

Each project and field ends as turned round, kept because edited since (by whom), or failed because of something named.
Applying again turns the undo round, as the undo turned the import round; so it can be taken back once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.reversal import REDO, UNDO, Act, Later, Reversal, act_changes, claim_turn, later_edits
from portfolio.core.changes import Changes, undoable
from portfolio.core.project import LABELS
from portfolio.models.batch import ImportBatch
from portfolio.models.change import Change
from portfolio.models.pieces import pieces
from portfolio.models.project import Project
from portfolio.projects.operations import (
    InvalidProjects,
    ProjectUpdate,
    delete_projects,
    restore_projects,
    update_projects,
)
from portfolio.projects.queries import StoredProject, load_projects


def undo_batch(session: Session, batch: ImportBatch) -> dict[str, Any]:
    """Take an applied batch back; gives the undo's receipt, kept in the batch. Raises Conflict unless it is applied."""
    done, changes, later = _turned(session, batch, UNDO)
    _reverse_updates(session, changes["update"], later, done)
    _delete_created(session, changes["create"], later, done)
    return done.close(session, batch)


def redo_batch(session: Session, batch: ImportBatch) -> dict[str, Any]:
    """Apply again what an undo took back; gives the receipt, kept in the batch's. Raises Conflict unless undone."""
    done, changes, later = _turned(session, batch, REDO)
    _restore_deleted(session, changes["delete"], done)
    _reverse_updates(session, changes["update"], later, done)
    return done.close(session, batch)


def _turned(
    session: Session, batch: ImportBatch, act: Act
) -> tuple[Reversal, dict[str, dict[int, Change]], Mapping[tuple[int, str], Later]]:
    """Claim the batch; gives the receipt to fill, the changes to turn round by action and project, and later edits."""
    changes = act_changes(session, batch, "project", claim_turn(session, batch, act))
    by_action: dict[str, dict[int, Change]] = {"create": {}, "update": {}, "delete": {}}
    for change in changes:
        by_action[change.action][change.entity_id] = change
    last = max((change.position for change in changes), default=0)
    later = later_edits(session, "project", sorted({change.entity_id for change in changes}), last)
    return Reversal(act, LABELS), by_action, later


def _restore_deleted(session: Session, deleted: Mapping[int, Change], done: Reversal) -> None:
    """Bring projects back as they were deleted; those that cannot be any more (the code is another's) fail."""
    coming = {number: {name: pair[0] for name, pair in one.changes.items()} for number, one in deleted.items()}
    # One that fails may be the programme of another, so what is left is tried again, until nothing fails.
    while coming:
        try:
            restore_projects(session, coming)
            break
        except InvalidProjects as error:
            numbers = list(coming)
            for index, wrong in error.by_index.items():
                del coming[numbers[index]]
                done.fail(deleted[numbers[index]].entity_key, [], wrong[0].sentence)
    done.whole += [deleted[number].entity_key for number in coming]


def _reverse_updates(
    session: Session, updated: Mapping[int, Change], later: Mapping[tuple[int, str], Later], done: Reversal
) -> None:
    stored = load_projects(session, list(updated))
    wanted: dict[int, Changes] = {}
    for number, change in updated.items():
        current = stored.get(number)
        if current is None:
            gone = "The project does not exist any more."
            done.fail(change.entity_key, sorted(change.changes), gone)
            continue
        free, kept = undoable(current.value, change.changes)
        for name, (now, before) in kept.items():
            done.keep(current.value["code"], name, now, before, later.get((number, name)))
        if free:
            wanted[number] = free
    _update_all(session, stored, wanted, done)


def _update_all(
    session: Session, stored: Mapping[int, StoredProject], wanted: Mapping[int, Changes], done: Reversal
) -> None:
    """Write the old values; one that cannot be kept any more (its programme is gone) fails, and not the rest."""
    try:
        update_projects(session, [_old_values(stored[number], changes) for number, changes in wanted.items()])
    except InvalidProjects:
        for number in sorted(wanted):
            _update_one(session, stored[number], wanted[number], done)
        return
    for number in sorted(wanted):
        done.turn(stored[number].value["code"], list(wanted[number]))


def _update_one(session: Session, project: StoredProject, changes: Changes, done: Reversal) -> None:
    while changes:
        try:
            update_projects(session, [_old_values(project, changes)])
        except InvalidProjects as error:
            wrong = error.by_index[0]
            names = {one.field for one in wrong} & changes.keys() or set(changes)
            done.fail(project.value["code"], sorted(names), wrong[0].sentence)
            changes = {name: pair for name, pair in changes.items() if name not in names}
            continue
        done.turn(project.value["code"], list(changes))
        return


def _old_values(project: StoredProject, changes: Changes) -> ProjectUpdate:
    return ProjectUpdate(project.id, project.version, {name: pair[1] for name, pair in changes.items()})


def _delete_created(
    session: Session, created: Mapping[int, Change], later: Mapping[tuple[int, str], Later], done: Reversal
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
            done.keep_whole(current.value["code"], "project", edit)
    for number, kin in _named_elsewhere(session, going).items():
        del going[number]
        sentence = f"{', '.join(kin[:3])} names it as programme or predecessor."
        done.fail(stored[number].value["code"], [], sentence)
    delete_projects(session, going)
    done.whole += [str(stored[number].value["code"]) for number in sorted(going)]


def _named_elsewhere(session: Session, going: Mapping[int, int]) -> dict[int, list[str]]:
    """Of the projects to be deleted, those that a project that stays names, with the codes of those that name them."""
    staying: dict[int, list[str]] = {}
    left = set(going)
    while left:
        named: dict[int, list[str]] = {}
        for piece in pieces(sorted(left)):
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
