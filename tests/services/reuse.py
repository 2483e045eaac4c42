"""A PostgreSQL database put back to where its template ended, which takes a tenth of making a new one.

Only tables that somebody changed are filled anew. A row that was written has a younger transaction than the template,
a row that was deleted is missing from the count; whoever changed the schema gets no second use out of a database.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
from psycopg import sql

from tests.services import kept

#: What a change of the schema leaves a young row in.
_CATALOGUES = (
    "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_namespace",
)  # fmt: skip
#: In those where most rows are the server's own: the indexed column that tells ours.
_OWNER = {"pg_class": "oid", "pg_attribute": "attrelid", "pg_index": "indexrelid", "pg_proc": "oid"}
#: The server's own objects have numbers below this one.
_FIRST_OF_OURS = 16384
#: Rows that were deleted still take room, and nobody sweeps; after so many uses a database is made anew.
MOST_USES = 150
#: Seconds until somebody who was sent away must have gone.
PATIENCE = 5


@dataclass
class Pristine:
    """The template: rows of each table in COPY's binary form, and where its sequences stand."""

    rows: Mapping[str, bytes]
    sequences: Mapping[str, tuple[int, bool]]


@dataclass
class Reusable:
    """A copy of the template: its name, and for each table how many rows it had and its youngest transaction then.

    The connection it is looked at with stays open, so that statements are planned once.
    """

    name: str
    connection: psycopg.Connection[Any]
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
    sequences = tuple(name for (name,) in connection.execute("SELECT sequencename FROM pg_sequences ORDER BY 1"))
    return Pristine(rows, _standing(connection, sequences))


def states_of(connection: psycopg.Connection[Any], pristine: Pristine) -> dict[str, tuple[int, int]]:
    """Rows and youngest transaction of every table, and of the catalogues of the schema."""
    return _looked(connection, *_CATALOGUES, *pristine.rows)


def put_back(pristine: Pristine, used: Reusable) -> bool:
    """Let a used database be as the template was; False where that cannot be."""
    connection = used.connection
    if used.uses >= MOST_USES:
        return False
    _send_others_away(connection, kept.processes(used.name))
    if connection.execute(_SETTINGS, prepare=True).fetchone():
        return False
    if any(state != used.states[name] for name, state in _looked(connection, *_CATALOGUES).items()):
        return False
    now = _looked(connection, *pristine.rows)
    changed = [name for name, state in now.items() if state != used.states[name]]
    # No trigger and no foreign key has a say in this.
    connection.execute("SET session_replication_role = replica")
    for name in changed:
        count, youngest = used.states[name]
        if _without_newer(connection, name, youngest, now[name][0]) != count:
            used.states[name] = _filled(connection, name, pristine.rows[name])
    for name, standing in _standing(connection, tuple(pristine.sequences)).items():
        if standing != pristine.sequences[name]:
            connection.execute("SELECT setval(%s::regclass, %s, %s)", (f'"{name}"', *pristine.sequences[name]))
    used.uses += 1
    return True


_SETTINGS = "SELECT 1 FROM pg_db_role_setting JOIN pg_database ON oid = setdatabase WHERE datname = current_database()"
_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)


def _send_others_away(connection: psycopg.Connection[Any], waiting: list[int]) -> None:
    """End every other connection to the database but those that wait: nobody holds these.

    The server's own wait for that looks every tenth of a second.
    """
    end = time.monotonic() + PATIENCE
    while connection.execute(_OTHERS, (waiting,), prepare=True).fetchall() and time.monotonic() < end:
        time.sleep(0.001)


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
    return _looked(connection, name)[name]


def _looked(connection: psycopg.Connection[Any], *names: str) -> dict[str, tuple[int, int]]:
    found = connection.execute(_looking(names), prepare=True)
    return {name: (count, youngest) for name, count, youngest in found}


@cache
def _looking(names: tuple[str, ...]) -> sql.Composed:
    text = sql.SQL("SELECT {}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {}")
    ours = sql.SQL(" WHERE {} >= {}")
    return sql.SQL(" UNION ALL ").join(
        text.format(name, sql.Identifier(name))
        + (ours.format(sql.Identifier(_OWNER[name]), _FIRST_OF_OURS) if name in _OWNER else sql.SQL(""))
        for name in names
    )


def _standing(connection: psycopg.Connection[Any], names: tuple[str, ...]) -> dict[str, tuple[int, bool]]:
    """The last value of each sequence, and whether it was given out."""
    found = connection.execute(_standings(names), prepare=True)
    return {name: (value, called) for name, value, called in found}


@cache
def _standings(names: tuple[str, ...]) -> sql.Composed:
    text = sql.SQL("SELECT {}, last_value, is_called FROM {}")
    return sql.SQL(" UNION ALL ").join(text.format(name, sql.Identifier(name)) for name in names)
