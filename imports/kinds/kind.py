"""What a kind of list is to the dock: its words, who may bring it in, its registry, its room's readers and writers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from imports.fields import FIELDS, ImportField
from imports.fields.records import Registry, StoredRecord
from imports.outcomes import PROJECTS, PlannedRecord
from portfolio.core.changes import Changes
from portfolio.core.people import Permission
from portfolio.history.keyed import KeptTable, RecordUpdate, load_records
from portfolio.history.shipped import plain

Words = Mapping[str, Mapping[str, str]]


def _no_words(_session: Session) -> Words:
    return {}


def _nothing_uses_it(_session: Session, _ids: Sequence[int]) -> dict[int, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Entity:
    """One sort of record in the change log, as undo needs it.

    `load` gives stored values by id, with versions; `update` and `delete` are the writer's, as is `restore`, which adds
    removed records again by their values and ids; `in_use` says, by id, why a record cannot be removed.
    """

    name: str
    load: Callable[[Session, Sequence[int]], Mapping[int, StoredRecord]]
    update: Callable[[Session, Sequence[RecordUpdate]], object]
    delete: Callable[[Session, Mapping[int, int | None]], object]
    restore: Callable[[Session, Sequence[Mapping[str, Any]], Sequence[int]], object]
    in_use: Callable[[Session, Sequence[int]], Mapping[int, str]] = _nothing_uses_it


@dataclass(frozen=True, slots=True)
class Records:
    """How the keyed records of a kind are read and written.

    `load` gives stored records by the registry's folded key, and words by field that stored records add. `write` takes
    a plan's records, new and changed ones, in the file's order. `entities` are what undo takes back, in its order.
    `words` are those that `load` gives, without the records.
    """

    registry: Registry
    load: Callable[[Session], tuple[Mapping[tuple[str, ...], StoredRecord], Words]]
    write: Callable[[Session, Sequence[PlannedRecord], Sequence[PlannedRecord]], None]
    entities: tuple[Entity, ...]
    words: Callable[[Session], Words] = _no_words


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list. `records` is None for projects, whose lists, kin and likeness have stages of their own."""

    name: str
    noun: tuple[str, str]
    sentence: str
    permission: Permission
    records: Records | None = None

    @property
    def fields(self) -> tuple[ImportField, ...]:
        """The columns of the list, in the order of its template."""
        return self.records.registry.fields if self.records else FIELDS

    @property
    def labels(self) -> Mapping[str, str]:
        """The fields' labels by name."""
        return {one.name: one.label for one in self.fields}

    @property
    def title(self) -> str:
        """What the kind is called where it stands alone."""
        return self.noun[1].capitalize()


OF_PROJECTS = Kind(
    "projects", PROJECTS, "One row is one project, with its dates, money, places, objectives and organisations.",
    Permission.load,
)  # fmt: skip


def with_words(registry: Registry, words: Words) -> Registry:
    """The registry with the words that stored records add to its own."""
    fields = {*registry.words, *words}
    return replace(registry, words={name: {**words.get(name, {}), **registry.words.get(name, {})} for name in fields})


def table_entity(
    kept: KeptTable,
    fields: Mapping[str, str],
    update: Callable[[Session, Sequence[RecordUpdate]], object],
    delete: Callable[[Session, Mapping[int, int | None]], object],
    restore: Callable[[Session, Sequence[Mapping[str, Any]], Sequence[int]], object],
    in_use: Callable[[Session, Sequence[int]], Mapping[int, str]] = _nothing_uses_it,
) -> Entity:
    """The entity of one table; `fields` are its logged columns with their labels."""

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, StoredRecord]:
        return {
            number: StoredRecord(number, row.get("version"), {name: plain(row[name]) for name in fields})
            for number, row in load_records(session, kept, ids).items()
        }

    return Entity(kept.entity, load, update, delete, restore, in_use)


def updates_of(records: Sequence[PlannedRecord], columns: Sequence[str]) -> list[RecordUpdate]:
    """What the writer of a table takes of changed records: of their changes those of `columns`, where there are any."""
    found = []
    for one in records:
        changes: Changes = {name: pair for name, pair in one.changes.items() if name in columns}
        if changes:
            assert one.id is not None
            found.append(RecordUpdate(one.id, one.version, changes))
    return found


def values_of(records: Sequence[PlannedRecord]) -> list[Mapping[str, Any]]:
    """The values of new records, as the writer of a table takes them."""
    return [one.values for one in records]
