"""The demo portfolio: public information, loaded through the product's own import."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from imports.pipeline import import_bytes
from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.reference.demo import FILE_NAME
from portfolio.reference.demo.workbook import build_demo_workbook


def load_demo(session: Session, settings: Settings, actor: Actor = COMMAND_LINE) -> dict[str, int]:
    """Load the demo portfolio as anybody would load a workbook; gives the import's counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        build_demo_workbook(path)
        found = import_bytes(session, settings, actor, path.read_bytes(), FILE_NAME, rows="good", apply=True)
    return found.counts
