"""Undo: an applied batch taken back through the projects' own writer, field by field; nobody's later work is lost.

Each project and field ends as reversed, kept because edited since (by whom), or failed because of something named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.reversal import Later, Reversal, claim_undo, later_edits
from portfolio.core.changes import Changes, undoable
from portfolio.core.project import LABELS
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


def undo_batch(session: Session, batch: ImportBatch) -> dict[str, Any]:
    """Take an applied batch back; gives the undo's receipt, kept in the batch. Raises Conflict unless it is applied."""
    claim_undo(session, batch)
    done = Reversal(LABELS)
    changes = _batch_changes(session, batch.id)
    last = max((change.position for change in changes), default=0)
    later = later_edits(session, "project", sorted({change.entity_id for change in changes}), last)
    created = {change.entity_id: change for change in changes if change.action == "create"}
    updated = {change.entity_id: change for change in changes if change.action == "update"}
    _reverse_updates(session, updated, later, done)
    _delete_created(session, created, later, done)
    return done.close(session, batch)


def _batch_changes(session: Session, batch_id: int) -> Sequence[Change]:
    query = sa.select(Change).where(Change.batch_id == batch_id, Change.entity == "project").order_by(Change.position)
    return session.scalars(query).all()


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
        done.reversed.append({"code": stored[number].value["code"], "fields": list(wanted[number])})


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
        done.reversed.append({"code": project.value["code"], "fields": list(changes)})
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
