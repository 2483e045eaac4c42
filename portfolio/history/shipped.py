"""Records that the product ships: a later version's corrections reach them, what people edited stays theirs.

Each record keeps what was last shipped for it. On loading, a field that still holds that takes the new shipped value; a
field that somebody edited is left alone. Loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import Changes
from portfolio.history.record import record
from portfolio.models.base import Base, table_of


def load_shipped(
    session: Session,
    model: type[Base],
    entity: str,
    key: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    name: str,
) -> dict[tuple[Any, ...], int]:
    """Bring `model`'s table to the shipped `rows` (column -> value); gives every record's id by `key`'s values.

    `entity` and the column `name` are what the change log calls a record. Records that are no longer shipped stay.
    """
    table = table_of(model)
    kept = {tuple(row[column] for column in key): row for row in session.execute(sa.select(table)).mappings()}
    ids = {values: row["id"] for values, row in kept.items()}
    next_id = max((row["id"] for row in kept.values()), default=0) + 1
    new, logged = [], []
    for row in rows:
        values = tuple(row[column] for column in key)
        shipped = {column: plain(value) for column, value in row.items()}
        known = kept.get(values)
        if known is None:
            if values in ids:
                raise ValueError(f"{entity} {values} is shipped twice")
            ids[values] = next_id
            new.append({**row, "id": next_id, "shipped": shipped})
            logged.append(
                (next_id, str(row[name]), "load", {c: [None, v] for c, v in shipped.items() if v is not None})
            )
            next_id += 1
        elif known["shipped"] != shipped:
            changes = _merge(dict(known), shipped)
            update = {column: row[column] for column in changes}
            if "version" in table.c and changes:
                update["version"] = known["version"] + 1
            session.execute(sa.update(table).where(table.c.id == known["id"]).values(**update, shipped=shipped))
            if changes:
                logged.append((known["id"], str(row[name]), "correct", changes))
    if new:
        session.execute(sa.insert(table), [_with_defaults(table, row) for row in new])
    for number, label, action, changes in logged:
        record(session, entity, number, label, action, changes)
    return ids


def advance_sequences(session: Session) -> None:
    """On PostgreSQL, let automatic numbers start after those that loading gave."""
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.primary_key and "shipped" in table.c:
            advance_sequence(session, table)


def advance_sequence(session: Session, table: sa.Table) -> None:
    """On PostgreSQL, let a table's automatic numbers start after those that were given."""
    if session.get_bind().dialect.name == "postgresql":
        largest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
        session.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), largest, False)))


def _merge(known: Mapping[str, Any], shipped: Mapping[str, Any]) -> Changes:
    before = known["shipped"] or {}
    changes: Changes = {}
    for column, new in shipped.items():
        now = plain(known[column])
        if now != new and now == before.get(column):
            changes[column] = [now, new]
    return changes


def _with_defaults(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    defaults = {"version": 1, "position": 0}
    return {**{column: value for column, value in defaults.items() if column in table.c}, **row}


def plain(value: Any) -> Any:
    """A column's value as JSON has it: days and exact numbers as text."""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value
