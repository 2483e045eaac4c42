"""From the database to what the pure stages look keyed records up in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from imports.directory import load_layouts, load_memory, load_vocabulary
from imports.fields.records import Registry, StoredRecord
from imports.kinds import Kind, with_words
from imports.normalise import Vocabulary
from imports.table.layouts import Layouts


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an import of one kind sees of the database: the records by folded key, what words mean, earlier choices.

    `registry` is the kind's own, with the words that stored records add.
    """

    registry: Registry
    records: Mapping[tuple[str, ...], StoredRecord]
    vocabulary: Vocabulary
    memory: Mapping[str, Mapping[str, str | None]]
    layouts: Layouts


def load_shelf(session: Session, kind: Kind) -> Shelf:
    """The shelf of a kind of keyed records."""
    assert kind.records is not None
    stored, words = kind.records.load(session)
    registry = with_words(kind.records.registry, words)
    return Shelf(
        registry, stored, load_vocabulary(session), load_memory(session, kind.name), load_layouts(session, kind.name)
    )
