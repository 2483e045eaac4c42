"""Many rows by few statements: how writers insert thousands inside the write door, on either database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

#: Rows given to the driver at a time: what is turned for it is held twice, and PostgreSQL bounds a statement's seconds.
_ROWS = 10_000


def insert_rows(session: Session, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows (column -> value, all with the same columns), or none where one is refused.

    A list of rows given to `execute` is turned value by value, which takes longer than the database does with them, and
    PostgreSQL is then asked row by row. Here a column is turned at a time, where its type asks for it at all, and
    PostgreSQL copies. Whoever writes a few rows has no use for it. Rows may be made one after the other: few are held
    at a time.
    """
    following = iter(rows)
    piece = list(islice(following, _ROWS))
    if not piece:
        return
    connection = session.connection()
    given = [column.name for column in table.columns if column.name in piece[0]]
    fixed = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in piece[0] and isinstance(column.default, ScalarElementColumnDefault)
    }
    names = [column.name for column in table.columns if column.name in given or column.name in fixed]
    while piece:
        columns = dict(zip(given, _columns(piece, given), strict=True))
        columns.update({name: [value] * len(piece) for name, value in fixed.items()})
        turned = list(zip(*(_turned(connection, table.c[name], columns[name]) for name in names), strict=True))
        if connection.dialect.name == "postgresql":
            _copy(connection, table, names, turned)
        else:
            statement = sa.insert(table).compile(dialect=connection.dialect, column_keys=names)
            connection.exec_driver_sql(str(statement), turned)
        piece = list(islice(following, _ROWS))


def _columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Sequence[Any]]:
    if len(names) == 1:
        return [[row[names[0]] for row in rows]]
    return list(zip(*map(itemgetter(*names), rows), strict=True))


def _turned(connection: Connection, column: sa.Column[Any], values: Sequence[Any]) -> Iterable[Any]:
    """A column's values as the driver takes them."""
    turn = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return values if turn is None else map(turn, values)


def _copy(connection: Connection, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """PostgreSQL's COPY, inside the open transaction; its refusals are those of any other statement."""
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            statement, None, error, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
        ) from error
