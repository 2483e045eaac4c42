"""A private PostgreSQL cluster for one test run, shared by its processes, reached by a socket, and gone afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import locale
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

# Nothing here outlives the run, so nothing is kept safe from a power cut. Autovacuum would hold the template open.
SPEED_OVER_SAFETY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "listen_addresses": "''",
}


@dataclass(frozen=True)
class Cluster:
    """A running server: the folder of its socket and the name of its superuser."""

    sockets: Path
    user: str

    def url(self, database: str) -> str:
        """SQLAlchemy's address of one database of this cluster."""
        query = {"host": str(self.sockets)}
        made = URL.create("postgresql+psycopg", username=self.user, database=database, query=query)
        return made.render_as_string(hide_password=False)

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to one database of this cluster, outside of any transaction."""
        return psycopg.connect(host=str(self.sockets), user=self.user, dbname=database, autocommit=True)

    def execute(self, statement: str) -> None:
        """Run one statement that may stand in no transaction, such as CREATE DATABASE."""
        with self.connect() as connection:
            connection.execute(statement)


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process of the test run through, so that shared things are made once."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def start_or_join(programs: Path, folder: Path) -> Cluster:
    """The run's cluster, started by whichever process asks first. `programs` holds initdb and pg_ctl."""
    home = folder / "postgresql"
    owner = _server_user()
    cluster = Cluster(sockets=home, user=owner.pw_name)
    with one_at_a_time(folder):
        if (home / "ready").exists():
            return cluster
        home.mkdir(mode=0o700)
        os.chown(home, owner.pw_uid, owner.pw_gid)
        _run(
            [
                *(programs / "initdb", "--auth=trust", "--encoding=UTF8", f"--locale={_locale()}", "--no-sync"),
                *(f"--username={owner.pw_name}", f"--pgdata={home / 'data'}"),
            ],
            home,
            owner,
        )
        settings = {**SPEED_OVER_SAFETY, "unix_socket_directories": f"'{home}'"}
        with (home / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        _run([programs / "pg_ctl", "start", "--wait", f"--pgdata={home / 'data'}"], home, owner)
        (home / "ready").touch()
    return cluster


def stop(programs: Path, folder: Path) -> None:
    """End the cluster of a test run, if one was started."""
    home = folder / "postgresql"
    if (home / "data" / "postmaster.pid").exists():
        _run([programs / "pg_ctl", "stop", "--mode=immediate", f"--pgdata={home / 'data'}"], home, _server_user())
    shutil.rmtree(home, ignore_errors=True)


def _server_user() -> pwd.struct_passwd:
    """Who the server runs as: oneself, or, because PostgreSQL refuses root, a system user without rights."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _locale() -> str:
    """A locale that knows letters beyond ASCII and sorts by code point, as SQLite does."""
    try:
        before = locale.setlocale(locale.LC_CTYPE)
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
        locale.setlocale(locale.LC_CTYPE, before)
    except locale.Error:
        return "C"
    return "C.UTF-8"


def _run(command: list[str | Path], home: Path, owner: pwd.struct_passwd) -> None:
    """Run a server program as `owner`. Output goes to a file: the server inherits it, and a pipe would never close."""
    log = home / "server.log"
    root = os.geteuid() == 0
    with log.open("ab") as output:
        done = subprocess.run(
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=owner.pw_uid if root else None,
            group=owner.pw_gid if root else None,
            extra_groups=[] if root else None,
            check=False,
        )
    if done.returncode:
        said = log.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{said}")
