"""What the change log says of the way from one position to another, for a portfolio that follows it.

Any kind of record that nobody names, and too many changes at once, mean loading everything anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.change import Change

#: More changes than this are not followed one by one.
MOST_CHANGES = 1_000
PROJECT = "project"
#: Kinds of records of which no report computes anything.
SILENT = frozenset(
    {
        *("user", "source", "disagreement", "import", "alias", "mapping", "recognition"),
        *("scenario", "snapshot", "overlap", "need rule"),
    }
)


@dataclass(frozen=True, slots=True)
class Moves:
    """What changed between two positions of the log: projects that are there, projects that went, other kinds."""

    edited: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()


def moves_since(session: Session, before: int, now: int, known: frozenset[str]) -> Moves | None:
    """What the log says of the positions after `before` up to `now`.

    None if that is too much, or a kind of record changed that is neither silent nor `known`, or was taken away.
    """
    if not 0 <= now - before <= MOST_CHANGES:
        return None
    rows = session.execute(
        sa.select(Change.entity, Change.entity_id, Change.action)
        .where(Change.position > before, Change.position <= now)
        .order_by(Change.position)
    ).all()
    if len(rows) != now - before:
        return None
    last = {number: action for entity, number, action in rows if entity == PROJECT}
    kinds = frozenset(entity for entity, _, _ in rows) - SILENT - {PROJECT}
    if not kinds <= known or any(entity in kinds and action == "delete" for entity, _, action in rows):
        return None
    return Moves(
        edited=frozenset(number for number, action in last.items() if action != "delete"),
        gone=frozenset(number for number, action in last.items() if action == "delete"),
        kinds=kinds,
    )
