"""Connections to a test's PostgreSQL database that stay open for the next app: a server process starts in 10 ms.

An app opens and closes its connections as ever. What it closes is put in order and waits here for the next app of the
same database, which gets it as if it were new: no transaction, no setting, no lock, no temporary table is left.
"""

from __future__ import annotations

import os
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus

_AS_NEW = "RESET ALL; DISCARD TEMP; UNLISTEN *; SELECT pg_advisory_unlock_all()"


class Stock:
    """The connections to one database that wait; psycopg gives them here instead of closing them."""

    close_returns = True

    def __init__(self) -> None:
        self._process = os.getpid()
        self._waiting: list[psycopg.Connection[Any]] = []

    def putconn(self, connection: psycopg.Connection[Any]) -> None:
        """Take what an app has closed, if it can be used again; a forked process has no use for its parent's."""
        connection._pool = None
        if os.getpid() == self._process and connection.info.transaction_status != TransactionStatus.UNKNOWN:
            self._waiting.append(connection)
        else:
            connection.close()

    def take(self) -> psycopg.Connection[Any] | None:
        """One that waits and still answers, as good as new; None where there is none."""
        while self._waiting and os.getpid() == self._process:
            connection = self._waiting.pop()
            try:
                connection.rollback()
                connection.autocommit = True
                connection.execute(_AS_NEW)
                connection.autocommit = False
            except psycopg.Error:
                connection.close()
                continue
            connection._notice_handlers.clear()
            connection._pool = self
            return connection
        return None

    def processes(self) -> list[int]:
        """The server's processes of those that wait."""
        return [connection.info.backend_pid for connection in self._waiting]

    def close(self) -> None:
        """Close those that wait."""
        while self._waiting:
            self._waiting.pop().close()


_stocks: dict[str, Stock] = {}


def keep(database: str) -> None:
    """From now on, what is closed of this database's connections waits for the next app."""
    _stocks[database] = Stock()


def processes(database: str) -> list[int]:
    """The server's processes whose connections to the database wait."""
    return _stocks[database].processes() if database in _stocks else []


def let_go(database: str) -> None:
    """Close what waits of this database, and keep nothing more of it."""
    if database in _stocks:
        _stocks.pop(database).close()


def share() -> None:
    """Let all engines made from now on in this process ask here first."""

    @sa.event.listens_for(sa.Engine, "do_connect")
    def connect(dialect: sa.Dialect, _record: Any, positional: Any, named: Any) -> Any:
        stock = _stocks.get(named.get("dbname", "")) if dialect.driver == "psycopg" else None
        if stock is None:
            return None
        waiting = stock.take()
        if waiting is None:
            waiting = psycopg.connect(*positional, **named)
            waiting._pool = stock
        return waiting
