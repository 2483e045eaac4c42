"""The write door: the only place where a transaction may write, on either database.

Every other transaction is read-only (SQLite: `query_only`; PostgreSQL: `default_transaction_read_only`): a page that
would write fails at the database. Writers queue: on SQLite by a lock on a file beside the database, which is fair
where SQLite's own busy handler starves, then BEGIN IMMEDIATE; on PostgreSQL by an advisory lock held to the end.
The hash chain needs one order of changes; the same queue gives it, and no two writers can deadlock.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.errors import Busy
from portfolio.history.record import Writing, write_records

#: Key of PostgreSQL's advisory lock: the first eight bytes of the product's name.
ADVISORY_LOCK = 0x6379626572706F72 & (2**63 - 1)

_WRITE_OPTION = "portfolio_write"
_BUSY = "Another change is being saved at the moment."
_AGAIN = "Wait a few seconds and try again; nothing was saved."


@contextmanager
def write(session: Session, actor: Actor, reason: str, batch_id: int | None = None) -> Iterator[Session]:
    """A transaction that may write: commits on return, rolls back on raise; its records go to the change log.

    `reason` is one line for the change log. Raises Busy when another writer holds the door for too long. A read that
    was open in `session` ends here, so records are loaded inside.
    """
    if "writing" in session.info:
        raise RuntimeError("the write door is open already; operations do not open it")
    session.rollback()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    with _queue(engine):
        session.info["writing"] = Writing(actor, reason[:500] or "change", batch_id, datetime.now(UTC))
        try:
            _begin(session, engine)
            yield session
            session.flush()
            write_records(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info["writing"]


def _begin(session: Session, engine: Engine) -> None:
    try:
        connection = session.connection(execution_options={_WRITE_OPTION: True})
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
    except (OperationalError, DBAPIError) as error:
        if is_busy(error):
            raise Busy(_BUSY, _AGAIN) from error
        raise


def is_busy(error: DBAPIError) -> bool:
    """Whether the database refused because somebody else held a lock for too long."""
    text = str(error.orig).lower()
    return "database is locked" in text or "lock timeout" in text or "lock_timeout" in text


@contextmanager
def _queue(engine: Engine) -> Iterator[None]:
    """Wait in line on SQLite; PostgreSQL's own lock does it there."""
    path = engine.dialect.name == "sqlite" and engine.url.database
    if not path or path == ":memory:":
        yield
        return
    descriptor = os.open(Path(path + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + _lock_seconds(engine)
        pause = 0.001
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy(_BUSY, _AGAIN) from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.02)
        yield
    finally:
        os.close(descriptor)


def _lock_seconds(engine: Engine) -> int:
    return int(getattr(engine, "portfolio_lock_seconds", 30))


def guard_engine(engine: Engine, lock_seconds: int = 30) -> None:
    """Make every transaction of `engine` read-only unless the write door opened it; set what each database needs."""
    engine.portfolio_lock_seconds = lock_seconds  # type: ignore[attr-defined]
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_connect)
        sa.event.listen(engine, "begin", _sqlite_begin)
    else:
        sa.event.listen(engine, "connect", _postgresql_connect)
        sa.event.listen(engine, "begin", _postgresql_begin)


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would be a deferred one
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "busy_timeout=10000",
        "query_only=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = bool(connection.get_execution_options().get(_WRITE_OPTION))
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_POSTGRESQL_SETTINGS = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "'repeatable read'",
    "statement_timeout": "'60s'",
    "lock_timeout": "'10s'",
    "idle_in_transaction_session_timeout": "'120s'",
    "timezone": "'UTC'",
}


def _postgresql_connect(connection: Any, _record: Any) -> None:
    autocommit, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = {value}" for name, value in _POSTGRESQL_SETTINGS.items()))
    connection.autocommit = autocommit


def _postgresql_begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITE_OPTION):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE")
