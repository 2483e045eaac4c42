"""Records of one table each: how the writers of rooms add, change and remove them, every one with its change record.

Rooms check what they are given and call these inside the write door; nobody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes
from portfolio.errors import Conflict
from portfolio.history.record import record
from portfolio.history.rows import insert_rows
from portfolio.history.shipped import advance_sequence, plain
from portfolio.models.base import Base, table_of
from portfolio.models.change import Change
from portfolio.models.pieces import pieces


@dataclass(frozen=True, slots=True)
class RecordUpdate:
    """A change of one record, `{column: [value it had when it was seen, new value]}` in JSON values.

    `version` is the one that was seen, None for tables without one: there the seen values alone are compared.
    """

    id: int
    version: int | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table whose records this module writes; `called` gives a record's name in the change log from its columns.

    Columns that are `silent` follow from others or say who wrote, so the change log does not name them.
    """

    model: type[Base]
    entity: str
    called: Callable[[Mapping[str, Any]], str]
    silent: frozenset[str] = frozenset()

    @property
    def table(self) -> sa.Table:
        """The table itself."""
        return table_of(self.model)


def load_records(session: Session, kept: KeptTable, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Column values by id, as the database has them; ids that do not exist are missing."""
    found: dict[int, dict[str, Any]] = {}
    for piece in pieces(ids):
        query = sa.select(kept.table).where(kept.table.c.id.in_(piece))
        found.update({row["id"]: dict(row) for row in session.execute(query).mappings()})
    return found


def create_records(
    session: Session, kept: KeptTable, rows: Sequence[Mapping[str, Any]], ids: Sequence[int] | None = None
) -> list[int]:
    """Add records (column -> value; all with the same columns); gives their ids in order.

    `ids` bring removed records back under the numbers that they had.
    """
    if not rows:
        return []
    numbers = next_ids(session, kept, len(rows)) if ids is None else ids
    defaults = {"version": 1} if "version" in kept.table.c else {}
    filled = [{**defaults, **row, "id": number} for number, row in zip(numbers, rows, strict=True)]
    insert_rows(session, kept.table, filled)
    advance_sequence(session, kept.table)
    for row, given in zip(filled, rows, strict=True):
        changes = {
            name: [None, plain(value)] for name, value in given.items() if value is not None and name not in kept.silent
        }
        record(session, kept.entity, row["id"], kept.called(row), "create", changes)
    return [row["id"] for row in filled]


def next_ids(session: Session, kept: KeptTable, count: int) -> Sequence[int]:
    """Numbers above any record's ever: a removed one's, still in the change log, is not given to another."""
    ever = session.scalar(sa.select(sa.func.max(Change.entity_id)).where(Change.entity == kept.entity)) or 0
    first = max(session.scalar(sa.select(sa.func.max(kept.table.c.id))) or 0, ever) + 1
    return range(first, first + count)


def update_records(
    session: Session,
    kept: KeptTable,
    updates: Sequence[RecordUpdate],
    also: Mapping[str, Any] | None = None,
) -> None:
    """Change records whose columns hold JSON values, all or none; `also` are silent columns to set with them.

    Raises Conflict when one moved since it was seen.
    """
    stored = load_records(session, kept, [update.id for update in updates])
    for update in updates:
        current = stored.get(update.id)
        if current is None or not _as_seen(current, update):
            raise Conflict(
                f"{kept.entity.capitalize()} “{kept.called(current)[:80] if current else update.id}” was changed or"
                " removed by somebody else in the meantime.",
                "Look at it again; nothing was saved.",
            )
        if not update.changes:
            continue
        values = {**(also or {}), **{name: after for name, (_, after) in update.changes.items()}}
        if "version" in current:
            values["version"] = current["version"] + 1
        session.execute(sa.update(kept.table).where(kept.table.c.id == update.id).values(**values))
        record(session, kept.entity, update.id, kept.called({**current, **values}), "update", update.changes)
    session.expire_all()


def _as_seen(current: Mapping[str, Any], update: RecordUpdate) -> bool:
    if update.version is not None and current["version"] != update.version:
        return False
    return all(plain(current[name]) == before for name, (before, _) in update.changes.items())


def delete_records(session: Session, kept: KeptTable, seen: Mapping[int, int | None]) -> None:
    """Remove records, {id: version as seen}. Raises Conflict when one moved; the room has checked what names them."""
    stored = load_records(session, kept, list(seen))
    for number, version in seen.items():
        current = stored.get(number)
        if current is None or (version is not None and current["version"] != version):
            raise Conflict(f"The {kept.entity} was changed by somebody else in the meantime.", "Look at it again.")
        gone = {
            name: [plain(value), None]
            for name, value in current.items()
            if name not in ("id", "version", "shipped", *kept.silent) and value is not None
        }
        session.execute(sa.delete(kept.table).where(kept.table.c.id == number))
        record(session, kept.entity, number, kept.called(current), "delete", gone)
    session.expire_all()


def named(names: Iterable[str], most: int = 3) -> str:
    """The first names of many, for a sentence: "A, B, C and 4 more"."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
