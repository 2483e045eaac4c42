"""How nouns whose values name other records are written: a room's `operations` says what its noun is; this writes it.

`keyed` writes the columns of one table; here a value has a `core.shape`, names places and objectives by their codes,
and may have links. Many records are written by the same few statements as one: an import needs no writer of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes, apply, diff
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Shape, Stored, Value
from portfolio.errors import InvalidRecords, NotFound, StaleRecord
from portfolio.history.keyed import KeptTable, RecordUpdate, next_ids
from portfolio.history.record import record, writing
from portfolio.history.rows import insert_rows
from portfolio.history.shipped import advance_sequence
from portfolio.models.base import Base, table_of
from portfolio.models.pieces import pieces

Known = TypeVar("Known")


class Writer(ABC, Generic[Known]):
    """The writer of one noun. Everything here runs inside the write door.

    `entity` is what the change log calls a record, `key` the fields that no two records share.
    """

    entity: str
    model: type[Base]
    shape: Shape
    key: tuple[str, ...]

    @abstractmethod
    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        """Records by id, all of them where `ids` is None."""

    @abstractmethod
    def known(self, session: Session) -> Known:
        """What values may name, fetched once for all of them."""

    @abstractmethod
    def missing(self, known: Known, value: Value) -> list[FieldProblem]:
        """What a value names that does not exist."""

    @abstractmethod
    def columns(self, known: Known, value: Value) -> dict[str, Any]:
        """The table's columns of a valid value, but for id and version."""

    @abstractmethod
    def name(self, value: Mapping[str, Any]) -> str:
        """What the change log and people call a record."""

    def write_links(self, session: Session, known: Known, records: Sequence[tuple[int, Value]]) -> None:
        """Bring what hangs on these records to their values; nothing for a noun without links."""

    def delete_links(self, session: Session, ids: Sequence[int]) -> None:
        """Take away what hangs on these records; Refused where that must not be."""

    def create(
        self, session: Session, values: Sequence[Mapping[str, Any]], numbers: Sequence[int] | None = None
    ) -> list[int]:
        """Add records; gives their ids in order. Raises InvalidRecords, all or none.

        `numbers` bring removed records back under the ids that they had.
        """
        if not values:
            return []
        made = [self.shape.normal(value) for value in values]
        known = self.known(session)
        self._refuse(session, known, list(enumerate(made)), {})
        ids = list(numbers or next_ids(session, KeptTable(self.model, self.entity, self.name), len(made)))
        rows = [
            {**self.columns(known, value), **self._stamp(session), "id": number, "version": 1}
            for number, value in zip(ids, made, strict=True)
        ]
        insert_rows(session, table_of(self.model), rows)
        advance_sequence(session, table_of(self.model))
        self.write_links(session, known, list(zip(ids, made, strict=True)))
        nothing = self.shape.empty()
        for number, value in zip(ids, made, strict=True):
            record(session, self.entity, number, self.name(value), "create", diff(nothing, value))
        return ids

    def change(self, session: Session, record_id: int, *, seen_version: int, values: Mapping[str, Any]) -> Changes:
        """Change some fields of one record, as a form sends them; gives what changed. Raises as `update`."""
        current = self._seen(self.load(session, [record_id]), record_id, seen_version)
        value = self.shape.normal({**current.value, **values})
        changes = diff(current.value, value, self.shape.names)
        return self.update(session, [RecordUpdate(record_id, seen_version, changes)]).get(record_id, {})

    def update(self, session: Session, updates: Sequence[RecordUpdate]) -> dict[int, Changes]:
        """Change records; gives what changed by id, without those where nothing did. All or none.

        Raises StaleRecord for the first that moved since it was seen, InvalidRecords (by index), NotFound.
        """
        stored = self.load(session, [update.id for update in updates])
        changed: list[tuple[int, Value]] = []
        changes: dict[int, Changes] = {}
        for index, update in enumerate(updates):
            current = self._seen(stored, update.id, update.version)
            if any(current.value[name] != before for name, (before, _) in update.changes.items()):
                raise StaleRecord(self.entity, self.name(current.value), current)
            value = self.shape.normal(apply(current.value, update.changes))
            if change := diff(current.value, value, self.shape.names):
                changed.append((index, value))
                changes[update.id] = change
        if not changed:
            return {}
        known = self.known(session)
        ids = {index: updates[index].id for index, _ in changed}
        self._refuse(session, known, changed, ids)
        table, stamp = table_of(self.model), self._stamp(session)
        rows = [
            {
                **self.columns(known, value),
                **stamp,
                "record_id": ids[index],
                "version": stored[ids[index]].version + 1,
            }
            for index, value in changed
        ]
        statement = sa.update(table).where(table.c.id == sa.bindparam("record_id"))
        session.connection().execute(
            statement.values({name: sa.bindparam(name) for name in rows[0] if name != "record_id"}), rows
        )
        self.write_links(session, known, [(ids[index], value) for index, value in changed])
        for index, value in changed:
            record(session, self.entity, ids[index], self.name(value), "update", changes[ids[index]])
        return changes

    def delete(self, session: Session, seen: Mapping[int, int | None]) -> None:
        """Remove records ({id: seen version}); their last values stay in the change log. Raises StaleRecord."""
        stored = self.load(session, sorted(seen))
        for number, version in seen.items():
            self._seen(stored, number, version)
        self.delete_links(session, sorted(stored))
        table, nothing = table_of(self.model), self.shape.empty()
        for piece in pieces(sorted(stored)):
            session.execute(sa.delete(table).where(table.c.id.in_(piece)))
        for number, current in stored.items():
            record(session, self.entity, number, self.name(current.value), "delete", diff(current.value, nothing))

    def keys(self, session: Session) -> dict[tuple[Any, ...], int]:
        """Ids of all records by their key."""
        return {self.key_of(stored.value): number for number, stored in self.load(session).items()}

    def key_of(self, value: Mapping[str, Any]) -> tuple[Any, ...]:
        """The key of a value."""
        return tuple(value[name] for name in self.key)

    def _seen(self, stored: Mapping[int, Stored], number: int, version: int | None) -> Stored:
        current = stored.get(number)
        if current is None:
            raise NotFound(f"This {self.entity} does not exist any more.", "Look for it in the history.")
        if version is not None and current.version != version:
            raise StaleRecord(self.entity, self.name(current.value), current)
        return current

    def _refuse(
        self, session: Session, known: Known, values: Sequence[tuple[int, Value]], ids: Mapping[int, int]
    ) -> None:
        """InvalidRecords where a value breaks a rule, names what is not there, or has another record's key."""
        found: dict[int, list[FieldProblem]] = {}
        taken = self.keys(session)  # as stored: the database, too, takes one row after the other
        given: set[tuple[Any, ...]] = set()
        for index, value in values:
            wrong = self.shape.problems(value) or self.missing(known, value)
            key = self.key_of(value) if not wrong else ()
            if key in taken and taken[key] != ids.get(index):
                wrong = [FieldProblem(self.key[0], f"There is another {self.entity} “{self.name(value)}” already.")]
            elif key in given:
                wrong = [FieldProblem(self.key[0], f"The {self.entity} “{self.name(value)}” is given twice.")]
            if wrong:
                found[index] = wrong
            else:
                given.add(key)
        if found:
            raise InvalidRecords(found)

    def _stamp(self, session: Session) -> dict[str, Any]:
        current, table = writing(session), table_of(self.model)
        stamp = {"updated_at": current.at, "updated_by": current.actor.label}
        return {name: value for name, value in stamp.items() if name in table.c}
