"""Fresh databases by the copy: one template per engine and run, migrated and reference-loaded once.

On PostgreSQL a copy is put back after its test and used again, because making one takes longer than most tests.
"""

from __future__ import annotations

import contextlib
import pickle
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import services
from tests.services import kept, postgresql, reuse
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
    """Address of a database in the run's cluster that nobody else uses: as `build(url)` made it, or empty.

    Skips where the machine has no PostgreSQL.
    """
    programs = services.require("PostgreSQL", find_postgresql())
    cluster = postgresql.start_or_join(programs, services.shared_folder())
    if build is None:
        name = _created(cluster, "template0")
        try:
            yield cluster.url(name)
        finally:
            _drop(cluster, name)
        return
    pristine = _postgresql_template(cluster, build)
    free = _free.setdefault(services.shared_folder(), [])
    used = free.pop() if free else _copied(cluster, pristine)
    again = False
    try:
        yield cluster.url(used.name)
        again = reuse.put_back(pristine, used)
    finally:
        if again:
            free.append(used)
        else:
            kept.let_go(used.name)
            used.connection.close()
            _drop(cluster, used.name)


def let_go() -> None:
    """Close what this process keeps open, at its end."""
    for free in _free.values():
        for used in free:
            kept.let_go(used.name)
            used.connection.close()
    _free.clear()


#: Databases of this process that wait for their next test, by the folder of their run.
_free: dict[Path, list[reuse.Reusable]] = {}


def _created(cluster: postgresql.Cluster, template: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def _copied(cluster: postgresql.Cluster, pristine: reuse.Pristine) -> reuse.Reusable:
    name = _created(cluster, TEMPLATE)
    kept.keep(name)
    connection = cluster.connect(name)
    return reuse.Reusable(name, connection, reuse.states_of(connection, pristine))


def _drop(cluster: postgresql.Cluster, name: str) -> None:
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


def _postgresql_template(cluster: postgresql.Cluster, build: Build) -> reuse.Pristine:
    folder = services.shared_folder()
    if folder in _pristine:
        return _pristine[folder]
    made = folder / "template.postgresql"
    with postgresql.one_at_a_time(folder):
        if not made.exists():
            cluster.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
            cluster.execute(f"CREATE DATABASE {TEMPLATE}")
            build(cluster.url(TEMPLATE))
            with cluster.connect(TEMPLATE) as connection:
                made.write_bytes(pickle.dumps(reuse.look_at(connection)))
        _pristine[folder] = pickle.loads(made.read_bytes())  # noqa: S301 - written above
    return _pristine[folder]


_pristine: dict[Path, reuse.Pristine] = {}
