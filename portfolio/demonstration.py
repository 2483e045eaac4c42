"""The demo portfolio: public information, loaded through the product's own import."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from imports.pipeline import import_bytes
from portfolio import reference
from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import DialogueStatus
from portfolio.history.door import write
from portfolio.policy.operations import DIALOGUES
from portfolio.reference import demo
from portfolio.reference.demo import FILE_NAME
from portfolio.reference.demo.workbook import build_demo_workbook


def load_demo(session: Session, settings: Settings, actor: Actor = COMMAND_LINE) -> dict[str, int]:
    """Load the demo portfolio as anybody would load a workbook; gives the import's counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        build_demo_workbook(path)
        found = import_bytes(session, settings, actor, path.read_bytes(), FILE_NAME, rows="good", apply=True)
    _load_dialogues(session, actor)
    return found.counts


def _load_dialogues(session: Session, actor: Actor) -> None:
    """Add the demo's dialogues whose codes nobody has; they were all held, and say themselves that they are public."""
    known = {code for (code,) in DIALOGUES.keys(session)}
    values = [
        {
            **{name: row[name] for name in row if name != "objectives"},
            "status": DialogueStatus.HELD.value,
            "objectives": [f"{DEFAULT_FRAMEWORK}:{number}" for number in row["objectives"].split("; ")],
        }
        for row in reference.read("dialogues", demo.__name__).rows
        if row["code"] not in known
    ]
    if values:
        with write(session, actor, "demo portfolio"):
            DIALOGUES.create(session, values)
