"""A PostgreSQL database put back to where its template ended, which takes a tenth of making a new one.

Only tables that somebody changed are filled anew. A row that was written has a younger transaction than the template,
a row that was deleted is missing from the count; whoever changed the schema gets no second use out of a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

#: What a change of the schema leaves a young row in.
_CATALOGUES = (
    "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_namespace",
)  # fmt: skip
#: Rows that were deleted still take room, and nobody sweeps; after so many uses a database is made anew.
MOST_USES = 150


@dataclass
class Pristine:
    """The template: rows of each table in COPY's binary form, and where its sequences stand."""

    rows: Mapping[str, bytes]
    sequences: Mapping[str, tuple[int, bool]]


@dataclass
class Reusable:
    """A copy of the template: its name, and for each table how many rows it had and its youngest transaction then."""

    name: str
    states: dict[str, tuple[int, int]]
    uses: int = 1


def look_at(connection: psycopg.Connection[Any]) -> Pristine:
    """Remember what the database of this connection holds."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    rows = {}
    for (name,) in tables:
        with connection.cursor().copy(
            sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(name))
        ) as lines:
            rows[name] = b"".join(bytes(piece) for piece in lines)
    sequences = [name for (name,) in connection.execute("SELECT sequencename FROM pg_sequences ORDER BY 1")]
    return Pristine(rows, _standing(connection, sequences))


def states_of(connection: psycopg.Connection[Any], pristine: Pristine) -> dict[str, tuple[int, int]]:
    """Rows and youngest transaction of every table, and of the catalogues of the schema."""
    return _looked(connection, (*_CATALOGUES, *pristine.rows))


def put_back(connection: psycopg.Connection[Any], pristine: Pristine, used: Reusable) -> bool:
    """Let the database of this connection be as the template was; False where that cannot be."""
    if used.uses >= MOST_USES:
        return False
    connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if any(state != used.states[name] for name, state in _looked(connection, _CATALOGUES).items()):
        return False
    settings = connection.execute(
        "SELECT 1 FROM pg_db_role_setting JOIN pg_database ON oid = setdatabase WHERE datname = current_database()"
    ).fetchone()
    if settings:
        return False
    now = _looked(connection, pristine.rows)
    changed = [name for name, state in now.items() if state != used.states[name]]
    # No trigger and no foreign key has a say in this.
    connection.execute("SET session_replication_role = replica")
    for name in changed:
        count, youngest = used.states[name]
        if _without_newer(connection, name, youngest, now[name][0]) != count:
            used.states[name] = _filled(connection, name, pristine.rows[name])
    for name, standing in _standing(connection, pristine.sequences).items():
        if standing != pristine.sequences[name]:
            connection.execute("SELECT setval(%s::regclass, %s, %s)", (f'"{name}"', *pristine.sequences[name]))
    used.uses += 1
    return True


def _without_newer(connection: psycopg.Connection[Any], name: str, youngest: int, count: int) -> int:
    """Take the rows younger than `youngest` out of a table of `count` rows; gives how many are left."""
    query = sql.SQL("DELETE FROM {} WHERE xmin::text::bigint > {}").format(sql.Identifier(name), youngest)
    return count - connection.execute(query).rowcount


def _filled(connection: psycopg.Connection[Any], name: str, rows: bytes) -> tuple[int, int]:
    """Fill a table whose old rows were touched with `rows` alone; gives its state."""
    table = sql.Identifier(name)
    connection.execute(sql.SQL("DELETE FROM {}").format(table))
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(table)) as lines:
        lines.write(rows)
    return _looked(connection, [name])[name]


def _looked(connection: psycopg.Connection[Any], names: Iterable[str]) -> dict[str, tuple[int, int]]:
    text = sql.SQL("SELECT {}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {}")
    query = sql.SQL(" UNION ALL ").join(text.format(name, sql.Identifier(name)) for name in names)
    return {name: (count, youngest) for name, count, youngest in connection.execute(query)}


def _standing(connection: psycopg.Connection[Any], names: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """The last value of each sequence, and whether it was given out."""
    text = sql.SQL("SELECT {}, last_value, is_called FROM {}")
    query = sql.SQL(" UNION ALL ").join(text.format(name, sql.Identifier(name)) for name in names)
    return {name: (value, called) for name, value, called in connection.execute(query)}
