"""The demo portfolio: public information, loaded through the product's own import."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from imports.pipeline import import_bytes
from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Visibility
from portfolio.history.door import write
from portfolio.projects.operations import ProjectUpdate, update_projects
from portfolio.projects.queries import load_projects
from portfolio.reference.demo.workbook import build_demo_workbook


def load_demo(session: Session, settings: Settings, actor: Actor = COMMAND_LINE) -> dict[str, int]:
    """Load the demo portfolio through the product's own import; gives the import's counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo-portfolio.xlsx"
        build_demo_workbook(path)
        outcome = import_bytes(session, settings, actor, path.read_bytes(), path.name, rows="good", apply=True)
    _publish(session, actor)
    return outcome.counts


def _publish(session: Session, actor: Actor) -> None:
    # The demo is public information, and every page says so.
    stored = load_projects(session)
    updates = [
        ProjectUpdate(number, project.version, {"visibility": Visibility.PUBLIC.value})
        for number, project in stored.items()
        if project.value["visibility"] != Visibility.PUBLIC
    ]
    if updates:
        with write(session, actor, "the demo portfolio is public information"):
            update_projects(session, updates)
