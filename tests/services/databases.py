"""Fresh databases by the copy: one template per engine and run, migrated and reference-loaded once."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import services
from tests.services import postgresql
from tools.services import find_postgresql

Build = Callable[[str], None]
TEMPLATE = "portfolio_template"


@contextlib.contextmanager
def fresh_sqlite(folder: Path, build: Build) -> Iterator[str]:
    """Address of a new SQLite database in `folder`, a copy of the template that `build(url)` made."""
    template = _sqlite_template(build)
    copy = folder / "portfolio.sqlite"
    shutil.copyfile(template, copy)
    yield f"sqlite:///{copy}"


@contextlib.contextmanager
def fresh_postgresql(build: Build | None) -> Iterator[str]:
    """Address of a new database in the run's cluster, dropped on leaving: a copy of what `build(url)` made, or empty.

    Skips where the machine has no PostgreSQL.
    """
    programs = services.require("PostgreSQL", find_postgresql())
    cluster = postgresql.start_or_join(programs, services.shared_folder())
    name = f"test_{uuid.uuid4().hex}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {_postgresql_template(cluster, build) if build else 'template0'}")
    try:
        yield cluster.url(name)
    finally:
        cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _sqlite_template(build: Build) -> Path:
    folder = services.shared_folder()
    template = folder / "template.sqlite"
    with postgresql.one_at_a_time(folder):
        if not template.exists():
            draft = folder / "draft.sqlite"
            draft.unlink(missing_ok=True)
            build(f"sqlite:///{draft}")
            # The write-ahead log would be left behind by a copy of the file alone.
            with contextlib.closing(sqlite3.connect(draft)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            draft.rename(template)
    return template


def _postgresql_template(cluster: postgresql.Cluster, build: Build) -> str:
    folder = services.shared_folder()
    made = folder / "template.postgresql"
    with postgresql.one_at_a_time(folder):
        if not made.exists():
            cluster.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
            cluster.execute(f"CREATE DATABASE {TEMPLATE}")
            build(cluster.url(TEMPLATE))
            made.touch()
    return TEMPLATE
