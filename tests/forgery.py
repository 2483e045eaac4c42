"""Somebody with the database in hand: a change of log or snapshots past their triggers, on either database."""

from __future__ import annotations

import sqlalchemy as sa

_TRIGGERS_OFF = {
    "sqlite": (
        "DROP TRIGGER change_log_no_update",
        "DROP TRIGGER change_log_no_delete",
        "DROP TRIGGER snapshot_no_update",
        "DROP TRIGGER snapshot_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER change_log_append_only ON change_log",
        "DROP TRIGGER snapshot_never_altered ON snapshot",
    ),
}


def forge(database_url: str, statement: str) -> None:
    """Carry out `statement` on the database at `database_url`, with the guards of log and snapshots taken away."""
    engine = sa.create_engine(database_url)
    try:
        with engine.begin() as connection:
            for drop in _TRIGGERS_OFF[engine.dialect.name]:
                connection.execute(sa.text(drop))
            connection.execute(sa.text(statement))
    finally:
        engine.dispose()
