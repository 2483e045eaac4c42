"""The base of all tables: constraint names by rule, STRICT tables on SQLite, bounded text."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

#: Whole numbers that JSON, SQLite and PostgreSQL all keep exactly.
LARGEST_INTEGER = 2**53 - 1


class Base(DeclarativeBase):
    """All tables."""

    metadata = sa.MetaData(naming_convention=NAMES)


def table_of(model: type[Base]) -> sa.Table:
    """The table behind a model, for statements about many rows at once."""
    return cast(sa.Table, model.__table__)


def table_rules(*constraints: Any) -> tuple[Any, ...]:
    """`__table_args__`: the named constraints, and STRICT on SQLite so that both databases refuse alike."""
    return (*constraints, {"sqlite_strict": True})


def bounded(column: str, longest: int, least: int = 0) -> sa.CheckConstraint:
    """A named check that a text has `least` to `longest` characters; SQLite ignores the length of VARCHAR."""
    return sa.CheckConstraint(f"length({column}) BETWEEN {least} AND {longest}", name=f"{column}_length")


def one_of(column: str, values: Any) -> sa.CheckConstraint:
    """A named check that a text column holds one of the codes of an enumeration, or nothing where it may be null."""
    codes = ", ".join(f"'{value.value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({codes})", name=f"{column}_known")
