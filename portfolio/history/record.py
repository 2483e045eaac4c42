"""The only writer of the change log. Rows are chained by hash and written when the write door closes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes
from portfolio.core.people import Actor
from portfolio.history.rows import insert_rows
from portfolio.models.base import table_of
from portfolio.models.change import Change
from portfolio.models.types import JsonText, canonical_json

#: The hash before the first row.
GENESIS = "0" * 64

#: Fields that are logged as changed, never by value.
SECRET = frozenset({"password_hash"})


@dataclass
class Writing:
    """One open write: who, why, in which import, and the records to be logged. Kept in `session.info["writing"]`."""

    actor: Actor
    reason: str
    batch_id: int | None
    at: datetime
    records: list[tuple[str, int, str, str, Changes | JsonText]] = field(default_factory=list)


class NoOpenWrite(RuntimeError):
    """A record was changed outside the write door: a programmer's error."""


def writing(session: Session) -> Writing:
    """The open write of this session; raises NoOpenWrite outside the write door."""
    current = session.info.get("writing")
    if not isinstance(current, Writing):
        raise NoOpenWrite("records change inside history.door.write() alone")
    return current


def record(session: Session, entity: str, entity_id: int, key: str, action: str, changes: Changes | JsonText) -> None:
    """Note that `entity` number `entity_id` (its code: `key`) changed; `changes` is `{field: [before, after]}`.

    Whoever writes thousands may give it as canonical text, written out before the door was taken; none of its fields is
    SECRET then.
    """
    if not isinstance(changes, JsonText):
        changes = {name: ["(secret)", "(changed)"] if name in SECRET else pair for name, pair in changes.items()}
    writing(session).records.append((entity, entity_id, key[:300], action, changes))


def position(session: Session) -> int:
    """The change log's last position, 0 when it is empty: whatever was computed at this position still holds."""
    return session.scalar(sa.select(sa.func.max(Change.position))) or 0


def write_records(session: Session) -> int:
    """Append the noted records, chained to the last row; gives the new last position. Called by the door alone."""
    current = writing(session)
    last = session.execute(
        sa.select(Change.position, Change.hash).order_by(Change.position.desc()).limit(1)
    ).one_or_none()
    chain = _Chain(*((last.position, last.hash) if last else (0, GENESIS)))
    insert_rows(session, table_of(Change), chain.rows(current))
    current.records.clear()
    return chain.position


@dataclass
class _Chain:
    """The end of the change log as it grows."""

    position: int
    hash: str

    def rows(self, current: Writing) -> Iterator[dict[str, Any]]:
        """The rows of what was noted, each made when it is asked for."""
        for entity, entity_id, key, action, changes in current.records:
            self.position += 1
            row = {
                "position": self.position,
                "at": current.at,
                "actor_id": current.actor.id,
                "actor_label": current.actor.label,
                "reason": current.reason,
                "batch_id": current.batch_id,
                "entity": entity,
                "entity_id": entity_id,
                "entity_key": key,
                "action": action,
                "changes": changes if isinstance(changes, JsonText) else JsonText(canonical_json(changes)),
                "previous_hash": self.hash,
            }
            self.hash = row["hash"] = row_hash(row)
            yield row


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and every column of the row, as canonical JSON."""
    at = row["at"].isoformat(timespec="microseconds")
    parts = [row["previous_hash"], row["position"], at, row["actor_id"], row["actor_label"], row["reason"]]
    parts += [row["batch_id"], row["entity"], row["entity_id"], row["entity_key"], row["action"]]
    changes = row["changes"]
    text = changes if isinstance(changes, JsonText) else canonical_json(changes)
    return hashlib.sha256(f"{canonical_json(parts)}\n{text}".encode()).hexdigest()


def broken_links(session: Session, most: int = 20) -> list[str]:
    """Sentences naming change-log rows whose hash, order or link to the row before does not hold; empty when sound."""
    found: list[str] = []
    expected, previous = 1, GENESIS
    columns = list(table_of(Change).columns)
    for row in session.execute(sa.select(*columns).order_by(Change.position)).yield_per(1000).mappings():
        if row["position"] != expected:
            found.append(f"Change {expected} is missing from the change log.")
        if row["previous_hash"] != previous:
            found.append(f"Change {row['position']} does not follow the change before it.")
        elif row_hash(dict(row)) != row["hash"]:
            found.append(f"Change {row['position']} was altered after it was written.")
        expected, previous = row["position"] + 1, row["hash"]
        if len(found) >= most:
            break
    return found
