"""Keyed records whose room has a `history.writer.Writer`: values of its shape, and how a list writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from imports.fields.records import Registry, StoredRecord
from imports.kinds.kind import Entity, Records, Words
from imports.outcomes import PlannedRecord
from portfolio.core.changes import Changes
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Shape
from portfolio.history.keyed import RecordUpdate
from portfolio.history.writer import Stored, Writer

Turn = Callable[[Any], Any]


@dataclass(frozen=True)
class Written:
    """How a list's values and those of the room's shape are turned into each other.

    `outward` and `inward` are by field, for those that a list writes otherwise; `added` are values that every record
    of a list gets when it is new.
    """

    writer: Writer[Any]
    outward: Mapping[str, Turn] = field(default_factory=dict)
    inward: Mapping[str, Turn] = field(default_factory=dict)
    added: Mapping[str, Any] = field(default_factory=dict)

    def listed(self, stored: Stored, names: Sequence[str]) -> StoredRecord:
        """A stored value as the list has it."""
        value = {name: self._out(name, stored.value.get(name)) for name in names}
        return StoredRecord(stored.id, stored.version, value)

    def _out(self, name: str, value: Any) -> Any:
        return self.outward[name](value) if name in self.outward else value

    def kept(self, name: str, value: Any) -> Any:
        """A list's value of a field as the room keeps it."""
        return self.inward[name](value) if name in self.inward else value

    def value(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new record's values as the room takes them."""
        return {**self.added, **{name: self.kept(name, value) for name, value in values.items()}}

    def update(self, one: PlannedRecord) -> RecordUpdate:
        """A changed record's update."""
        assert one.id is not None
        changes: Changes = {
            name: [self.kept(name, before), self.kept(name, after)] for name, (before, after) in one.changes.items()
        }
        return RecordUpdate(one.id, one.version, changes)

    def check(self, shape: Shape) -> Callable[[Mapping[str, Any]], Iterator[FieldProblem]]:
        """The check of a whole value by the room's shape."""
        return lambda values: iter(shape.problems(shape.normal(self.value(values))))


def records_of(
    registry: Registry,
    written: Written,
    words: Callable[[Session], Words] = lambda _session: {},
    before: Callable[[Session, Sequence[PlannedRecord]], None] = lambda _session, _new: None,
    also: tuple[Entity, ...] = (),
) -> Records:
    """The records of a kind whose room has a writer; `before` makes what new records name, `also` is undone too."""
    writer, names = written.writer, tuple(registry.by_name)

    def load(session: Session) -> tuple[Mapping[tuple[str, ...], StoredRecord], Words]:
        found: dict[tuple[str, ...], StoredRecord] = {}
        for stored in writer.load(session).values():
            one = written.listed(stored, names)
            found[registry.fold(tuple(str(one.value[name]) for name in registry.key))] = one
        return found, words(session)

    def write(session: Session, new: Sequence[PlannedRecord], changed: Sequence[PlannedRecord]) -> None:
        before(session, new)
        writer.create(session, [written.value(one.values) for one in new])
        writer.update(session, [written.update(one) for one in changed])

    return Records(registry, load, write, (entity_of(writer), *also), words)


def entity_of(
    writer: Writer[Any], in_use: Callable[[Session, Sequence[int]], Mapping[int, str]] = lambda _session, _ids: {}
) -> Entity:
    """What undo needs of a writer's noun: its values are those of the change log."""

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, StoredRecord]:
        return {
            number: StoredRecord(number, stored.version, stored.value)
            for number, stored in (writer.load(session, ids) if ids else {}).items()
        }

    return Entity(writer.entity, load, writer.update, writer.delete, writer.create, in_use)


def number_text(value: Any) -> str | None:
    """A whole number as a list writes it."""
    return None if value is None else str(value)


def whole_number(value: Any) -> int | None:
    """A list's whole number as the room keeps it."""
    return None if value is None else int(value)
