"""Bringing a database to the newest shape, in one transaction, one process at a time.

Every command asks whether a database is ready, so nothing of Alembic is loaded before something is migrated.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Engine

if TYPE_CHECKING:
    from alembic.config import Config

_VERSIONS = Path(__file__).parent / "versions"


def alembic_config() -> Config:
    """Alembic's configuration; there is no ini file, so that it works from a wheel too."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate the database of `engine` (not a guarded one) to `revision`; raises what the database raises, undone."""
    from alembic import command

    config = alembic_config()
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _no_implicit_begin)
        sa.event.listen(engine, "begin", _begin_immediate)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7205759)"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back to `revision`; for tests and operators."""
    from alembic import command

    config = alembic_config()
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _no_implicit_begin)
        sa.event.listen(engine, "begin", _begin_immediate)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def newest() -> str:
    """The newest revision. The file of a migration begins with its number; there is one head."""
    return max(path.name.split("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))


def current(engine: Engine) -> str | None:
    """The revision a database stands at; None for one that was never migrated."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _no_implicit_begin(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]


def _begin_immediate(connection: sa.Connection) -> None:
    # The driver would commit each statement of a migration on its own; a begun transaction makes it whole or nothing.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
