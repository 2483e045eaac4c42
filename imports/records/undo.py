"""Undo: an applied batch of keyed records taken back through their room's writer, and applied again.

Each record and field ends as turned round, kept because edited since (by whom), or failed because of something named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from imports.kinds import Entity, Records
from imports.reversal import REDO, UNDO, Later, Reversal, act_changes, claim_turn, later_edits
from portfolio.core.changes import Changes, undoable
from portfolio.errors import Conflict, Refused
from portfolio.history.keyed import RecordUpdate
from portfolio.models.batch import ImportBatch
from portfolio.models.change import Change


def undo_records(session: Session, batch: ImportBatch, records: Records) -> dict[str, Any]:
    """Take an applied batch back; gives the undo's receipt, kept in the batch. Raises Conflict unless it is applied."""
    moment = claim_turn(session, batch, UNDO)
    done = Reversal(UNDO, records.registry.labels)
    for entity in records.entities:
        _turn_entity(session, entity, act_changes(session, batch, entity.name, moment), done)
    return done.close(session, batch)


def redo_records(session: Session, batch: ImportBatch, records: Records) -> dict[str, Any]:
    """Apply again what an undo took back; gives the receipt, kept in the batch's. Raises Conflict unless undone."""
    moment = claim_turn(session, batch, REDO)
    done = Reversal(REDO, records.registry.labels)
    for entity in reversed(records.entities):  # what records hang on comes back before them
        _turn_entity(session, entity, act_changes(session, batch, entity.name, moment), done)
    return done.close(session, batch)


def _turn_entity(session: Session, entity: Entity, changes: Sequence[Change], done: Reversal) -> None:
    """Turn round what an act did to one sort of record: what it removed comes back, values, then what it added goes."""
    if not changes:
        return
    _restore(session, entity, [change for change in changes if change.action == "delete"], done)
    created = {change.entity_id: change for change in changes if change.action == "create"}
    updated: dict[int, Changes] = {}
    for change in changes:
        if change.action == "update" and change.entity_id not in created:
            _join(updated.setdefault(change.entity_id, {}), change.changes)
    names = {change.entity_id: change.entity_key for change in changes}
    later = later_edits(session, entity.name, sorted(names), changes[-1].position)
    _reverse(session, entity, updated, names, later, done)
    _remove(session, entity, created, later, done)


def _join(before: Changes, more: Mapping[str, list[Any]]) -> None:
    """What two changes of one record come to."""
    for name, (old, new) in more.items():
        before[name] = [before[name][0] if name in before else old, new]


def _reverse(
    session: Session,
    entity: Entity,
    updated: Mapping[int, Changes],
    names: Mapping[int, str],
    later: Mapping[tuple[int, str], Later],
    done: Reversal,
) -> None:
    stored = entity.load(session, sorted(updated))
    wanted: list[RecordUpdate] = []
    for number, changes in updated.items():
        current = stored.get(number)
        if current is None:
            done.fail(names[number], sorted(changes), "It does not exist any more.")
            continue
        free, kept = undoable(current.value, changes)
        for name, (now, before) in kept.items():
            done.keep(names[number], name, now, before, later.get((number, name)))
        if free:
            wanted.append(RecordUpdate(number, current.version, free))
    for update in _written(session, entity, wanted, names, done):
        done.turn(names[update.id], list(update.changes))


def _written(
    session: Session, entity: Entity, wanted: Sequence[RecordUpdate], names: Mapping[int, str], done: Reversal
) -> list[RecordUpdate]:
    """Write the old values together; where one cannot be kept any more, one by one, and the others none the less."""
    try:
        entity.update(session, wanted)
        return list(wanted)
    except (Refused, Conflict):
        kept = []
    for update in wanted:
        try:
            entity.update(session, [update])
            kept.append(update)
        except (Refused, Conflict) as error:
            done.fail(names[update.id], sorted(update.changes), error.sentence)
    return kept


def _restore(session: Session, entity: Entity, deleted: Sequence[Change], done: Reversal) -> None:
    """Bring removed records back under their numbers; where one cannot be any more, one by one, and the others do."""
    if not deleted:
        return
    values = [{name: pair[0] for name, pair in change.changes.items()} for change in deleted]
    numbers = [change.entity_id for change in deleted]
    try:
        entity.restore(session, values, numbers)
    except (Refused, Conflict):
        back = []
        for change, value in zip(deleted, values, strict=True):
            try:
                entity.restore(session, [value], [change.entity_id])
                back.append(change)
            except (Refused, Conflict) as error:
                done.fail(change.entity_key, [], error.sentence)
        deleted = back
    done.whole += [change.entity_key for change in deleted]


def _remove(
    session: Session,
    entity: Entity,
    created: Mapping[int, Change],
    later: Mapping[tuple[int, str], Later],
    done: Reversal,
) -> None:
    stored = entity.load(session, sorted(created))
    going: dict[int, int | None] = {}
    for number, change in created.items():
        current, edit = stored.get(number), later.get((number, ""))
        if current is None:
            continue  # somebody removed it since, which is what undo would do
        if edit is None:
            going[number] = current.version
        else:
            done.keep_whole(change.entity_key, entity.name, edit)
    for number, why in entity.in_use(session, sorted(going)).items():
        del going[number]
        done.fail(created[number].entity_key, [], why)
    entity.delete(session, going)
    done.whole += [created[number].entity_key for number in sorted(going)]
