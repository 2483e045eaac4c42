"""Setting a database up: migrate it, load what the product ships, check that all holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from portfolio import migrations
from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.errors import PortfolioError
from portfolio.history.door import write
from portfolio.history.record import broken_links
from portfolio.history.shipped import advance_sequences
from portfolio.models.change import Change
from portfolio.models.project import Project
from portfolio.objectives.operations import load_shipped_objectives
from portfolio.organisations.operations import load_shipped_organisations
from portfolio.places.operations import load_shipped_places
from portfolio.planning.snapshots import holds, list_snapshots
from portfolio.policy.operations import load_shipped_instruments


class NotReady(PortfolioError):
    """The database is not in the shape this version needs."""

    status = 503
    title = "Not set up yet"


def migrate(settings: Settings) -> None:
    """Make the instance folder and bring the database to the newest shape."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(settings.resolved_database_url())
    try:
        migrations.upgrade(engine)
    finally:
        engine.dispose()


def require_ready(engine: Engine) -> None:
    """NotReady unless the database stands at the newest revision."""
    if migrations.current(engine) != migrations.newest():
        raise NotReady("The database is not set up for this version.", "Run `portfolio init` first.")


def load_reference(session: Session, actor: Actor = COMMAND_LINE) -> None:
    """Load or correct what the product ships, in one transaction; loading twice changes nothing."""
    with write(session, actor, "reference data of this version"):
        load_shipped_objectives(session)
        load_shipped_places(session)
        load_shipped_organisations(session)
        load_shipped_instruments(session)
        advance_sequences(session)


def is_empty(session: Session) -> bool:
    """Whether there is no project at all."""
    return session.scalar(sa.select(Project.id).limit(1)) is None


def find_faults(session: Session) -> list[str]:
    """Sentences for all that does not hold: constraints, links, hash chain, snapshots; empty when all is sound."""
    found = broken_links(session)
    if session.get_bind().dialect.name == "sqlite":
        for row in session.execute(sa.text("PRAGMA integrity_check")):
            if row[0] != "ok":
                found.append(f"The database file is damaged: {row[0]}.")
        for table, row_id, parent, _ in session.execute(sa.text("PRAGMA foreign_key_check")):
            found.append(f"{table} row {row_id} points to a missing {parent}.")
    versions = session.execute(sa.select(Project.id, Project.code, Project.version)).all()
    found += _missing_history(session, versions)
    found += [
        f"Snapshot {line.id}, “{line.name}”, is not what was frozen."
        for line in list_snapshots(session)
        if not holds(session, line)
    ]
    return found


def _missing_history(session: Session, versions: Sequence[Any]) -> list[str]:
    logged = dict(
        session.execute(
            sa.select(Change.entity_id, sa.func.count()).where(Change.entity == "project").group_by(Change.entity_id)
        ).all()
    )
    return [
        f"Project {code} is at version {version}, but the change log knows {logged.get(number, 0)} of its changes."
        for number, code, version in versions
        if logged.get(number, 0) != version
    ]
